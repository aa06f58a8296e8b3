package org.jdvm.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Opcode;
import org.jdvm.exec.TileProgram.Operand;
import org.jdvm.ir.Accuracy;
import org.jdvm.ir.Op;
import org.jdvm.ir.Semantics;
import org.jdvm.machine.NpuSpec;
import org.jdvm.reference.Agreement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every elementwise function with every lane type and mix of extents, against the semantics in the table of operations. */
class ElementwiseTest {
    private static final int[][] SIZES = {{1, 17}, {7, 1}, {5, 16}, {3, 33}, {2, 64}, {0, 5}, {5, 0}};

    private static final List<Extent> TARGETS =
            List.of(Extent.TILE, Extent.ROW, Extent.COLUMN, Extent.ONE, Extent.INNER_TILE, Extent.INNER_ROW);

    private static final float[] SPECIAL = {
        0f,
        -0f,
        1f,
        -1f,
        0.5f,
        -1.5f,
        2.5f,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.MIN_NORMAL,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        88.7f,
        -87.5f,
        100f,
        -104f,
        1e-5f,
        3.1415927f,
        1e4f,
        -12345.678f,
        8388609f,
        4194303.5f,
        1e20f,
        0.625f,
        0.9375f,
        3.93f,
        -5f
    };

    static Stream<Arguments> functions() {
        List<Arguments> cases = new ArrayList<>();
        for (Op op : Op.values()) {
            switch (op.kind()) {
                case UNARY, UNARY_TEST, BINARY, COMPARE -> {
                    for (DType type : new DType[] {DType.F32, DType.F64, DType.I32, DType.I64, DType.BOOL}) {
                        if (op.types().contains(type)) {
                            TileProgram.MACHINES.forEach(machine -> cases.add(Arguments.of(op, type, machine)));
                        }
                    }
                }
                default -> {}
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("functions")
    void agreesWithSemantics(Op op, DType type, NpuSpec machine) {
        boolean unary = op.kind() == Op.Kind.UNARY || op.kind() == Op.Kind.UNARY_TEST;
        Random random = new Random(op.code());
        for (int[] size : SIZES) {
            for (Extent target : TARGETS) {
                for (Extent first : fitting(target)) {
                    for (Extent second : unary ? List.of(Extent.ONE) : fitting(target)) {
                        Extent[] sources = unary ? new Extent[] {first} : new Extent[] {first, second};
                        TileProgram program = target.hasInner()
                                ? new TileProgram(machine, size[0], 3, size[1])
                                : new TileProgram(machine, size[0], size[1]);
                        check(op, type, program, target, sources, random);
                    }
                }
            }
        }
    }

    static List<Extent> fitting(Extent target) {
        return switch (target) {
            case TILE -> List.of(Extent.TILE, Extent.ROW, Extent.COLUMN, Extent.ONE, Extent.SCALAR);
            case INNER_TILE -> List.of(Extent.INNER_TILE, Extent.INNER_ROW, Extent.COLUMN, Extent.ONE, Extent.SCALAR);
            case INNER_ROW -> List.of(Extent.INNER_ROW, Extent.ONE, Extent.SCALAR);
            case ROW -> List.of(Extent.ROW, Extent.ONE, Extent.SCALAR);
            case COLUMN -> List.of(Extent.COLUMN, Extent.ONE, Extent.SCALAR);
            case ONE, SCALAR -> List.of(Extent.ONE, Extent.SCALAR);
        };
    }

    private static void check(Op op, DType type, TileProgram program, Extent target, Extent[] extents, Random random) {
        LaneType lane = LaneType.of(type);
        DType resultType = op.resultType(type);
        Operand[] operands = new Operand[extents.length + 1];
        double[][] values = new double[extents.length][];
        for (int i = 0; i < extents.length; i++) {
            values[i] = values(type, program.elements(extents[i]), random);
            if (i == 1 && op.divides() && !type.isFloat()) {
                values[i] = Arrays.stream(values[i])
                        .map(value -> value == 0 ? 1 : value)
                        .toArray();
            }
            operands[i + 1] = extents[i] == Extent.SCALAR
                    ? program.scalar(values[i][0], lane)
                    : program.load(type, extents[i], TypedArrays.of(type, values[i]));
        }
        operands[0] = program.allocate(target, lane.resultOf(op));
        program.instruction(extents.length == 1 ? Opcode.UNARY : Opcode.BINARY, op, resultType, false, operands);
        Object results = TypedArrays.of(resultType, new double[program.elements(target)]);
        program.store(resultType, operands[0], results);
        program.run();
        for (int r = 0; r < program.rows; r++) {
            for (int c = 0; c < (target.hasInner() ? program.inner : program.columns); c++) {
                double a = values[0][program.element(extents[0], r, c)];
                double b = extents.length == 1 ? 0 : values[1][program.element(extents[1], r, c)];
                double actual = TypedArrays.get(results, program.element(target, r, c));
                double expected = expected(op, type, a, b);
                boolean isNear = switch (type) {
                    case F64 -> isNear(op.accuracy(type), expected, actual);
                    case F32 -> Agreement.excess(op.accuracy(), expected, actual) == 0;
                    default -> expected == actual;
                };
                if (!isNear) {
                    String what = op + " " + type + " " + List.of(extents) + " to " + target + " at " + r + ", " + c
                            + " of " + program.rows + " x " + program.columns + ": " + a + ", " + b;
                    assertEquals(expected, actual, what);
                }
            }
        }
    }

    /** Allows some units more for the meanings, which have no more bits than results. */
    private static boolean isNear(Accuracy accuracy, double expected, double actual) {
        return Double.compare(expected, actual) == 0
                || expected == actual
                || Math.abs(expected - actual) <= (accuracy.ulps() + 4) * Math.ulp(expected) + accuracy.absolute();
    }

    /** The meaning of a function, with integers wrapped to their width. */
    static double expected(Op op, DType type, double a, double b) {
        Semantics semantics = op.semantics();
        boolean unary = op.kind() == Op.Kind.UNARY || op.kind() == Op.Kind.UNARY_TEST;
        if (type.isFloat()) {
            return unary
                    ? semantics.floatUnary().applyAsDouble(a)
                    : semantics.floatBinary().applyAsDouble(a, b);
        }
        long x = (long) a;
        long y = (long) b;
        long result = unary
                ? semantics.integerUnary().applyAsLong(x)
                : semantics.integerBinary().applyAsLong(x, y);
        return type == DType.I32 ? (int) result : result;
    }

    private static double[] values(DType type, int count, Random random) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = switch (type) {
                case F32 ->
                    random.nextInt(3) == 0
                            ? SPECIAL[random.nextInt(SPECIAL.length)]
                            : (float) (random.nextGaussian() * 3);
                case F64 ->
                    random.nextInt(3) == 0 ? SPECIAL[random.nextInt(SPECIAL.length)] : random.nextGaussian() * 3;
                // Small ones so that they are often equal or 0, and products of large ones wrap.
                case I32 -> random.nextBoolean() ? random.nextInt(7) - 3 : random.nextInt();
                case BOOL -> random.nextInt(2);
                default -> random.nextBoolean() ? random.nextInt(7) - 3 : random.nextInt() * 65537L;
            };
        }
        return values;
    }
}
