package org.jdvm.bytecode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Op;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.machine.CubeSpec;
import org.jdvm.machine.NpuSpec;

/** Programs that decode, with any contents that their fields can hold; hardly any of them would verify. */
final class RandomPrograms {
    private final RandomGenerator random;

    private RandomPrograms(RandomGenerator random) {
        this.random = random;
    }

    static Arbitrary<Program> programs() {
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
        NpuSpec machine = new NpuSpec(
                name(),
                1 + random.nextInt(99),
                1 << 20,
                8 << random.nextInt(5),
                1 << 14,
                1 + random.nextInt(8),
                new CubeSpec(positive(), positive(), positive(), positive(), positive(), positive()),
                random.nextLong(),
                positive());
        List<ScalarExpr> scalars = new ArrayList<>(Program.slots(random.nextInt(4)));
        scalars.replaceAll(slot -> random.nextBoolean() ? slot : expression());
        return new Program(name(), machine, writer.toWords(), buffers, scalars);
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
        DType type = any(DType.values());
        LaneType lane = any(LaneType.values());
        return switch (opcode) {
            case SECTION -> {
                List<Instruction.Section.Axis> axes = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    axes.add(new Instruction.Section.Axis(number(48) >>> 16, random.nextBoolean()));
                }
                long size = 1 + random.nextLong(1L << 40);
                Instruction.Section.Side inner = random.nextBoolean()
                        ? Instruction.Section.NO_INNER
                        : new Instruction.Section.Side(side().axis(), size, random.nextBoolean() ? size : number(40));
                yield new Instruction.Section(side(), side(), random.nextLong(), number(40), axes, inner);
            }
            case END -> new Instruction.End();
            case LOOP -> new Instruction.Loop(random.nextInt(255));
            case NEXT -> new Instruction.Next(random.nextInt(255));
            case NARROW -> new Instruction.Narrow(address(), random.nextLong());
            case NARROW_SCORES ->
                new Instruction.NarrowScores(
                        address(),
                        random.nextLong(),
                        address(),
                        address(),
                        random.nextLong(),
                        new ScalarOperand(LaneType.F32, random.nextInt()),
                        new ScalarOperand(LaneType.F32, random.nextInt()));
            case LOAD -> new Instruction.Load(sync(), type, local(), address());
            case LOAD_INDEXED ->
                new Instruction.LoadIndexed(
                        sync(), type, local(), local(), address(), random.nextLong(), random.nextLong());
            case STORE -> new Instruction.Store(sync(), type, local(), address());
            case FILL -> new Instruction.Fill(sync(), lane, local(), source());
            case IOTA -> {
                Address form = address();
                yield new Instruction.Iota(
                        sync(),
                        lane,
                        local(),
                        new Address(0, form.offset(), form.rowStride(), form.columnStride(), form.terms()));
            }
            case UNARY -> new Instruction.Unary(sync(), function(opcode), lane, local(), source());
            case BINARY -> new Instruction.Binary(sync(), function(opcode), lane, local(), source(), source());
            case SELECT -> new Instruction.Select(sync(), lane, local(), source(), source(), source());
            case CAST -> new Instruction.Cast(sync(), type, local(), source());
            case REDUCE_X, REDUCE_Y ->
                new Instruction.Reduce(sync(), opcode, function(opcode), lane, random.nextBoolean(), local(), local());
            case MATMUL ->
                new Instruction.Matmul(sync(), random.nextBoolean(), local(), address(), address(), random.nextLong());
            case MATMUL_LOCAL -> new Instruction.LocalMatmul(sync(), random.nextBoolean(), local(), local(), address());
            case MATMUL_ROWS, MATMUL_COLUMNS, MATMUL_DEPTH -> grouped(opcode);
        };
    }

    private Instruction grouped(Opcode opcode) {
        boolean byDepth = opcode == Opcode.MATMUL_DEPTH;
        return new Instruction.GroupedMatmul(
                sync(),
                opcode,
                local(),
                address(),
                address(),
                random.nextLong(),
                address(),
                byDepth ? 0 : random.nextLong(),
                random.nextLong(),
                byDepth && random.nextBoolean() ? random.nextInt(255) : Words.NO_AXIS);
    }

    private Op function(Opcode opcode) {
        return any(Arrays.stream(Op.values()).filter(opcode::accepts).toArray(Op[]::new));
    }

    private Instruction.Section.Side side() {
        long size = number(40);
        return new Instruction.Section.Side(
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

    private Source source() {
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
