package org.jdvm.exec.gemm;

import org.jdvm.exec.lane.Halves;

/**
 * Makes constants of narrow panels from matrices of floats.
 *
 * <p>Integers are symmetric: an element is an integer times the factor of its column and group of depths. The factor of 8 bits is the largest magnitude
 * of the group over 127. That of 4 bits is the one, of some near the largest magnitude over 7 or 8, with the least square error.
 */
public final class Quantizer {
    private static final int COLUMNS = MicroKernels.COLUMNS;
    private static final int MOST_I8 = 127;
    private static final int LEAST_I4 = -8;
    private static final int MOST_I4 = 7;

    /** Factors that are tried for 4 bits, relative to the largest magnitude over 7: clipping a few elements makes the others finer. */
    private static final float[] TRIED_I4 = {1f, 0.95f, 0.9f, 0.875f, 0.85f, 0.8f, 0.75f};

    private final PanelFormat format;
    private final float[] elements;
    private final int depth;
    private final int group;

    private Quantizer(PanelFormat format, float[] elements, int depth, int group) {
        this.format = format;
        this.elements = elements;
        this.depth = depth;
        this.group = group;
    }

    /**
     * {@return a constant of narrow panels}
     *
     * @param format of the panels
     * @param elements matrices of finite elements, one after the other, row by row
     * @param rows of each matrix
     * @param columns of each matrix
     * @param isTransposed whether products go along the columns of the matrices, else along their rows
     * @param group depths that have a factor together, a power of two; at least the depth for one factor of each column
     */
    public static PanelCache quantize(
            PanelFormat format, float[] elements, int rows, int columns, boolean isTransposed, int group) {
        int depth = isTransposed ? columns : rows;
        int lanes = isTransposed ? rows : columns;
        int depthStride = isTransposed ? 1 : columns;
        int laneStride = isTransposed ? columns : 1;
        PanelCache cache = new PanelCache(elements.length);
        Quantizer quantizer = new Quantizer(format, elements, depth, group);
        int matrix = rows * columns;
        for (int from = 0; from < elements.length; from += matrix) {
            for (int lane = 0; lane < lanes; lane += COLUMNS) {
                int width = Math.min(COLUMNS, lanes - lane);
                int first = from + lane * laneStride;
                cache.put(
                        quantizer.panel(first, depthStride, laneStride, width),
                        first,
                        depthStride,
                        laneStride,
                        depth,
                        width);
            }
        }
        return cache;
    }

    private Panel panel(int first, int depthStride, int laneStride, int width) {
        return switch (format) {
            case F32 -> throw new IllegalArgumentException("panels of floats are not narrow");
            case BF16, F16 -> {
                short[] halves = new short[depth * COLUMNS];
                for (int k = 0; k < depth; k++) {
                    for (int column = 0; column < width; column++) {
                        float element = elements[first + k * depthStride + column * laneStride];
                        halves[k * COLUMNS + column] =
                                format == PanelFormat.BF16 ? Halves.toBf16(element) : Float.floatToFloat16(element);
                    }
                }
                yield Panel.of(format, halves);
            }
            case I8, I4 -> integers(first, depthStride, laneStride, width);
        };
    }

    private Panel integers(int first, int depthStride, int laneStride, int width) {
        byte[] integers = new byte[depth * COLUMNS];
        float[] scales = new float[Math.ceilDiv(depth, group) * COLUMNS];
        for (int column = 0; column < width; column++) {
            for (int k = 0; k < depth; k += group) {
                int from = first + k * depthStride + column * laneStride;
                int count = Math.min(group, depth - k);
                float scale = format == PanelFormat.I8
                        ? largest(from, depthStride, count) / MOST_I8
                        : scaleOfFourBits(from, depthStride, count);
                scales[k / group * COLUMNS + column] = scale;
                for (int i = 0; i < count; i++) {
                    integers[(k + i) * COLUMNS + column] = (byte) rounded(elements[from + i * depthStride], scale);
                }
            }
        }
        return Panel.of(format, integers, scales, group);
    }

    private float largest(int from, int stride, int count) {
        float largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, Math.abs(elements[from + i * stride]));
        }
        return largest;
    }

    private int rounded(float element, float scale) {
        if (scale == 0) {
            return 0;
        }
        int nearest = Math.round(element / scale);
        return format == PanelFormat.I8
                ? Math.clamp(nearest, -MOST_I8, MOST_I8)
                : Math.clamp(nearest, LEAST_I4, MOST_I4);
    }

    private float scaleOfFourBits(int from, int stride, int count) {
        float most = largest(from, stride, count) / MOST_I4;
        float best = most;
        double least = Double.POSITIVE_INFINITY;
        for (float factor : TRIED_I4) {
            for (float scale : new float[] {most * factor, -most * factor}) {
                double error = 0;
                for (int i = 0; i < count; i++) {
                    float element = elements[from + i * stride];
                    double difference = element - rounded(element, scale) * scale;
                    error += difference * difference;
                }
                if (error < least) {
                    least = error;
                    best = scale;
                }
            }
        }
        return best;
    }
}
