package org.jdvm.asm;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdvm.asm.PassWriter.Kind;
import org.jdvm.asm.code.Code;
import org.jdvm.asm.code.Expr;
import org.jdvm.asm.code.Method;
import org.jdvm.tier.SumTree;
import org.jspecify.annotations.Nullable;

/** Writes the method of one sweep: a loop over the rows that calls the passes and computes what there is one of for each row. */
final class SweepWriter {
    /**
     * Up to this cost a loop is written inside the loop over the rows: calling it would take longer than a short row. Larger ones are
     * separate methods, since several such loops in one method slow each other down.
     */
    private static final int MOST_COST_IN_PLACE = 48;

    /** Up to this cost a loop with a reduction computes four groups of lanes each time around. */
    private static final int MOST_COST_OF_FOUR = 8;

    private final SectionClassWriter section;
    private final LaneCode lanes;
    private final Fit fit;
    private final Sweep sweep;
    private final Code code;
    private final SweepValues values;
    private final FrameCode frame;

    /** The mask of what is left of a row, if loops in this method need it. */
    private @Nullable Expr mask;

    /** Which numbers of columns a method is for. Without code for what is left, a loop over rows is compiled into faster code. */
    enum Fit {
        /** All loops do all columns in whole steps; those that add floats have one block, so that all partial sums stay in registers. */
        ONE_BLOCK,
        /** All loops do all columns in whole steps. */
        WHOLE,
        /** There are columns left, but there is a whole step of lanes at least. */
        LEFT,
        /** There are fewer columns than lanes. */
        SHORT;

        /** The end of the name of such a method. */
        String methodName() {
            return switch (this) {
                case ONE_BLOCK -> "OneBlock";
                case WHOLE -> "Whole";
                case LEFT -> "Left";
                case SHORT -> "Short";
            };
        }
    }

    SweepWriter(SectionClassWriter section, Sweep sweep, Code code, Fit fit) {
        this.section = section;
        this.lanes = section.lanes;
        this.fit = fit;
        this.sweep = sweep;
        this.code = code;
        this.values = new SweepValues(section, sweep, code);
        this.frame = values.frame;
    }

    void write() {
        values.begin();
        if (!isWhole() && sweep.passes.stream().anyMatch(this::needsMask)) {
            Expr found = PassWriter.mask(lanes, frame.columns(), fit == Fit.SHORT);
            mask = found == null ? null : code.let("mask", found);
        }
        if (!sweep.rows) {
            row(Expr.of(0));
            values.end();
            code.end();
            return;
        }
        Expr.Local[] steps = new Expr.Local[section.memoryCount()];
        for (MemoryOperand memory : values.bases.keySet()) {
            if (memory.hasRows()) {
                steps[memory.id()] = code.let("step" + memory.id(), frame.number(memory.rowStride()));
            }
        }
        Expr done = Expr.of(0);
        int together = RowBlock.rows(sweep, lanes);
        if (together > 1) {
            done = code.let("blocks", frame.rows().and(Expr.of(-together)));
            // Made out here, so that the places in scratch memory are known to both loops.
            PassCall call = new PassCall(section, values, code, sweep.passes.getFirst(), Adding.NOTHING, Expr.of(0));
            code.loop("row", Expr.of(0), done, together, row -> {
                block(call, together, steps);
                next(steps, together);
            });
        }
        code.loop("row", done, frame.rows(), 1, row -> {
            row(row);
            values.endRow(row);
            next(steps, 1);
        });
        values.end();
        code.end();
    }

    /** Moves all addresses down by some rows. */
    private void next(Expr.Local[] steps, int rows) {
        values.bases.forEach((memory, base) -> {
            Expr.Local step = steps[memory.id()];
            if (step != null) {
                code.set(base, base.plus(rows == 1 ? step : step.times(Expr.of(rows))));
            }
        });
    }

    private boolean needsMask(LoopPass pass) {
        return isInPlace(pass)
                && !isRowByCall(pass)
                && (fit == Fit.SHORT || pass.roots.stream().anyMatch(LaneNode::isReduce));
    }

    /**
     * True for a pass that would be written here, but for the code for what is left of a row: with it, sums no longer stay in registers, and
     * the compiler of the virtual machine may run out of nodes.
     */
    private boolean isRowByCall(LoopPass pass) {
        return fit == Fit.LEFT
                && isInPlace(pass)
                && !PassWriter.reductions(pass).isEmpty();
    }

    private boolean isWhole() {
        return fit == Fit.ONE_BLOCK || fit == Fit.WHOLE;
    }

    private boolean isInPlace(LoopPass pass) {
        Adding adding = adding(pass);
        return (adding.sums().isEmpty() || adding.oneBlock())
                && groups(pass, lanes, adding) * cost(pass, lanes) <= MOST_COST_IN_PLACE;
    }

    /** What a pass adds in registers in rows of this kind. */
    private Adding adding(LoopPass pass) {
        return switch (fit) {
            case ONE_BLOCK -> new Adding(Terms.added(pass, lanes, true), true);
            case WHOLE -> new Adding(Terms.added(pass, lanes, false), false);
            case LEFT, SHORT -> Adding.NOTHING;
        };
    }

    /** True if some sums of floats are added in registers. */
    static boolean isAdded(Sweep sweep, LaneCode lanes) {
        return sweep.passes.stream()
                .anyMatch(pass -> !Terms.added(pass, lanes, true).isEmpty());
    }

    /** The numbers of columns that methods of a sweep are for. */
    static List<Fit> fits(Sweep sweep, LaneCode lanes) {
        return isAdded(sweep, lanes) ? List.of(Fit.values()) : List.of(Fit.WHOLE, Fit.LEFT, Fit.SHORT);
    }

    /** Several rows at a time, which go into sums of columns that stay in registers meanwhile. */
    private void block(PassCall call, int rows, Expr.Local[] steps) {
        LoopPass pass = sweep.passes.getFirst();
        values.bases.forEach((memory, base) -> {
            Expr.Local step = steps[memory.id()];
            for (int below = 1; below < rows && step != null; below++) {
                Expr at = base.plus(step.times(Expr.of(below)));
                call.params.add(new PassWriter.RowOf(memory, below), "at" + memory.id() + "_" + below, at);
            }
        });
        Expr whole =
                isWhole() ? frame.columns() : code.let("whole", frame.columns().and(Expr.of(-lanes.step())));
        new PassWriter(pass, lanes, call.params.inPlace(code), code, rows, Adding.NOTHING)
                .writeInPlace(whole, 1, ends(whole));
    }

    private PassWriter.@Nullable Ends ends(Expr whole) {
        return isWhole() ? null : new PassWriter.Ends(whole, frame.columns(), mask, fit == Fit.SHORT);
    }

    /** What a row has only one of, and the loops over its columns. */
    private void row(Expr row) {
        values.row(row);
        for (LaneValue value : sweep.stored) {
            if (value.hasRows() || !sweep.rows) {
                values.fetch(value, row);
            }
        }
        Set<MemoryOperand> staged = new HashSet<>();
        for (int step = 0; step < sweep.steps.size(); step++) {
            for (LaneNode node : sweep.steps.get(step)) {
                if (!(sweep.rows && step == 0 && SweepValues.isSameForAllRows(node))) {
                    values.number(node);
                }
            }
            if (step < sweep.passes.size()) {
                pass(sweep.passes.get(step), row, staged);
            }
        }
        for (LaneValue value : sweep.storing) {
            Expr at = values.region(SweepValues.storage(value));
            code.set(values.scratch.get(value.lane), value.hasRows() ? at.plus(row) : at, values.numberOf(value));
        }
    }

    private void pass(LoopPass pass, Expr row, Set<MemoryOperand> staged) {
        if (pass.roots.isEmpty() && pass.storing.isEmpty() && pass.kept.isEmpty()) {
            return;
        }
        Adding adding = adding(pass);
        PassCall call = new PassCall(section, values, code, pass, adding, row);
        for (LaneNode node : pass.computed) {
            if (node.isLoad() && lanes.isStaged(node.address()) && staged.add(node.address())) {
                code.line(node.line);
                call.stage("load", node.address());
            }
        }
        if (pass.storing.isEmpty()
                && pass.kept.isEmpty()
                && pass.roots.stream()
                        .allMatch(root -> isOnlyAdded(root) && !adding.sums().contains(root))) {
            call.finish();
            return;
        }
        int groups = groups(pass, lanes, adding);
        Expr end = isWhole()
                ? frame.columns()
                : fit == Fit.SHORT
                        ? Expr.of(0)
                        : code.let("whole", frame.columns().and(Expr.of(-groups * lanes.step())));
        String name = section.passName(pass) + (adding.sums().isEmpty() ? "" : fit.methodName());
        Method main = call.method(name);
        boolean inPlace = isInPlace(pass);
        boolean rowByCall = isRowByCall(pass);
        if (rowByCall) {
            Method all = call.method(name + "All");
            call.begin(call.call(all, Expr.of(0), frame.columns()));
            section.pass(all.name(), pass, call.params, groups, Kind.ALL, adding);
        } else if (inPlace) {
            PassWriter writer = new PassWriter(pass, lanes, call.params.inPlace(code), code, 1, adding);
            call.take(writer.writeInPlace(end, groups, ends(end)), writer.sums());
        } else if (fit == Fit.SHORT) {
            Method all = call.method(name + "Short");
            call.begin(call.call(all, Expr.of(0), frame.columns()));
            section.pass(all.name(), pass, call.params, groups, Kind.SHORT, adding);
        } else {
            call.begin(call.call(main, Expr.of(0), end));
        }
        if (!inPlace && fit != Fit.SHORT) {
            section.pass(name, pass, call.params, groups, Kind.MAIN, adding);
            if (fit == Fit.LEFT) {
                Method rest = call.method(name + "Rest");
                code.ifLess(end, frame.columns(), () -> call.collect(call.call(rest, end, frame.columns())));
                section.pass(rest.name(), pass, call.params, groups, Kind.REST, adding);
            }
        }
        call.finish();
        for (LaneNode node : pass.roots) {
            if (node.isStore() && lanes.isStaged(node.address())) {
                code.line(node.line);
                call.stage("store", node.address());
            }
        }
    }

    static int cost(LoopPass pass, LaneCode lanes) {
        return pass.computed.stream().mapToInt(lanes::cost).sum();
    }

    /**
     * How many groups of lanes a loop computes each time around: several to keep the sums of a reduction apart, unless there is so much
     * else to compute that one sum is never waited for.
     */
    private static int groups(LoopPass pass, LaneCode lanes, Adding adding) {
        if (!adding.sums().isEmpty()) {
            return Terms.groups(lanes);
        }
        int cost = cost(pass, lanes);
        if (PassWriter.reductions(pass).isEmpty()) {
            return 1;
        }
        return cost <= MOST_COST_OF_FOUR ? 4 : cost <= 2 * MOST_COST_OF_FOUR ? 2 : 1;
    }

    /** The columns of which all loops of a sweep do a whole number at a time. */
    static int width(Sweep sweep, LaneCode lanes) {
        if (isAdded(sweep, lanes)) {
            return SumTree.PARTIALS;
        }
        return lanes.step()
                * sweep.passes.stream()
                        .mapToInt(pass -> groups(pass, lanes, Adding.NOTHING))
                        .max()
                        .orElse(1);
    }

    /** True for a sum whose terms are there without a loop. */
    private boolean isOnlyAdded(LaneNode root) {
        return root.isFloatSum() && section.terms(root) != Terms.STORED;
    }
}
