package org.jdvm.exec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Locale;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.text.Assembler;
import org.jdvm.bytecode.verify.Verifier;
import org.jdvm.exec.gemm.PanelCache;
import org.jdvm.exec.state.Binding;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Strides along sides of one index lead nowhere, however long they are. */
class SingleIndexTest {
    private static final String FAR = "" + (1L << 40);

    @ParameterizedTest
    @CsvSource({
        "1, 5, 4",
        "3, 1, 4",
        "3, 5, 1",
        "1, 1, 4",
        "1, 5, 1",
        "3, 1, 1",
        "1, 1, 1",
        "30, 1, 1",
        "1, 1, 70",
        "40, 1, 40",
    })
    void products(int rows, int depth, int columns) {
        for (DType left : new DType[] {DType.F32, DType.F16}) {
            for (DType right : new DType[] {DType.F32, DType.F16}) {
                for (boolean constant : new boolean[] {false, true}) {
                    product(rows, depth, columns, left, right, constant);
                }
            }
        }
    }

    private static void product(int rows, int depth, int columns, DType left, DType right, boolean constant) {
        Program program = Assembler.parse(String.format(
                Locale.ROOT,
                """
                program product
                machine host, cores 1, local 65536, align 64, tile 8192, events 8, cube 12 x 32, spawn 0
                scalars 0
                input x %s %d
                input w %s %d
                output y f32 %d
                section rows %d; columns %d; cost 9; local 65536
                  matmul.f32 tile@0x0000, x[0; rows %s, cols %s], w[0; rows %s, cols %s], depth %d set store:0
                  store.f32 tile@0x0000, y[0; rows %s, cols %s] wait cube:0
                end
                """,
                left,
                rows * depth,
                right,
                depth * columns,
                rows * columns,
                rows,
                columns,
                stride(rows, depth),
                stride(depth, 1),
                stride(depth, columns),
                stride(columns, 1),
                depth,
                stride(rows, columns),
                stride(columns, 1)));
        Verifier.verify(program);
        float[] x = new float[rows * depth];
        float[] w = new float[depth * columns];
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 11 - 5;
        }
        for (int i = 0; i < w.length; i++) {
            w[i] = i % 7 - 3;
        }
        float[] expected = new float[rows * columns];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                for (int k = 0; k < depth; k++) {
                    expected[r * columns + c] += x[r * depth + k] * w[k * columns + c];
                }
            }
        }
        float[] y = new float[rows * columns];
        Object weights = array(w, right);
        try (Npu npu = new Npu(NpuSpec.host(1))) {
            npu.run(
                    program,
                    new Binding[] {
                        new Binding(array(x, left), 0, null),
                        new Binding(weights, 0, constant ? new PanelCache(weights) : null),
                        new Binding(y, 0, null)
                    },
                    new double[0]);
        }
        assertArrayEquals(expected, y, program.toString());
    }

    private static String stride(int count, int stride) {
        return count == 1 ? FAR : "" + stride;
    }

    private static Object array(float[] values, DType type) {
        if (type == DType.F32) {
            return values;
        }
        short[] halves = new short[values.length];
        for (int i = 0; i < halves.length; i++) {
            halves[i] = Float.floatToFloat16(values[i]);
        }
        return halves;
    }
}
