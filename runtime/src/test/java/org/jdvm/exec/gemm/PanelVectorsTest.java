package org.jdvm.exec.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.jdvm.exec.lane.Layout;
import org.junit.jupiter.api.Test;

/** Panels made from vectors against the plain copy of each element, with strides of both signs and 0. */
class PanelVectorsTest {
    private static final int WIDTH = 2 * Layout.COUNT;
    private static final int[] DEPTHS = {1, 3, Layout.COUNT, Layout.COUNT + 1, 2 * Layout.COUNT, 37};

    private final float[] array = new float[8192];

    PanelVectorsTest() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < array.length; i++) {
            array[i] = random.nextFloat();
        }
    }

    @Test
    void transposed() {
        for (int stride : new int[] {-61, -40, 0, 40, 64}) {
            for (int depth : DEPTHS) {
                for (int lanes = 1; lanes <= WIDTH; lanes++) {
                    float[] panel = new float[WIDTH * depth];
                    PanelVectors.transposed(array, 4096, stride, lanes, depth, panel, 0);
                    check(panel, stride, 1, lanes, depth);
                }
            }
        }
    }

    @Test
    void columns() {
        for (int stride : new int[] {-61, 0, 7, 64}) {
            for (int depth : DEPTHS) {
                for (int lanes = 1; lanes <= WIDTH; lanes++) {
                    float[] panel = new float[WIDTH * depth];
                    PanelVectors.columns(array, 4096, stride, lanes, depth, panel, 0);
                    check(panel, 1, stride, lanes, depth);
                }
            }
        }
    }

    private void check(float[] panel, int laneStride, int depthStride, int lanes, int depth) {
        for (int k = 0; k < depth; k++) {
            for (int lane = 0; lane < lanes; lane++) {
                assertEquals(
                        array[4096 + lane * laneStride + k * depthStride],
                        panel[k * WIDTH + lane],
                        "lane " + lane + " of " + lanes + " at depth " + k + ", strides " + laneStride + " and "
                                + depthStride);
            }
        }
    }
}
