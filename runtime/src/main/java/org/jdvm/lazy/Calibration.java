package org.jdvm.lazy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.call.Engine;
import org.jdvm.exec.gemm.FoundTiles;
import org.jdvm.exec.gemm.IntegerWays;
import org.jdvm.exec.warmup.JitWarmup;
import org.jdvm.ir.Op;

/** Computes made-up products of each class, so that the faster way of each is found before there is work to do. */
public final class Calibration {
    private static final int[] ROWS = {2, 4, 8, 16, 32, 64, 256};
    private static final int[] COLUMNS = {64, 256, 1024};
    private static final int[] DEPTHS = {64, 256, 1024};

    /** Rows of products that take the time of reading weights, and how many weights take turns so that no cache holds them. */
    private static final int[] FEW_ROWS = {2, 4, 8, 16, 32, 64};

    /** Rows of products of 8-bit integers, one of each class, and the sides of their weights. */
    private static final int[] INTEGER_ROWS = {1, 37};

    private static final int INTEGER_DEPTH = 384;
    private static final int INTEGER_COLUMNS = 1536;

    private static final int FAR = 12;
    private static final int FAR_SIDE = 1024;

    /** Enough that each way of a class is measured. */
    private static final int TIMES = 160;

    /** Runs of each product in which code is made ready and all weights are packed. */
    private static final int FIRST_TIMES = FAR;

    private final Engine engine;

    private Calibration(Engine engine) {
        this.engine = engine;
    }

    /**
     * Computes products, those with far weights first, then the smaller ones.
     *
     * @param nanos for how long, not counting the time in which code is made ready
     * @return the time it took, in nanoseconds
     * @throws InterruptedException if the thread is interrupted while it waits for code
     */
    public static long run(Engine engine, long nanos) throws InterruptedException {
        Calibration calibration = new Calibration(engine);
        List<Product> products = products();
        for (Product product : products) {
            calibration.compute(product, FIRST_TIMES, Long.MAX_VALUE);
        }
        JitWarmup.await();
        long begin = System.nanoTime();
        for (int i = 0; i < products.size(); i++) {
            long left = nanos - (System.nanoTime() - begin);
            if (left > 0) {
                // What a class does not need of its share is for the later ones.
                calibration.compute(products.get(i), TIMES, 2 * left / (products.size() - i));
            }
        }
        if (FoundTiles.isFound()) {
            for (int rows : INTEGER_ROWS) {
                calibration.chooseIntegers(rows);
            }
        }
        return System.nanoTime() - begin;
    }

    /**
     * A product.
     *
     * @param left its left operand
     * @param rights what it is multiplied by, in turn
     */
    private record Product(LazyTensor left, List<LazyTensor> rights) {
        long work() {
            return (long) left.size() * rights.getFirst().sizes()[1];
        }
    }

    /** Those with far weights first: whether weights are read ahead is decided by them. */
    private static List<Product> products() {
        List<LazyTensor> far =
                Stream.generate(() -> constant(FAR_SIDE, FAR_SIDE)).limit(FAR).toList();
        List<Product> all = new ArrayList<>();
        for (int rows : FEW_ROWS) {
            all.add(new Product(matrix(rows, FAR_SIDE), far));
        }
        List<Product> products = new ArrayList<>();
        for (int depth : DEPTHS) {
            for (int columns : COLUMNS) {
                LazyTensor right = constant(depth, columns);
                for (int rows : ROWS) {
                    products.add(new Product(matrix(rows, depth), List.of(right)));
                }
            }
        }
        products.sort(Comparator.comparingLong(Product::work));
        all.addAll(products);
        return all;
    }

    private void chooseIntegers(int rows) throws InterruptedException {
        LazyTensor left = LazyTensor.over(DType.U8, new byte[rows * INTEGER_DEPTH], false, rows, INTEGER_DEPTH);
        LazyTensor right = LazyTensor.over(
                DType.I8, new byte[INTEGER_DEPTH * INTEGER_COLUMNS], false, INTEGER_DEPTH, INTEGER_COLUMNS);
        right.storage().memory().freeze();
        Product product = new Product(left, List.of(right));
        IntegerWays way = IntegerWays.of(rows);
        way.rehearse(() -> compute(product, 1, Long.MAX_VALUE));
        JitWarmup.await();
        way.measure(() -> compute(product, 1, Long.MAX_VALUE));
    }

    private static LazyTensor constant(int rows, int columns) {
        LazyTensor constant = matrix(rows, columns);
        constant.storage().memory().freeze();
        return constant;
    }

    private static LazyTensor matrix(int rows, int columns) {
        float[] elements = new float[rows * columns];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = i % 7 - 3;
        }
        return LazyTensor.over(DType.F32, elements, false, rows, columns);
    }

    private void compute(Product product, int times, long nanos) {
        long end = nanos == Long.MAX_VALUE ? nanos : System.nanoTime() + nanos;
        for (int i = 0; i < times && (end == Long.MAX_VALUE || System.nanoTime() - end < 0); i++) {
            LazyTensor.compute(
                    engine, Recorder.record(Op.MATMUL, product.left, product.rights.get(i % product.rights.size())));
        }
    }
}
