package org.jdvm.npu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.jdvm.bytecode.Assembler;
import org.jdvm.bytecode.Program;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.api.Test;

/** Whole launches: sections, tasks, loops, cores and failures. */
class NpuTest {
    private static final Program SOFTMAX = Assembler.parse("""
        program softmax
        machine host, cores 2, local 65536, align 64, tile 8192, events 8, cube 12 x 32, spawn 0
        scalars 0
        input x f32 3838
        output y f32 3838
        section grid i0 21; rows 5 of 101 by i0; columns 38; cost 7676; local 1088
          load.f32 tile@0x0000, x[0 + 190*i0; rows 38, cols 1] set vector:0
          reduce_x.max.f32 column@0x400, tile@0x0000 wait load:0
          sub.f32 tile@0x0000, tile@0x0000, column@0x400
          exp.f32 tile@0x0000, tile@0x0000
          reduce_x.sum.f32 column@0x400, tile@0x0000
          div.f32 tile@0x0000, tile@0x0000, column@0x400 set store:0
          store.f32 tile@0x0000, y[0 + 190*i0; rows 38, cols 1] wait vector:0
        end
        """);

    private static final NpuSpec MACHINE = SOFTMAX.machine();

    private static float[] random(int count) {
        Random random = new Random(7);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() * 8 - 4;
        }
        return values;
    }

    private static float[] softmax(Npu npu, float[] x) {
        float[] y = new float[x.length];
        npu.run(SOFTMAX, new Binding[] {new Binding(x, 0, null), new Binding(y, 0, null)}, new double[0]);
        return y;
    }

    @Test
    void softmaxOfRows() {
        float[] x = random(101 * 38);
        try (Npu npu = new Npu(MACHINE)) {
            float[] y = softmax(npu, x);
            for (int r = 0; r < 101; r++) {
                double sum = 0;
                for (int c = 0; c < 38; c++) {
                    sum += Math.exp(x[38 * r + c]);
                }
                for (int c = 0; c < 38; c++) {
                    assertEquals(Math.exp(x[38 * r + c]) / sum, y[38 * r + c], 1e-6);
                }
            }
            assertEquals(1, npu.launches());
            assertEquals(1, npu.sections());
            assertEquals(21, npu.tasks());
            assertEquals(1, npu.sharedSections());
        }
    }

    @Test
    void numberOfCoresDoesNotChangeBits() {
        float[] x = random(101 * 38);
        try (Npu one = new Npu(NpuSpec.host(1));
                Npu three = new Npu(NpuSpec.host(3))) {
            assertArrayEquals(softmax(one, x), softmax(three, x));
        }
    }

    @Test
    void closedMachineRefuses() {
        Npu npu = new Npu(MACHINE);
        npu.close();
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> softmax(npu, random(101 * 38)));
        assertEquals("cannot run softmax: the NPU 'host' is closed", e.getMessage());
    }
}
