package org.jdvm.benchmarks.peer;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jdvm.Dvm;
import org.jdvm.Tensor;
import org.jdvm.benchmarks.peer.RequestStream.Work;

/**
 * Microseconds of each request of a stream.
 *
 * @param first when it arrives for the first time, in order; the first one includes the making of the program
 * @param again the median of repetitions afterwards
 */
public record RequestTimes(List<Double> first, List<Double> again) {
    /** As {@code streams.py} does it. */
    private static final int LEAST_REPETITIONS = 3;

    private static final long LEAST_NANOS = 500_000_000;

    /** A program that is ready. */
    private interface Program {
        void run(int request) throws OrtException;
    }

    /** What makes a program. */
    private interface Maker {
        Program make() throws OrtException;
    }

    /** Keeps its own copies. */
    public RequestTimes {
        first = List.copyOf(first);
        again = List.copyOf(again);
        if (first.size() != again.size()) {
            throw new IllegalArgumentException(
                    "%d first times and %d of repetitions".formatted(first.size(), again.size()));
        }
    }

    /**
     * {@return the times of an engine in this process, which must not have done the same before}
     *
     * @param work the stream
     * @param engine who does it, with all processors
     */
    public static RequestTimes measure(Work work, String engine) throws OrtException {
        Task task = work.on(engine);
        return RequestStream.isOwn(engine) ? onJdvm(task, engine) : onOnnxRuntime(task, engine);
    }

    /** On the machine that a program has without asking for one. */
    private static RequestTimes onJdvm(Task task, String engine) throws OrtException {
        Tensor numbers = Tensor.of(new float[] {1, 2, 3}, 3);
        Tensor ready = engine.equals(RequestStream.RECORDED) ? Pieces.line(numbers) : PiecesOperators.line(numbers);
        ready.toFloatArray();
        return of(task.requests(), () -> {
            IntFunction<Tensor> operator = task.operator().on(Dvm.shared());
            return operator::apply;
        });
    }

    private static RequestTimes onOnnxRuntime(Task task, String engine) throws OrtException {
        Supplier<Task.Peer> supplier = task.peers().get(engine);
        if (supplier == null) {
            throw new IllegalArgumentException("%s is not done by %s".formatted(task.name(), engine));
        }
        int threads = Runtime.getRuntime().availableProcessors();
        byte[] line = OnnxGraph.onRows(1, (graph, x) -> graph.apply("Add", x, graph.number(1)));
        try (OnnxSession ready = new OnnxSession(line, threads)) {
            ready.add(Map.of("x", Tensor.of(new float[] {1, 2, 3}, 3, 1)));
            ready.run();
        }
        Task.Peer peer = supplier.get();
        List<Map<String, OnnxTensor>> inputs = new ArrayList<>();
        for (Map<String, Tensor> each : peer.inputs()) {
            inputs.add(OnnxSession.tensors(each));
        }
        List<OnnxSession> made = new ArrayList<>();
        try {
            return of(inputs.size(), () -> {
                OnnxSession session = new OnnxSession(peer.model(), threads);
                made.add(session);
                return request -> session.run(inputs.get(request));
            });
        } finally {
            for (OnnxSession session : made) {
                session.close();
            }
            inputs.forEach(each -> each.values().forEach(OnnxTensor::close));
        }
    }

    private static RequestTimes of(int requests, Maker maker) throws OrtException {
        List<Double> first = new ArrayList<>();
        long start = System.nanoTime();
        Program program = maker.make();
        for (int request = 0; request < requests; request++) {
            program.run(request);
            long end = System.nanoTime();
            first.add((end - start) / 1e3);
            start = end;
        }
        List<List<Double>> again = new ArrayList<>();
        for (int request = 0; request < requests; request++) {
            again.add(new ArrayList<>());
        }
        long begun = System.nanoTime();
        for (int pass = 0; pass < LEAST_REPETITIONS || System.nanoTime() - begun < LEAST_NANOS; pass++) {
            for (int request = 0; request < requests; request++) {
                start = System.nanoTime();
                program.run(request);
                again.get(request).add((System.nanoTime() - start) / 1e3);
            }
        }
        return new RequestTimes(first, again.stream().map(RequestTimes::median).toList());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }
}
