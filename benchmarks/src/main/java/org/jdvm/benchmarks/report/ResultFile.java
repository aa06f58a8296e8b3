package org.jdvm.benchmarks.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was measured for a group, as it is kept with the documentation.
 *
 * @param about when, how and where it was measured
 * @param results what was measured
 */
record ResultFile(Map<String, String> about, List<Result> results) {
    private static final JsonFactory JSON = new JsonFactory();

    /** The text of a file, one line a result. */
    String text() throws IOException {
        StringWriter text = new StringWriter();
        text.append("{\"about\":").append(object(about)).append(",\n\"results\":[");
        String separator = "\n";
        for (Result result : results) {
            text.append(separator).append(line(result));
            separator = ",\n";
        }
        return text.append("\n]}\n").toString();
    }

    private static String object(Map<String, String> entries) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(json, entries);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Map<String, String> entries) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }

    private static String line(Result result) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("benchmark", result.benchmark());
            json.writeFieldName("params");
            write(json, new TreeMap<>(result.params()));
            json.writeStringField("unit", result.unit());
            json.writeArrayFieldStart("samples");
            for (double sample : result.samples()) {
                // Six digits are more than the measurement has.
                json.writeNumber(Numbers.rounded(sample, 6));
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    /** Reads the text of a file. */
    static ResultFile parse(String text) throws IOException {
        Map<String, String> about = new LinkedHashMap<>();
        List<Result> results = new ArrayList<>();
        try (JsonParser json = JSON.createParser(text)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "about" -> about.putAll(readObject(json));
                    case "results" -> results.addAll(readResults(json));
                    default -> json.skipChildren();
                }
            }
        }
        return new ResultFile(about, results);
    }

    private static List<Result> readResults(JsonParser json) throws IOException {
        List<Result> results = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            results.add(readResult(json));
        }
        return results;
    }

    private static Result readResult(JsonParser json) throws IOException {
        String benchmark = "";
        String unit = "";
        Map<String, String> params = Map.of();
        List<Double> samples = new ArrayList<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "benchmark" -> benchmark = json.getText();
                case "unit" -> unit = json.getText();
                case "params" -> params = readObject(json);
                case "samples" -> {
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        samples.add(json.getDoubleValue());
                    }
                }
                default -> json.skipChildren();
            }
        }
        return new Result(benchmark, params, unit, samples);
    }

    private static Map<String, String> readObject(JsonParser json) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            entries.put(name, json.getText());
        }
        return entries;
    }
}
