package org.jdvm.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Opcode;
import org.jdvm.exec.TileProgram.Operand;
import org.jdvm.ir.Op;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Choices, fills and counting of every lane type and mix of extents. */
class SelectTest {
    @ParameterizedTest
    @EnumSource(names = {"F32", "I32", "I64"})
    void takesOneOfTwo(DType type) {
        Random random = new Random(2);
        for (var machine : TileProgram.MACHINES) {
            for (int[] size : new int[][] {{1, 1}, {3, 33}, {7, 2}, {4, 48}, {0, 3}, {3, 0}}) {
                for (Extent target : List.of(Extent.TILE, Extent.ROW, Extent.COLUMN, Extent.ONE)) {
                    for (Extent condition : ElementwiseTest.fitting(target)) {
                        for (Extent first : ElementwiseTest.fitting(target)) {
                            for (Extent second : ElementwiseTest.fitting(target)) {
                                TileProgram program = new TileProgram(machine, size[0], size[1]);
                                check(type, program, target, random, condition, first, second);
                            }
                        }
                    }
                }
            }
        }
    }

    private static void check(DType type, TileProgram program, Extent target, Random random, Extent... extents) {
        DType[] types = {DType.BOOL, type, type};
        double[][] values = new double[3][];
        Operand[] operands = new Operand[4];
        for (int i = 0; i < 3; i++) {
            values[i] = random.ints(program.elements(extents[i]), 0, i == 0 ? 2 : 1000)
                    .asDoubleStream()
                    .toArray();
            operands[i + 1] = extents[i] == Extent.SCALAR
                    ? program.scalar(values[i][0], LaneType.of(types[i]))
                    : program.load(types[i], extents[i], TypedArrays.of(types[i], values[i]));
        }
        operands[0] = program.allocate(target, LaneType.of(type));
        program.instruction(Opcode.SELECT, Op.SELECT, type, false, operands);
        Object results = TypedArrays.allocate(type, program.elements(target));
        program.store(type, operands[0], results);
        program.run();
        for (int r = 0; r < program.rows; r++) {
            for (int c = 0; c < program.columns; c++) {
                int chosen = values[0][program.element(extents[0], r, c)] != 0 ? 1 : 2;
                assertEquals(
                        values[chosen][program.element(extents[chosen], r, c)],
                        TypedArrays.get(results, program.element(target, r, c)),
                        type + " " + List.of(extents) + " to " + target + " at " + r + ", " + c);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "I32", "I64"})
    void fillsWithAScalar(DType type) {
        for (var machine : TileProgram.MACHINES) {
            for (Extent extent : List.of(Extent.TILE, Extent.ROW, Extent.COLUMN, Extent.ONE)) {
                TileProgram program = new TileProgram(machine, 5, 37);
                Operand target = program.allocate(extent, LaneType.of(type));
                program.instruction(Opcode.FILL, Op.FILL, type, false, target, program.scalar(-7, target.lane()));
                Object results = TypedArrays.allocate(type, program.elements(extent));
                program.store(type, target, results);
                program.run();
                for (int i = 0; i < program.elements(extent); i++) {
                    assertEquals(-7, TypedArrays.get(results, i));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "I32", "I64"})
    void countsByAddress(DType type) {
        for (var machine : TileProgram.MACHINES) {
            for (Extent extent : List.of(Extent.TILE, Extent.ROW, Extent.COLUMN, Extent.ONE)) {
                TileProgram program = new TileProgram(machine, 5, 37);
                Operand target = program.allocate(extent, LaneType.of(type));
                program.iota(target, 3, -100, 2);
                Object results = TypedArrays.allocate(type, program.elements(extent));
                program.store(type, target, results);
                program.run();
                for (int r = 0; r < 5; r++) {
                    for (int c = 0; c < 37; c++) {
                        int row = extent == Extent.TILE || extent == Extent.COLUMN ? r : 0;
                        int column = extent == Extent.TILE || extent == Extent.ROW ? c : 0;
                        assertEquals(
                                3 - 100 * row + 2 * column, TypedArrays.get(results, program.element(extent, r, c)));
                    }
                }
            }
        }
    }
}
