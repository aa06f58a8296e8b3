package org.jdvm.benchmarks.report;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jdvm.Dvm;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.benchmarks.ChildProcess;
import org.jdvm.benchmarks.peer.ProductsOperators;
import org.jdvm.exec.gemm.FoundTiles;
import org.jdvm.exec.gemm.IntegerPanels;
import org.jdvm.exec.gemm.IntegerTiles;

/**
 * Measures dense layers of 8-bit integers, with quantising and bias, by native tiles and by Java code, each in a fresh virtual machine with one processor; and the peak of
 * native tiles: products of blocks in the first-level cache.
 */
public final class IntegerProducts {
    private static final int[] ROWS = {37, 128, 512};
    private static final int[][] WEIGHTS = {{384, 384}, {384, 1536}, {1536, 384}};

    /** A block whose operands take less than 32 KB: rows, depth; one panel. */
    private static final int PEAK_ROWS = 24;

    private static final int PEAK_DEPTH = 512;

    private IntegerProducts() {}

    /**
     * Measures, or is one of the measured processes.
     *
     * @param arguments the mode, {@code try}, {@code quick} or {@code full}; and for one of the measured processes the way, {@code native tiles} or {@code java code}
     */
    @SuppressWarnings("SystemOut") // the results are what it prints
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<Result> results = new ArrayList<>();
        if (arguments.length == 1) {
            for (boolean isNative : new boolean[] {true, false}) {
                List<String> options = new ArrayList<>(List.of("-XX:ActiveProcessorCount=1", "-XX:+UseParallelGC"));
                if (!isNative) {
                    options.add("-D" + FoundTiles.PROPERTY + "=off");
                }
                String printed = ChildProcess.java(
                        options,
                        IntegerProducts.class,
                        List.of(arguments[0], isNative ? "native tiles" : "java code"),
                        Redirect.INHERIT);
                results.addAll(ResultFile.parse(printed).results());
            }
        } else if (FoundTiles.isFound() || arguments[1].equals("java code")) {
            InTurns.Effort effort = InTurns.Effort.of(arguments[0]);
            measure(arguments[1], effort, results);
            IntegerTiles tiles = FoundTiles.ready();
            if (tiles != null) {
                peak(tiles, effort, results);
            }
        }
        System.out.print(new ResultFile(Map.of(), results).text());
    }

    private static void measure(String way, InTurns.Effort effort, List<Result> results) {
        Random random = new Random(1);
        Map<Map<String, String>, Runnable> cases = new LinkedHashMap<>();
        try (Dvm dvm = Dvm.builder().cores(1).start()) {
            for (int[] weight : WEIGHTS) {
                int depth = weight[0];
                int columns = weight[1];
                byte[] elements = new byte[depth * columns];
                random.nextBytes(elements);
                Tensor w = Tensor.of(DType.I8, elements, depth, columns).constant();
                Tensor factor = Tensor.of(floats(random, columns), columns);
                Tensor bias = Tensor.of(floats(random, columns), columns);
                for (int rows : ROWS) {
                    Tensor x = Tensor.of(floats(random, rows * depth), rows, depth);
                    Tensor to = Tensor.of(new float[rows * columns], rows, columns);
                    Map<String, String> params = Map.of(
                            "rows",
                            "" + rows,
                            "depth",
                            "" + depth,
                            "columns",
                            "" + columns,
                            "way",
                            way,
                            "threads",
                            "1");
                    cases.put(params, () -> ProductsOperators.quantizedDenseInto(dvm, to, x, w, factor, bias));
                }
            }
            InTurns.warmUp(List.copyOf(cases.values()), effort);
            cases.forEach((params, work) -> {
                List<Double> times = InTurns.measure(Map.of(way, work), effort).get(way);
                results.add(new Result("IntegerProducts.time", params, "us/op", times));
                double operations = IntegersGroup.operations(results.getLast());
                results.add(new Result(
                        "IntegerProducts.rate",
                        params,
                        "GOP/s",
                        times.stream().map(time -> operations / time / 1e3).toList()));
            });
        }
    }

    /** The peak that shares are of. */
    private static void peak(IntegerTiles tiles, InTurns.Effort effort, List<Result> results) {
        int columns = IntegerTiles.COLUMNS;
        IntegerPanels panels = IntegerPanels.of(new byte[PEAK_DEPTH * columns], 0, columns, 1, PEAK_DEPTH, columns);
        long step = (long) PEAK_DEPTH * tiles.leftForm().bytes();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment left = arena.allocate(step * PEAK_ROWS, 64);
            MemorySegment target = arena.allocate(4L * PEAK_ROWS * columns, 64);
            IntegerTiles.Block block = new IntegerTiles.Block(
                    left, 0, step, PEAK_ROWS, panels.bytes(), panels.at(0), panels.groups(), 1, false);
            Map<String, Runnable> ways = Map.of("peak", () -> tiles.multiply(block, target, 0, 4L * columns));
            double operations = 2.0 * PEAK_ROWS * PEAK_DEPTH * columns;
            List<Double> rates = InTurns.measure(ways, effort).get("peak").stream()
                    .map(time -> operations / time / 1e3)
                    .toList();
            results.add(new Result(Groups.INTEGER_PEAK, Map.of("threads", "1"), "GOP/s", rates));
        }
    }

    private static float[] floats(Random random, int count) {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = (float) random.nextGaussian();
        }
        return floats;
    }
}
