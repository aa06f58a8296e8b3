package org.jdvm.asm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Address;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.Field;
import org.jdvm.bytecode.Frame;
import org.jdvm.bytecode.Instruction;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.LocalOperand;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Pipe;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.ProgramReader;
import org.jdvm.bytecode.ScalarOperand;
import org.jdvm.bytecode.SourceOperand;
import org.jdvm.bytecode.Words;
import org.jdvm.ir.Op;
import org.jdvm.tier.SectionStructure;

/**
 * Reads a section's words: instructions become nodes over values, and loops that only step through a frame's rows or columns are turned
 * into one larger frame.
 */
final class SectionReader {
    private final long[] words;
    private final int start;
    private final List<ProgramReader.Placed> instructions;
    private final Frame frame;
    private final Listing listing;
    private final Map<Integer, Integer> scalarNumbers = new HashMap<>();
    private final Map<Integer, MemoryOperand> memories = new LinkedHashMap<>();
    private final Map<Integer, Integer> indexNumbers = new HashMap<>();
    /** Where the contents of places are kept from part to part. */
    private final Map<LocalOperand, Storage> storages = new HashMap<>();

    private final List<Storage> allStorages = new ArrayList<>();
    private final List<LaneNode> nodes = new ArrayList<>();
    private int values;

    private SectionReader(Program program, int start, Listing listing) {
        this.words = program.words();
        this.start = start;
        this.listing = listing;
        int end = Opcode.endOfSection(words, start);
        long[] section = Arrays.copyOfRange(words, start, end + Words.length(words[end]));
        this.instructions = ProgramReader.read(section);
        this.frame = instructions.getFirst().instruction().frame();
    }

    static Section read(Program program, int start, Listing listing) {
        return new SectionReader(program, start, listing).section();
    }

    private Section section() {
        number();
        boolean wholeRows = canMerge(frame.rows().axis(), true);
        boolean wholeColumns = canMerge(frame.columns().axis(), false);
        List<Draft> drafts = new ArrayList<>();
        draft(
                1,
                drafts,
                wholeRows ? frame.rows().axis() : -1,
                wholeColumns ? frame.columns().axis() : -1);
        findStorages(drafts);
        List<Part> parts = parts(drafts, false);
        return new Section(
                frame,
                wholeRows,
                wholeColumns,
                parts,
                List.copyOf(memories.values()),
                nodes,
                List.copyOf(allStorages),
                List.copyOf(scalarNumbers.values()));
    }

    /** Gives every scalar and address its place among the section's numbers. */
    private void number() {
        int next = Section.COUNTS + frame.axes().size();
        for (ProgramReader.Placed placed : instructions) {
            Instruction instruction = placed.instruction();
            int field = start + placed.position() + Words.HEADER;
            for (Field kind : instruction.opcode().fields()) {
                switch (kind.kind()) {
                    case LOCAL, SCALAR, SOURCE -> {
                        if (Extent.values()[Words.extent(words[field])].hasInner()) {
                            throw new RefusedException("rows for a matrix product stay in the machine's own kernels");
                        }
                        if (Words.extent(words[field]) == Extent.SCALAR.ordinal()
                                && scalarNumbers.putIfAbsent(Words.value(words[field]), next) == null) {
                            next++;
                        }
                        field++;
                    }
                    case ADDRESS -> {
                        if (instruction.opcode().pipe() == Pipe.CUBE
                                || instruction.opcode().clipsInner()) {
                            throw new RefusedException("a matrix product runs in the machine's own kernels");
                        }
                        memories.put(placed.position(), memory(instruction, kind, field, next));
                        next += 4 + Words.terms(words[field]);
                        field = Words.afterAddress(words, field);
                    }
                    case NUMBER -> {
                        if (kind == Field.ROUTINE) {
                            throw new RefusedException("an operation along an axis has a separate routine");
                        }
                        if (kind == Field.INDEX_STRIDE) {
                            indexNumbers.put(placed.position(), next);
                        }
                        next++;
                        field++;
                    }
                    case AXIS -> field++;
                    case WINDOWS, FRAME -> {}
                }
            }
        }
    }

    private MemoryOperand memory(Instruction instruction, Field kind, int field, int number) {
        Address address = (Address) instruction.get(kind);
        return new MemoryOperand(
                memories.size(),
                number,
                SectionStructure.addressFlags(words, start, field, kind.isFolded()),
                kind.isMemory() ? instruction.type() : DType.I64,
                instruction.place().extent(),
                address.terms().stream().map(Address.Term::axis).toList());
    }

    /** A part while its nodes are instructions still. */
    private sealed interface Draft {
        record Straight(List<ProgramReader.Placed> instructions) implements Draft {}

        record Repeat(int axis, List<Draft> body) implements Draft {}
    }

    /** Collects parts from an instruction on up to the end of the loop around; returns where that is. */
    private int draft(int from, List<Draft> into, int mergedA, int mergedB) {
        List<ProgramReader.Placed> run = new ArrayList<>();
        int at = from;
        while (true) {
            ProgramReader.Placed placed = instructions.get(at);
            Instruction instruction = placed.instruction();
            switch (instruction.opcode()) {
                case LOOP -> {
                    int axis = instruction.axis();
                    if (axis != mergedA && axis != mergedB) {
                        flush(run, into);
                        List<Draft> body = new ArrayList<>();
                        at = draft(at + 1, body, mergedA, mergedB);
                        into.add(new Draft.Repeat(axis, body));
                    }
                }
                case NEXT, END -> {
                    boolean merged = instruction.opcode() == Opcode.NEXT
                            && (instruction.axis() == mergedA || instruction.axis() == mergedB);
                    if (!merged) {
                        flush(run, into);
                        return at;
                    }
                }
                default -> run.add(placed);
            }
            at++;
        }
    }

    private static void flush(List<ProgramReader.Placed> run, List<Draft> into) {
        if (!run.isEmpty()) {
            into.add(new Draft.Straight(List.copyOf(run)));
            run.clear();
        }
    }

    /**
     * True if the loops over an axis of the frame can be one frame: what they compute for each index is the same instructions on the next
     * rows (columns), what they carry from index to index is only accumulated, and nothing outside of them has rows (columns).
     */
    private boolean canMerge(int axis, boolean rows) {
        if (axis == Words.NO_AXIS || !frame.axes().get(axis).loop()) {
            return false;
        }
        boolean inside = false;
        int loops = 0;
        Set<LocalOperand> defined = new HashSet<>();
        Set<LocalOperand> accumulated = new HashSet<>();
        Set<LocalOperand> readBefore = new HashSet<>();
        for (ProgramReader.Placed placed : instructions) {
            Instruction instruction = placed.instruction();
            switch (instruction.opcode()) {
                case LOOP -> {
                    if (inside) {
                        return false;
                    }
                    loops++;
                    inside = instruction.axis() == axis;
                    defined.clear();
                    accumulated.clear();
                    readBefore.clear();
                    continue;
                }
                case NEXT -> {
                    inside = false;
                    loops--;
                    accumulated.clear();
                    continue;
                }
                default -> {}
            }
            MemoryOperand memory = memories.get(placed.position());
            if (memory != null && !(rows ? memory.rowsGoOn() : memory.columnsGoOn()) && inside) {
                return false;
            }
            for (SourceOperand source : instruction.sources()) {
                if (source instanceof LocalOperand local) {
                    boolean covers = covers(local, rows);
                    if (!inside && covers || covers && !defined.contains(local) || accumulated.contains(local)) {
                        return false;
                    }
                    if (!defined.contains(local)) {
                        readBefore.add(local);
                    }
                }
            }
            LocalOperand target = instruction.target();
            if (target == null) {
                continue;
            }
            if (!inside && covers(target, rows)) {
                return false;
            }
            if (instruction.opcode() == (rows ? Opcode.REDUCE_Y : Opcode.REDUCE_X)) {
                if (!inside || !instruction.accumulates() || loops > 1 && isSumOfLeaves(instruction)) {
                    return false;
                }
                accumulated.add(target);
            } else if (inside && (instruction.accumulates() || accumulated.contains(target))) {
                return false;
            } else {
                defined.add(target);
            }
            if (inside && readBefore.contains(target)) {
                return false;
            }
        }
        return true;
    }

    /** True for a sum whose leaves are the sums of segments: over several loops, they belong to one tree. */
    private static boolean isSumOfLeaves(Instruction reduce) {
        return reduce.function() == Op.SUM
                && reduce.lane() == LaneType.F32
                && reduce.place().extent() != Extent.ROW;
    }

    private static boolean covers(LocalOperand operand, boolean rows) {
        return operand.extent() == Extent.TILE || operand.extent() == (rows ? Extent.COLUMN : Extent.ROW);
    }

    /** Places whose contents some straight part finds from before it began. */
    private void findStorages(List<Draft> drafts) {
        for (Draft draft : drafts) {
            switch (draft) {
                case Draft.Repeat repeat -> findStorages(repeat.body());
                case Draft.Straight straight -> {
                    Set<LocalOperand> defined = new HashSet<>();
                    for (ProgramReader.Placed placed : straight.instructions()) {
                        Instruction instruction = placed.instruction();
                        for (SourceOperand source : instruction.sources()) {
                            if (source instanceof LocalOperand local && !defined.contains(local)) {
                                storage(local);
                            }
                        }
                        LocalOperand target = instruction.target();
                        if (target != null) {
                            if (instruction.accumulates() && !defined.contains(target)) {
                                storage(target);
                            }
                            defined.add(target);
                        }
                    }
                }
            }
        }
    }

    private void storage(LocalOperand place) {
        if (!storages.containsKey(place)) {
            storages.put(place, newStorage(place));
        }
    }

    private Storage newStorage(LocalOperand place) {
        Storage storage = new Storage(allStorages.size(), place.extent(), place.lane());
        allStorages.add(storage);
        return storage;
    }

    private List<Part> parts(List<Draft> drafts, boolean inLoop) {
        List<Part> parts = new ArrayList<>();
        for (Draft draft : drafts) {
            parts.add(
                    switch (draft) {
                        case Draft.Repeat repeat -> new Part.Repeat(repeat.axis(), parts(repeat.body(), true));
                        case Draft.Straight straight -> new Part.Straight(nodes(straight.instructions(), inLoop));
                    });
        }
        return parts;
    }

    private List<LaneNode> nodes(List<ProgramReader.Placed> run, boolean inLoop) {
        Map<LocalOperand, LaneValue> current = new LinkedHashMap<>();
        Set<LocalOperand> found = new HashSet<>();
        List<LaneNode> straight = new ArrayList<>();
        for (ProgramReader.Placed placed : run) {
            Instruction instruction = placed.instruction();
            List<LaneOperand> operands = new ArrayList<>();
            for (SourceOperand source : instruction.sources()) {
                operands.add(
                        switch (source) {
                            case ScalarOperand(var lane, int slot) ->
                                new LaneOperand.Slot(lane, scalarNumbers.getOrDefault(slot, -1));
                            case LocalOperand local -> current.computeIfAbsent(local, place -> found(place, found));
                        });
            }
            LocalOperand target = instruction.target();
            LaneValue initial = instruction.accumulates() && target != null
                    ? current.computeIfAbsent(target, place -> found(place, found))
                    : null;
            LaneNode node = new LaneNode(
                    nodes.size(),
                    listing.line(start + placed.position()),
                    instruction,
                    operands,
                    initial,
                    memories.get(placed.position()),
                    indexNumbers.getOrDefault(placed.position(), -1));
            if (target != null) {
                current.put(target, node.define(values++));
            }
            nodes.add(node);
            straight.add(node);
        }
        current.forEach((place, value) -> {
            if (value.by != null) {
                if (!inLoop && found.contains(place)) {
                    // what was found is read by passes that may compute an element twice: it must not change under them
                    storages.put(place, newStorage(place));
                }
                value.storage = storages.get(place);
            }
        });
        return straight;
    }

    /** A value that is there already when a straight part begins. */
    private LaneValue found(LocalOperand place, Set<LocalOperand> found) {
        found.add(place);
        LaneValue value = new LaneValue(values++, place.extent(), place.lane(), null);
        value.storage = storages.get(place);
        return value;
    }
}
