package org.jdvm.asm;

import static org.objectweb.asm.Type.INT_TYPE;
import static org.objectweb.asm.Type.LONG_TYPE;
import static org.objectweb.asm.Type.VOID_TYPE;

import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jdvm.asm.SweepWriter.Fit;
import org.jdvm.asm.code.Code;
import org.jdvm.asm.code.Expr;
import org.jdvm.asm.code.Inliner;
import org.jdvm.asm.code.Method;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Opcode;
import org.jdvm.tier.SectionCode;
import org.jdvm.tier.SumTree;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes the class of one section: a method that goes through tasks, one for each loop that is left, one for each sweep and two for
 * each pass.
 */
final class SectionClassWriter {
    private static final Type SUMS = Type.getType(Sums.class);

    final String className;
    final LaneCode lanes;
    final Regions regions = new Regions();

    private final Section section;
    private final ClassWriter out;
    private final Inliner inliner;
    private final StringBuilder text = new StringBuilder();
    private final Map<Part.Straight, List<Sweep>> plans = new LinkedHashMap<>();
    private final Set<MemoryOperand> iotas = new HashSet<>();
    private final Map<LoopPass, String> passNames = new HashMap<>();
    private final Set<String> written = new HashSet<>();
    private final Map<LaneNode, Terms> terms = new HashMap<>();
    private final Map<LaneNode, Integer> sums = new HashMap<>();

    /** Sums of rows that loops add in registers where rows allow it. */
    private final Set<LaneNode> added = new HashSet<>();

    /** The axes of the loops around what is written now. */
    private final Deque<Integer> loops = new ArrayDeque<>();

    private int methods;

    /**
     * A class file.
     *
     * @param bytes its contents
     * @param text its methods as Java-like text
     */
    record Written(byte[] bytes, String text) {}

    private SectionClassWriter(
            Section section,
            LaneCode lanes,
            String className,
            String source,
            Function<String, @Nullable InputStream> resources) {
        this.section = section;
        this.lanes = lanes;
        this.className = className;
        this.out = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected String getCommonSuperClass(String a, String b) {
                return "java/lang/Object";
            }
        };
        out.visit(
                Opcodes.V25, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, className, null, "java/lang/Object", new String[] {
                    Type.getInternalName(SectionCode.class)
                });
        out.visitSource(source, null);
        this.inliner = new Inliner(out, className, resources, SectionClassWriter::field);
    }

    /**
     * {@return the class of a section}
     *
     * @param section the section
     * @param lanes how loops compute
     * @param className internal name of the class
     * @param source name of the file with the listing
     * @param resources opens class files whose methods are copied
     */
    static Written write(
            Section section,
            LaneCode lanes,
            String className,
            String source,
            Function<String, @Nullable InputStream> resources) {
        SectionClassWriter writer = new SectionClassWriter(section, lanes, className, source, resources);
        writer.constructor();
        writer.plan(section.parts());
        writer.text.append(new TasksWriter(writer, section)
                .write(
                        writer.out,
                        writer.inliner,
                        (code, arguments) -> writer.parts(section.parts(), code, arguments)));
        writer.out.visitEnd();
        return new Written(writer.out.toByteArray(), writer.text.toString());
    }

    /** The routines of the machine refer to its vector species by a class that generated code cannot see. */
    private static Expr field(String name) {
        return switch (name) {
            case "org/jdvm/exec/lane/Lanes.F32" -> VectorLanes.FLOAT_SPECIES;
            case "org/jdvm/exec/lane/Lanes.I32" -> VectorLanes.INT_SPECIES;
            default -> Expr.of(0);
        };
    }

    int memoryCount() {
        return section.memories().size();
    }

    /** True for the numbers of an iota, which are not in memory. */
    boolean isIota(MemoryOperand memory) {
        return iotas.contains(memory);
    }

    String passName(LoopPass pass) {
        return passNames.computeIfAbsent(pass, p -> "pass" + methods++);
    }

    private void constructor() {
        MethodVisitor method = out.visitMethod(0, "<init>", "()V", null, null);
        method.visitCode();
        method.visitVarInsn(Opcodes.ALOAD, 0);
        method.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        method.visitInsn(Opcodes.RETURN);
        method.visitMaxs(0, 0);
        method.visitEnd();
    }

    /** Plans all parts and divides the scratch memory among them. */
    private void plan(List<Part> parts) {
        for (LaneNode node : section.nodes()) {
            if (node.is(Opcode.IOTA)) {
                iotas.add(node.address());
            }
        }
        List<Storage> storages = new ArrayList<>(section.storages());
        planParts(parts, storages);
        storages.forEach(storage -> regions.add(storage, storage.lane(), storage.extent()));
        for (List<Sweep> sweeps : plans.values()) {
            for (Sweep sweep : sweeps) {
                for (LoopPass pass : sweep.passes) {
                    pass.kept.forEach(value -> regions.add(value, value.lane, Extent.ROW));
                    pass.computed.forEach(this::addStage);
                    pass.roots.forEach(this::addStage);
                    pass.roots.forEach(root -> addTerms(root, pass));
                }
                sweep.steps.forEach(step -> step.forEach(node -> addTerms(node, null)));
            }
        }
    }

    private void addStage(LaneNode node) {
        if (node.memory != null && !isIota(node.memory) && lanes.isStaged(node.memory)) {
            regions.add(node.memory, LaneType.of(node.memory.type()), Extent.ROW);
        }
    }

    /** Finds out where the terms of a sum of floats are, or makes place for them. */
    private void addTerms(LaneNode node, @Nullable LoopPass pass) {
        if (!node.isFloatSum()) {
            return;
        }
        Terms found = Terms.of(node, pass, lanes);
        terms.put(node, found);
        if (node.isReduceAlongRows() || node.isContinued()) {
            sums.put(node, sums.size());
        }
        if (pass != null && Terms.added(pass, lanes, true).contains(node)) {
            added.add(node);
        }
        if (hasTerms(node)) {
            Extent extent = pass == null ? Extent.COLUMN : Extent.ROW;
            int rows = pass != null && node.isReduceAlongRows() ? SumTree.ROWS : 1;
            for (int row = 0; row < rows; row++) {
                regions.add(new PassWriter.TermsOf(node, row), LaneType.F32, extent);
            }
        }
    }

    /** Where the terms of a sum of floats are. */
    Terms terms(LaneNode node) {
        return terms.getOrDefault(node, Terms.STORED);
    }

    /** True for a sum of floats with separate scratch memory for terms or partial sums. */
    boolean hasTerms(LaneNode node) {
        return terms(node) == Terms.STORED || added.contains(node);
    }

    /** The number of a sum whose leaves come one by one, among those of the section. */
    int sum(LaneNode node) {
        return sums.getOrDefault(node, 0);
    }

    /** How many columns (rows) of a frame are a leaf of a sum: those of a frame of the program, which may be a part of this one. */
    Expr segment(boolean rows, FrameCode frame) {
        if (rows) {
            return section.wholeRows() ? frame.number(Section.ROWS) : frame.rows();
        }
        return section.wholeColumns() ? frame.number(Section.COLUMNS) : frame.columns();
    }

    /** {@return a number below 1 if all loops around are at their first (last) index} */
    Expr distance(boolean toLast, FrameCode frame) {
        Expr sum = Expr.of(0);
        for (int axis : loops) {
            Expr index = frame.bases().at(Expr.of(memoryCount() + axis));
            sum = sum.plus(
                    toLast
                            ? frame.number(Section.COUNTS + axis)
                                    .minus(Expr.of(1))
                                    .minus(index)
                            : index);
        }
        return sum;
    }

    private void planParts(List<Part> parts, List<Storage> storages) {
        for (Part part : parts) {
            switch (part) {
                case Part.Repeat repeat -> planParts(repeat.body(), storages);
                case Part.Straight straight ->
                    plans.put(
                            straight,
                            SweepPlanner.plan(
                                    straight,
                                    new SweepPlanner.Costs() {
                                        @Override
                                        public int of(LaneNode node) {
                                            return lanes.cost(node);
                                        }

                                        @Override
                                        public boolean isStaged(MemoryOperand memory) {
                                            return lanes.isStaged(memory);
                                        }
                                    },
                                    storages));
            }
        }
    }

    private void parts(List<Part> parts, Code code, List<Expr> arguments) {
        for (Part part : parts) {
            switch (part) {
                case Part.Straight straight -> {
                    for (Sweep sweep : plans.getOrDefault(straight, List.of())) {
                        String name = "sweep" + methods++;
                        code.run(new Expr.Invoke(FrameCode.method(className, name), arguments));
                        sweep(name, sweep);
                    }
                }
                case Part.Repeat repeat -> {
                    String name = "loop" + methods++;
                    code.run(new Expr.Invoke(FrameCode.method(className, name), arguments));
                    repeat(repeat, name);
                }
            }
        }
    }

    /** Writes a sweep: a method for each way in which columns fit the steps of loops, and one that chooses. */
    private void sweep(String name, Sweep sweep) {
        Code choice = new Code(out, inliner, true, name, VOID_TYPE, FrameCode.PARAMETERS);
        int width = SweepWriter.width(sweep, lanes);
        Expr columns = new FrameCode(choice).columns();
        boolean added = SweepWriter.isAdded(sweep, lanes);
        Expr segment = segment(false, new FrameCode(choice));
        Expr left = added && section.wholeColumns()
                ? Method.ofStatic(SUMS, "left", INT_TYPE, INT_TYPE, INT_TYPE, INT_TYPE)
                        .on(columns, Expr.of(width), segment)
                : columns.and(Expr.of(width - 1));
        Expr blocks = added
                ? Method.ofStatic(SUMS, "blocks", INT_TYPE, INT_TYPE, INT_TYPE).on(columns, segment)
                : Expr.of(2);
        List<Expr> all = new ArrayList<>();
        for (int i = 0; i < FrameCode.PARAMETERS.size(); i++) {
            all.add(choice.parameter(i));
        }
        boolean single = width == 1 || sweep.passes.isEmpty();
        for (Fit fit : single ? List.of(Fit.WHOLE) : SweepWriter.fits(sweep, lanes)) {
            String inside = name + fit.methodName();
            Expr call = new Expr.Invoke(FrameCode.method(className, inside), all);
            if (single) {
                choice.run(call);
            } else {
                switch (fit) {
                    case ONE_BLOCK ->
                        choice.ifLess(
                                left, Expr.of(1), () -> choice.ifLess(blocks, Expr.of(2), () -> choice.run(call)));
                    case WHOLE ->
                        choice.ifLess(
                                left, Expr.of(1), () -> choice.ifLess(Expr.of(1), blocks, () -> choice.run(call)));
                    case LEFT ->
                        choice.ifLess(
                                Expr.of(0),
                                left,
                                () -> choice.ifLess(Expr.of(lanes.step() - 1), columns, () -> choice.run(call)));
                    case SHORT -> choice.ifLess(columns, Expr.of(lanes.step()), () -> choice.run(call));
                }
            }
            Code code = new Code(out, inliner, true, inside, VOID_TYPE, FrameCode.PARAMETERS);
            new SweepWriter(this, sweep, code, fit).write();
            text.append(code);
        }
        choice.end();
        text.append(choice);
    }

    private void repeat(Part.Repeat repeat, String name) {
        Code code = new Code(out, inliner, true, name, VOID_TYPE, FrameCode.PARAMETERS);
        FrameCode frame = new FrameCode(code);
        int axis = repeat.axis();
        Expr numbers = code.parameter(0);
        Expr.Local bases = code.let("bases", frame.bases());
        Expr.Local count = code.let("count", frame.number(Section.COUNTS + axis));
        code.loop("i" + axis, Expr.of(0), count, 1, i -> {
            Expr rows = frame.rows();
            Expr columns = frame.columns();
            if (axis == section.rowAxis()) {
                rows = code.let("rowsHere", sideInLoop(numbers, i, Section.ROWS, Section.ROW_EXTENT));
            }
            if (axis == section.columnAxis()) {
                columns = code.let("columnsHere", sideInLoop(numbers, i, Section.COLUMNS, Section.COLUMN_EXTENT));
            }
            List<Expr> arguments = List.of(
                    numbers,
                    code.parameter(1),
                    code.parameter(2),
                    code.parameter(3),
                    rows,
                    columns,
                    frame.height(),
                    frame.pitch());
            loops.addLast(axis);
            code.set(bases, Expr.of(memoryCount() + axis), i);
            parts(repeat.body(), code, arguments);
            loops.removeLast();
            step(axis, bases, frame, Expr.of(1), code);
        });
        step(axis, bases, frame, Expr.of(0).minus(count), code);
        code.end();
        text.append(code);
    }

    private static Expr sideInLoop(Expr numbers, Expr i, int size, int extent) {
        return TasksWriter.min(
                        TasksWriter.number(numbers, size),
                        TasksWriter.number(numbers, extent)
                                .minus(i.to(LONG_TYPE).times(TasksWriter.number(numbers, size))))
                .to(INT_TYPE);
    }

    /** Moves all addresses that depend on an axis. */
    private void step(int axis, Expr bases, FrameCode frame, Expr times, Code code) {
        for (MemoryOperand memory : section.memories()) {
            for (int term = 0; term < memory.axes().size(); term++) {
                if (memory.axes().get(term) == axis) {
                    Expr index = Expr.of(memory.id());
                    code.set(bases, index, bases.at(index).plus(times.times(frame.number(memory.term(term)))));
                }
            }
        }
    }

    /** Writes the method of a pass. */
    void pass(String name, LoopPass pass, Params params, int groups, PassWriter.Kind kind, Adding adding) {
        if (!written.add(name)) {
            return;
        }
        Code code = new Code(out, inliner, true, name, PassWriter.result(pass), params.withRange());
        new PassWriter(pass, lanes, params, code, 1, adding)
                .writeMethod(params.from(code), params.to(code), groups, kind);
        text.append(code);
    }
}
