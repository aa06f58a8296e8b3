package org.jdvm.benchmarks.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.Dvm;
import org.jdvm.Recurrent;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.GateOrder;
import org.jdvm.annotations.RecurrentCell;
import org.jdvm.benchmarks.peer.ProductsOperators;
import org.jdvm.benchmarks.peer.SingleOperation;

/**
 * Measures what a step of an LSTM costs besides its product: a call on a sequence of many steps and a launch that only multiplies the state by the weights
 * of all gates, in turns. Inputs have one element, so that nearly all of the time is that of the steps.
 */
public final class StepOverhead {
    private static final int STEPS = 64;
    private static final int HIDDEN = 128;
    private static final int GATES = 4;

    private StepOverhead() {}

    /**
     * Measures with one thread and with two, and prints the results.
     *
     * @param arguments not used
     */
    @SuppressWarnings("SystemOut") // the results are what it prints
    public static void main(String[] arguments) throws IOException {
        List<Result> results = new ArrayList<>();
        for (int threads = 1; threads <= 2; threads++) {
            try (Dvm dvm = Dvm.builder().cores(threads).start()) {
                for (int sequences : new int[] {1, 16}) {
                    measure(dvm, threads, sequences, results);
                }
            }
        }
        System.out.print(new ResultFile(Map.of(), results).text());
    }

    private static void measure(Dvm dvm, int threads, int sequences, List<Result> results) {
        Recurrent layer = Recurrent.forward(RecurrentCell.LSTM, GateOrder.ONNX, SingleOperation.weights(1));
        Tensor x = Tensor.zeros(DType.F32, STEPS, sequences, 1);
        Tensor state = Tensor.zeros(DType.F32, sequences, HIDDEN);
        Tensor gates = Tensor.zeros(DType.F32, HIDDEN, GATES * HIDDEN).constant();
        Tensor product = Tensor.zeros(DType.F32, sequences, GATES * HIDDEN);
        Map<String, Runnable> ways = new LinkedHashMap<>();
        ways.put("steps", () -> layer.call(dvm, x, null, null, null));
        ways.put("product", () -> ProductsOperators.matmulInto(dvm, product, state, gates));
        Map<String, List<Double>> times = InTurns.measure(ways);
        List<Double> step =
                times.get("steps").stream().map(time -> time / STEPS).toList();
        List<Double> products = times.get("product");
        List<Double> rest = new ArrayList<>();
        for (int i = 0; i < step.size(); i++) {
            rest.add(step.get(i) - products.get(i));
        }
        add("step", step, threads, sequences, results);
        add("product", products, threads, sequences, results);
        add("rest", rest, threads, sequences, results);
    }

    private static void add(String part, List<Double> times, int threads, int sequences, List<Result> results) {
        results.add(new Result(
                "StepOverhead.step",
                Map.of("sequences", "" + sequences, "threads", "" + threads, "part", part),
                "us/op",
                times));
    }
}
