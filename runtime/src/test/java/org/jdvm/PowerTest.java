package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.ir.Op;
import org.junit.jupiter.api.Test;

/** The special cases of {@code pow} in C99, F.9.4.4. */
class PowerTest {
    private static final float INF = Float.POSITIVE_INFINITY;
    private static final float NAN = Float.NaN;

    /** Base, exponent, power. */
    private static final float[][] TABLE = {
        // zeros to an odd, another finite and an infinite negative exponent
        {0f, -3, INF},
        {-0f, -3, -INF},
        {0f, -2, INF},
        {-0f, -2, INF},
        {0f, -2.5f, INF},
        {-0f, -2.5f, INF},
        {0f, -INF, INF},
        {-0f, -INF, INF},
        {0f, 3, 0f},
        {-0f, 3, -0f},
        {0f, 2, 0f},
        {-0f, 2, 0f},
        {-0f, 2.5f, 0f},
        {-0f, INF, 0f},
        {-1, INF, 1},
        {-1, -INF, 1},
        {1, NAN, 1},
        {1, INF, 1},
        {1, -INF, 1},
        {1, -7.5f, 1},
        {NAN, 0f, 1},
        {NAN, -0f, 1},
        {INF, 0f, 1},
        {-INF, -0f, 1},
        {0f, -0f, 1},
        {-2, 0.5f, NAN},
        {-0.1f, -1.5f, NAN},
        {0.5f, -INF, INF},
        {-0.5f, -INF, INF},
        {2, -INF, 0f},
        {-2, -INF, 0f},
        {0.5f, INF, 0f},
        {-0.5f, INF, 0f},
        {2, INF, INF},
        {-2, INF, INF},
        {-INF, -3, -0f},
        {-INF, -2, 0f},
        {-INF, -2.5f, 0f},
        {-INF, 3, -INF},
        {-INF, 2, INF},
        {-INF, 2.5f, INF},
        {-INF, INF, INF},
        {-INF, -INF, 0f},
        {INF, -1, 0f},
        {INF, 1, INF},
        {INF, INF, INF},
        {INF, -INF, 0f},
        {-1, 3, -1},
        {-1, 0x1p24f, 1},
        {-1, 0.5f, NAN},
        {NAN, 1, NAN},
        {-1, NAN, NAN},
        {2, NAN, NAN},
        {0f, NAN, NAN},
        {NAN, NAN, NAN},
        {INF, NAN, NAN},
        {NAN, INF, NAN}
    };

    private static Tensor column(int index) {
        float[] numbers = new float[TABLE.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = TABLE[i][index];
        }
        return Tensor.of(numbers, numbers.length);
    }

    @Test
    void powersOfTensors() {
        check(column(0).pow(column(1)).toFloatArray());
    }

    @Test
    void powersWithNumbers() {
        List<Tensor> powers = new ArrayList<>();
        List<Tensor> reversed = new ArrayList<>();
        for (float[] row : TABLE) {
            powers.add(Tensor.of(new float[] {row[0]}, 1).pow(row[1]));
            reversed.add(Tensor.of(new float[] {row[1]}, 1).rpow(row[0]));
        }
        check(Tensor.concat(0, powers.toArray(Tensor[]::new)).toFloatArray());
        check(Tensor.concat(0, reversed.toArray(Tensor[]::new)).toFloatArray());
    }

    @Test
    void theOracleHasTheSameTable() {
        float[] powers = new float[TABLE.length];
        for (int i = 0; i < powers.length; i++) {
            powers[i] = (float) Op.POW.semantics().floatBinary().applyAsDouble(TABLE[i][0], TABLE[i][1]);
        }
        check(powers);
    }

    private static void check(float[] powers) {
        for (int i = 0; i < TABLE.length; i++) {
            assertEquals(TABLE[i][2], powers[i], TABLE[i][0] + " to the power of " + TABLE[i][1]);
        }
    }
}
