package org.jdvm.benchmarks.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What takes turns within a run of a benchmark, so that the samples of one run are about several choices of parameters. */
sealed interface Turns {
    /** The parameter that the benchmark has for it. */
    String parameter();

    /** The value of that parameter. */
    String value();

    /** What the samples are about, in order: parameters that replace that one in the results. */
    List<Map<String, String>> choices();

    /** The first ones of them. */
    Turns first(int count);

    /** Which of the choices a sample is about. */
    int of(int sample, int samples);

    /**
     * Each iteration is about another choice, so that all of them run under the same conditions.
     *
     * @param parameter the parameter
     * @param value the word for taking turns
     * @param values the values of the parameter that take turns
     */
    record RoundAndRound(String parameter, String value, List<String> values) implements Turns {
        @Override
        public List<Map<String, String>> choices() {
            return values.stream().map(each -> Map.of(parameter, each)).toList();
        }

        @Override
        public Turns first(int count) {
            // The benchmark knows how many take turns.
            return this;
        }

        @Override
        public int of(int sample, int samples) {
            return sample % values.size();
        }
    }

    /**
     * One choice after another, each for the same number of iterations, as {@code CasesBenchmark} does it.
     *
     * @param names what the numbers in each case are called
     * @param cases the numbers
     */
    record OneByOne(List<String> names, List<List<Integer>> cases) implements Turns {
        /** All choices of one number of each list, the first one changing fastest. */
        static OneByOne all(List<String> names, List<List<Integer>> numbers) {
            List<List<Integer>> cases = List.of(List.of());
            for (List<Integer> before : numbers.reversed()) {
                cases = cases.stream()
                        .flatMap(end -> before.stream()
                                .map(number -> Stream.concat(Stream.of(number), end.stream())
                                        .toList()))
                        .toList();
            }
            return new OneByOne(names, cases);
        }

        @Override
        public String parameter() {
            return "cases";
        }

        @Override
        public String value() {
            return cases.stream()
                    .map(numbers -> numbers.stream().map(String::valueOf).collect(Collectors.joining("x")))
                    .collect(Collectors.joining(" "));
        }

        @Override
        public List<Map<String, String>> choices() {
            return cases.stream()
                    .map(numbers -> IntStream.range(0, names.size())
                            .boxed()
                            .collect(Collectors.toMap(names::get, i -> String.valueOf(numbers.get(i)))))
                    .toList();
        }

        @Override
        public Turns first(int count) {
            return new OneByOne(names, cases.stream().limit(count).toList());
        }

        @Override
        public int of(int sample, int samples) {
            return sample * cases.size() / samples;
        }
    }

    /** Parameters with those of a choice in place of the one for all of them. */
    default Map<String, String> chosen(Map<String, String> params, int choice) {
        Map<String, String> own = new HashMap<>(params);
        own.remove(parameter());
        own.putAll(choices().get(choice));
        return own;
    }
}
