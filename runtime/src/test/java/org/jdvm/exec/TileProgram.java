package org.jdvm.exec;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.BufferSlot.Role;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.ProgramWriter;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.gemm.PanelCache;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.exec.state.Binding;
import org.jdvm.ir.Op;
import org.jdvm.machine.NpuSpec;

/** Builds programs of one section and one tile for tests: operands are loaded from arrays, one instruction runs, results are stored. */
final class TileProgram {
    /** A machine whose operands are aligned to whole vectors, as the host wants it, and one where they are not. */
    static final List<NpuSpec> MACHINES =
            List.of(NpuSpec.host(1), new NpuSpec("narrow", 1, 384 << 10, 8, 8 << 10, 8, 16, 8, 24_000));

    /** One for each machine; they have no threads. */
    private static final List<Npu> NPUS = MACHINES.stream().map(Npu::new).toList();

    private final NpuSpec machine;
    final int rows;
    final int columns;
    final int inner;
    private final ProgramWriter writer = new ProgramWriter();
    private final List<BufferSlot> slots = new ArrayList<>();
    private final List<Binding> bindings = new ArrayList<>();
    private final List<Double> scalars = new ArrayList<>();
    private long localBytes;

    /** An operand: a place in the local buffer or a scalar slot. */
    record Operand(Extent extent, LaneType lane, int at) {}

    TileProgram(NpuSpec machine, int rows, int columns) {
        this(machine, rows, columns, 0);
    }

    /** A frame with an inner side if it is not 0. */
    TileProgram(NpuSpec machine, int rows, int columns, int inner) {
        this.machine = machine;
        this.rows = rows;
        this.columns = columns;
        this.inner = inner;
        int section = writer.begin(Opcode.SECTION);
        writer.frame(Words.NO_AXIS, rows, rows, Words.NO_AXIS, columns, columns, 1, machine.localBufferBytes());
        if (inner > 0) {
            writer.inner(Words.NO_AXIS, inner, inner);
        }
        writer.end();
        if (section != 0) {
            throw new AssertionError("a section begins the program");
        }
    }

    /** {@return the elements of an operand without gaps in memory} */
    int elements(Extent extent) {
        return switch (extent) {
            case TILE -> rows * columns;
            case ROW -> columns;
            case COLUMN -> rows;
            case ONE, SCALAR -> 1;
            case INNER_TILE -> rows * inner;
            case INNER_ROW -> inner;
        };
    }

    /** {@return which of these elements belongs to a row and column of the frame} */
    int element(Extent extent, int row, int column) {
        return switch (extent) {
            case TILE -> row * columns + column;
            case ROW -> column;
            case COLUMN -> row;
            case ONE, SCALAR -> 0;
            case INNER_TILE -> row * inner + column;
            case INNER_ROW -> column;
        };
    }

    Operand allocate(Extent extent, LaneType lane) {
        Operand operand = new Operand(extent, lane, Math.toIntExact(localBytes));
        localBytes += extent.bytes(rows, columns, inner, lane.bytes(), machine.alignmentBytes());
        return operand;
    }

    Operand scalar(double value, LaneType lane) {
        scalars.add(value);
        return new Operand(Extent.SCALAR, lane, scalars.size() - 1);
    }

    /** Loads an operand from an array without gaps. */
    Operand load(DType type, Extent extent, Object array) {
        return load(type, extent, array, 0, rowStride(extent), 1);
    }

    private long rowStride(Extent extent) {
        return extent == Extent.TILE ? columns : extent == Extent.INNER_TILE ? inner : 1;
    }

    Operand load(DType type, Extent extent, Object array, int offset, long rowStride, long columnStride) {
        Operand target = allocate(extent, LaneType.of(type));
        writer.begin(Opcode.LOAD, 0, target.lane, type, 0);
        operand(target);
        writer.address(buffer(Role.INPUT, type, array, offset), 0, rowStride, columnStride);
        writer.end();
        return target;
    }

    /** Loads an operand whose columns are two axes: a column stride from fold to fold, another one inside. */
    Operand loadFolded(
            DType type,
            Extent extent,
            Object array,
            int offset,
            long rowStride,
            long columnStride,
            long fold,
            long foldStride) {
        Operand target = allocate(extent, LaneType.of(type));
        writer.begin(Opcode.LOAD_FOLDED, 0, target.lane, type, 0);
        operand(target);
        writer.address(buffer(Role.INPUT, type, array, offset), 0, rowStride, columnStride);
        writer.number(fold);
        writer.number(foldStride);
        writer.end();
        return target;
    }

    /** Gathers an operand. */
    Operand gather(
            DType type,
            Extent extent,
            Object array,
            Operand index,
            long rowStride,
            long columnStride,
            long stride,
            long limit) {
        Operand target = allocate(extent, LaneType.of(type));
        writer.begin(Opcode.LOAD_INDEXED, 0, target.lane, type, 0);
        operand(target);
        operand(index);
        writer.address(buffer(Role.INPUT, type, array, 0), 0, rowStride, columnStride);
        writer.number(stride);
        writer.number(limit);
        writer.end();
        return target;
    }

    void store(DType type, Operand source, Object array, int offset, long rowStride, long columnStride) {
        writer.begin(Opcode.STORE, 0, source.lane, type, 0);
        operand(source);
        writer.address(buffer(Role.OUTPUT, type, array, offset), 0, rowStride, columnStride);
        writer.end();
    }

    void store(DType type, Operand source, Object array) {
        store(type, source, array, 0, rowStride(source.extent), 1);
    }

    /** Writes an instruction that has only operands, the target first. */
    void instruction(Opcode opcode, Op function, DType memoryType, boolean accumulate, Operand... operands) {
        LaneType lane = operands[operands.length > 1 ? 1 : 0].lane;
        writer.begin(opcode, function.code(), lane, memoryType, accumulate ? Words.ACCUMULATE : 0);
        for (Operand operand : operands) {
            operand(operand);
        }
        writer.end();
    }

    void iota(Operand target, long offset, long rowStride, long columnStride) {
        writer.begin(Opcode.IOTA, 0, target.lane, DType.F32, 0);
        operand(target);
        writer.address(0, offset, rowStride, columnStride);
        writer.end();
    }

    /** Writes a matrix product; the matrices are bound as buffers. */
    void matmul(Operand target, DType type, Matrix left, Matrix right, int depth, boolean accumulate) {
        writer.begin(Opcode.MATMUL, 0, LaneType.F32, type, accumulate ? Words.ACCUMULATE : 0);
        operand(target);
        writer.address(buffer(left), 0, left.rowStride, left.columnStride);
        writer.address(buffer(right), 0, right.rowStride, right.columnStride);
        writer.number(depth);
        writer.end();
    }

    /** Writes a product of an inner tile with a matrix. */
    void multiplyLocal(Operand target, Operand left, Matrix right, boolean accumulate) {
        writer.begin(Opcode.MATMUL_LOCAL, 0, LaneType.F32, DType.F32, accumulate ? Words.ACCUMULATE : 0);
        operand(target);
        operand(left);
        writer.address(buffer(right), 0, right.rowStride, right.columnStride);
        writer.end();
    }

    /** A matrix in an array. */
    record Matrix(DType type, Object array, int offset, long rowStride, long columnStride, boolean constant) {}

    private int buffer(Matrix matrix) {
        int number = buffer(Role.INPUT, matrix.type, matrix.array, matrix.offset);
        if (matrix.constant) {
            bindings.set(number, new Binding(matrix.array, matrix.offset, new PanelCache(matrix.array)));
        }
        return number;
    }

    private void operand(Operand operand) {
        if (operand.extent == Extent.SCALAR) {
            writer.scalar(operand.at, operand.lane);
        } else {
            writer.local(operand.at, operand.extent, operand.lane);
        }
    }

    private int buffer(Role role, DType type, Object array, int offset) {
        long elements = Array.getLength(array) - offset;
        slots.add(new BufferSlot("b" + slots.size(), role, type, elements));
        bindings.add(new Binding(array, offset, null));
        return slots.size() - 1;
    }

    /** Runs the program in scalar code and then in vector code, and checks that both give the same bits. */
    void run() {
        writer.begin(Opcode.END);
        writer.end();
        Program program = new Program("test", machine, writer.toWords(), slots, Program.slots(scalars.size()));
        try {
            KernelVariants.use(KernelVariants.Forms.SCALAR);
            run(program);
            List<Object> scalar = new ArrayList<>();
            for (int i = 0; i < slots.size(); i++) {
                scalar.add(TypedArrays.copy(bindings.get(i).array()));
            }
            KernelVariants.use(KernelVariants.Forms.VECTOR);
            run(program);
            for (int i = 0; i < slots.size(); i++) {
                TypedArrays.assertSameBits(scalar.get(i), bindings.get(i).array());
            }
        } finally {
            KernelVariants.use(KernelVariants.Forms.fromProperty());
        }
    }

    private void run(Program program) {
        NPUS.get(MACHINES.indexOf(machine))
                .run(
                        program,
                        bindings.toArray(Binding[]::new),
                        scalars.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
