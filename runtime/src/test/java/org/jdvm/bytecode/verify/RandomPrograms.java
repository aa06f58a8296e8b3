package org.jdvm.bytecode.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Address;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.FieldValue;
import org.jdvm.bytecode.Frame;
import org.jdvm.bytecode.Immediate;
import org.jdvm.bytecode.Instruction;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.LocalOperand;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Pipe;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.ProgramWriter;
import org.jdvm.bytecode.ScalarOperand;
import org.jdvm.bytecode.SourceOperand;
import org.jdvm.bytecode.Sync;
import org.jdvm.bytecode.WindowMap;
import org.jdvm.bytecode.Words;
import org.jdvm.ir.Op;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.machine.CostSpec;
import org.jdvm.machine.CubeSpec;
import org.jdvm.machine.MemorySpec;
import org.jdvm.machine.NpuSpec;
import org.jdvm.machine.VectorSpec;

/** Programs that decode, with any contents that their fields can hold; hardly any of them would verify. */
public final class RandomPrograms {
    private final RandomGenerator random;

    private RandomPrograms(RandomGenerator random) {
        this.random = random;
    }

    public static Arbitrary<Program> programs() {
        return Arbitraries.randomValue(random -> new RandomPrograms(random).program());
    }

    private Program program() {
        ProgramWriter writer = new ProgramWriter();
        for (int i = random.nextInt(12); i > 0; i--) {
            writer.write(instruction());
        }
        List<BufferSlot> buffers = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            buffers.add(new BufferSlot(name(), any(BufferSlot.Role.values()), any(DType.values()), random.nextLong()));
        }
        CubeSpec cube = new CubeSpec(
                positive(),
                positive(),
                positive(),
                positive(),
                positive(),
                positive(),
                List.of(new CubeSpec.Block(1, positive()), new CubeSpec.Block(2 + random.nextInt(99), positive())));
        NpuSpec machine = new NpuSpec(
                name(),
                1 + random.nextInt(99),
                1 + random.nextInt(8),
                new MemorySpec(1 << 20, 1 << 14, positive()),
                new VectorSpec(8 << random.nextInt(5)),
                cube,
                costs(),
                positive());
        List<ScalarExpr> scalars = new ArrayList<>(Program.slots(random.nextInt(4)));
        scalars.replaceAll(slot -> random.nextBoolean() ? slot : expression());
        return new Program(name(), machine, writer.toWords(), buffers, scalars);
    }

    private CostSpec costs() {
        CostSpec.Products products = new CostSpec.Products(
                positive(),
                random.nextDouble(1, 9),
                positive(),
                positive(),
                random.nextDouble(1, 9),
                positive(),
                Double.MIN_VALUE,
                positive(),
                Double.MAX_VALUE);
        return new CostSpec(
                new CostSpec.Tasks(random.nextLong(), positive(), positive(), positive(), positive()),
                new CostSpec.Splits(positive(), positive(), positive(), positive(), positive()),
                products,
                new CostSpec.Bounds(
                        positive(), positive(), positive(), positive(), positive(), positive(), positive()));
    }

    private int positive() {
        return 1 + random.nextInt(Integer.MAX_VALUE);
    }

    private ScalarExpr expression() {
        return switch (random.nextInt(4)) {
            case 0 -> new ScalarExpr.Literal(Double.longBitsToDouble(random.nextLong()));
            case 1 -> new ScalarExpr.Parameter("eps");
            case 2 -> new ScalarExpr.Unary(any(ScalarExpr.UnaryFunction.values()), expression());
            default -> new ScalarExpr.Binary(any(ScalarExpr.BinaryFunction.values()), expression(), expression());
        };
    }

    private Instruction instruction() {
        Opcode opcode = any(Opcode.values());
        DType type = DType.F32;
        LaneType lane = LaneType.F32;
        switch (opcode) {
            case LOAD, LOAD_INDEXED, LOAD_FOLDED, STORE, CAST -> {
                type = any(DType.values());
                lane = LaneType.of(type);
            }
            case FILL, IOTA, UNARY, BINARY, SELECT, REDUCE_X, REDUCE_Y, REDUCE_WINDOWS, SCAN_X, SCAN_Y ->
                lane = any(LaneType.values());
            default -> {}
        }
        Op function = switch (opcode) {
            case UNARY, BINARY, REDUCE_X, REDUCE_Y, REDUCE_WINDOWS -> function(opcode);
            default -> Op.COPY;
        };
        boolean accumulates = switch (opcode) {
            case REDUCE_X, REDUCE_Y, MATMUL, MATMUL_LOCAL -> random.nextBoolean();
            default -> false;
        };
        Sync sync = opcode.pipe() == Pipe.CONTROL ? Sync.NONE : sync();
        return new Instruction(opcode, function, lane, type, accumulates, values(opcode), sync);
    }

    private List<FieldValue> values(Opcode opcode) {
        return switch (opcode) {
            case SECTION -> List.of(frame());
            case END -> List.of();
            case LOOP, NEXT -> List.of(new Immediate(random.nextInt(255)));
            case CLIP_INNER_BY_MASK -> List.of(address(), any());
            case CLIP_INNER_BY_SCORES ->
                List.of(
                        address(),
                        any(),
                        address(),
                        address(),
                        any(),
                        new ScalarOperand(LaneType.F32, random.nextInt()),
                        new ScalarOperand(LaneType.F32, random.nextInt()));
            case LOAD, STORE -> List.of(local(), address());
            case LOAD_INDEXED -> List.of(local(), local(), address(), any(), any());
            case LOAD_FOLDED -> List.of(local(), address(), any(), any());
            case ROW_WISE -> List.of(any(), any(), any(), any(), any(), address(), address());
            case ROW_RESULTS -> List.of(any(), any(), any(), any(), address(), address(), address());
            case ROW_UPDATE ->
                List.of(any(), any(), any(), any(), any(), any(), address(), address(), address(), address());
            case FILL, UNARY, CAST -> List.of(local(), source());
            case IOTA -> List.of(local(), numbers());
            case BINARY -> List.of(local(), source(), source());
            case SELECT -> List.of(local(), source(), source(), source());
            case REDUCE_X, REDUCE_Y -> List.of(local(), local());
            case SCAN_X, SCAN_Y -> List.of(local(), local(), any(), any());
            case MATMUL -> List.of(local(), address(), address(), any());
            case MATMUL_FOLDED -> List.of(local(), address(), address(), any(), any(), any());
            case MATMUL_FOLDED_WINDOWS ->
                List.of(local(), address(), address(), any(), numbers(), windows(), any(), any());
            case MATMUL_LOCAL -> List.of(local(), local(), address());
            case MATMUL_WINDOWS, DOT_WINDOWS -> List.of(local(), address(), address(), any(), numbers(), windows());
            case REDUCE_WINDOWS -> List.of(local(), address(), numbers(), windows());
            case MATMUL_ROWS, MATMUL_COLUMNS -> List.of(local(), address(), address(), any(), address(), any(), any());
            case MATMUL_DEPTH ->
                List.of(
                        local(),
                        address(),
                        address(),
                        any(),
                        address(),
                        any(),
                        new Immediate(random.nextBoolean() ? random.nextInt(255) : Words.NO_AXIS));
        };
    }

    private Address numbers() {
        Address form = address();
        return new Address(0, form.offset(), form.rowStride(), form.columnStride(), form.terms());
    }

    private WindowMap windows() {
        List<WindowMap.Axis> axes = new ArrayList<>();
        for (int i = 1 + random.nextInt(WindowMap.MOST_AXES); i > 0; i--) {
            axes.add(new WindowMap.Axis(
                    random.nextLong(),
                    random.nextLong(),
                    number(31),
                    random.nextLong(),
                    random.nextLong(),
                    number(31),
                    random.nextLong(),
                    random.nextLong()));
        }
        return new WindowMap(axes);
    }

    private Frame frame() {
        List<Frame.Axis> axes = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            axes.add(new Frame.Axis(number(48) >>> 16, random.nextBoolean()));
        }
        long size = 1 + random.nextLong(1L << 40);
        Frame.Side inner = random.nextBoolean()
                ? Frame.NO_INNER
                : new Frame.Side(side().axis(), size, random.nextBoolean() ? size : number(40));
        return new Frame(side(), side(), random.nextLong(), number(40), axes, inner);
    }

    private Immediate any() {
        return new Immediate(random.nextLong());
    }

    private Op function(Opcode opcode) {
        return any(Arrays.stream(Op.values()).filter(opcode::accepts).toArray(Op[]::new));
    }

    private Frame.Side side() {
        long size = number(40);
        return new Frame.Side(
                random.nextBoolean() ? Words.NO_AXIS : random.nextInt(255),
                size,
                random.nextBoolean() ? size : random.nextLong());
    }

    private LocalOperand local() {
        Extent extent = any(Extent.values());
        return new LocalOperand(
                extent == Extent.SCALAR ? Extent.TILE : extent, any(LaneType.values()), (int) number(32));
    }

    private ScalarOperand scalar() {
        return new ScalarOperand(any(LaneType.values()), random.nextBoolean() ? random.nextInt(4) : random.nextInt());
    }

    private SourceOperand source() {
        return random.nextInt(3) == 0 ? scalar() : local();
    }

    private Address address() {
        List<Address.Term> terms = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            terms.add(new Address.Term(random.nextInt(255), number(48)));
        }
        return new Address(
                random.nextBoolean() ? random.nextInt(6) : random.nextInt(1 << 16),
                number(40) & 0xff_ffff_ffffL,
                random.nextLong(),
                number(20),
                terms);
    }

    private Sync sync() {
        List<Sync.Event> waits = new ArrayList<>();
        List<Sync.Event> sets = new ArrayList<>();
        for (Pipe pipe : Pipe.values()) {
            for (List<Sync.Event> events : List.of(waits, sets)) {
                if (pipe != Pipe.CONTROL && random.nextInt(4) == 0) {
                    events.add(new Sync.Event(pipe, random.nextInt(8)));
                }
            }
        }
        return new Sync(waits, sets);
    }

    /** A signed number that needs at most these bits, often a small one. */
    private long number(int bits) {
        return random.nextLong() >> 64 - 1 - random.nextInt(bits);
    }

    private String name() {
        return switch (random.nextInt(6)) {
            case 0 -> "";
            case 1 -> "two words";
            case 2 -> "a \"quoted\" \\ name\n // \u00e9";
            case 3 -> "load";
            default -> "x" + random.nextInt(4);
        };
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
