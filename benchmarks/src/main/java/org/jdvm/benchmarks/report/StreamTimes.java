package org.jdvm.benchmarks.report;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdvm.benchmarks.ChildProcess;
import org.jdvm.benchmarks.peer.RequestStream;
import org.jdvm.benchmarks.peer.RequestStream.Size;
import org.jdvm.benchmarks.peer.RequestTimes;

/**
 * Measures streams of requests of new sizes on jdvm and ONNX Runtime, each stream and engine in fresh virtual machines, and prints the
 * times of all requests as results.
 */
public final class StreamTimes {
    /** The name of the results, also of those of {@code streams.py}, and of what {@link StreamCosts} makes of them. */
    static final String NAME = "StreamTimes";

    private StreamTimes() {}

    /**
     * Measures, or is one of the measured processes.
     *
     * @param arguments the mode, {@code try}, {@code quick} or {@code full}; or a stream, an engine, the number of requests and the
     *     number of the process: the first one compares what it computes with what another engine does
     */
    @SuppressWarnings("SystemOut") // the results are what it prints
    public static void main(String[] arguments) throws IOException, InterruptedException, OrtException {
        if (arguments.length == 1) {
            System.out.print(new ResultFile(Map.of(), measure(arguments[0])).text());
            return;
        }
        RequestStream stream = RequestStream.valueOf(arguments[0]);
        String engine = arguments[1];
        List<Size> sizes = RequestStream.sizes().subList(0, Integer.parseInt(arguments[2]));
        if (engine.equals(RequestStream.WARM)) {
            RequestTimes.measure(stream.other().work(sizes), engine);
        }
        RequestStream.Work work = stream.work(sizes);
        RequestTimes times = RequestTimes.measure(work, engine);
        if (arguments[3].equals("1")) {
            work.compare(engine);
        }
        System.out.println(line(times.first()));
        System.out.println(line(times.again()));
    }

    /** The sizes of all requests as the argument of another program. */
    static String sizes() {
        return RequestStream.sizes().stream().map(Size::toString).collect(Collectors.joining(","));
    }

    private static List<Result> measure(String mode) throws IOException, InterruptedException {
        int processes = mode.equals("full") ? 5 : mode.equals("quick") ? 3 : 1;
        int requests = mode.equals("try") ? 3 : RequestStream.sizes().size();
        List<Result> results = new ArrayList<>();
        for (RequestStream stream : RequestStream.values()) {
            List<String> engines =
                    stream.work(RequestStream.sizes().subList(0, 1)).engines();
            for (int process = 1; process <= processes; process++) {
                for (String engine : engines) {
                    measure(stream, engine, requests, process, results);
                }
            }
        }
        return results;
    }

    @SuppressWarnings("SystemOut") // this is how a program says it
    private static void measure(RequestStream stream, String engine, int requests, int process, List<Result> results)
            throws IOException, InterruptedException {
        List<String> lines;
        try {
            lines = ChildProcess.java(
                            StreamTimes.class,
                            List.of(stream.name(), engine, "" + requests, "" + process),
                            Redirect.INHERIT)
                    .lines()
                    .toList();
        } catch (IllegalStateException _) {
            System.err.printf("%s on %s, process %d: %s%n", stream, engine, process, Measure.LEFT_OUT);
            return;
        }
        Map<String, String> params = Map.of("stream", stream.name(), "engine", engine, "process", "" + process);
        results.add(new Result(NAME + ".first", params, "us/op", numbers(lines.getFirst())));
        results.add(new Result(NAME + ".again", params, "us/op", numbers(lines.get(1))));
    }

    private static String line(List<Double> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static List<Double> numbers(String line) {
        return Arrays.stream(line.split(" ")).map(Double::valueOf).toList();
    }
}
