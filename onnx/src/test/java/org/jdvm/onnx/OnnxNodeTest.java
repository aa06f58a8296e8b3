package org.jdvm.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The node tests of the standard. Their file is looked for in a folder {@code shared/onnx-node} next to the project, or where jdvm.onnx.tests says. */
class OnnxNodeTest {
    /** Tests that do not pass, each with the reason. */
    private static final Map<Pattern, String> EXCEPTIONS = new LinkedHashMap<>();

    static {
        except("test_(adagrad|adam|momentum|nesterov_momentum).*", "training");
        except("test_training_dropout.*", "random numbers");
        except("test_bernoulli.*", "random numbers");
        except("test_ai_onnx_ml_.*", "a domain for trees and maps");
        except("test_image_decoder.*", "image files");
        except("test_tfidfvectorizer.*", "text");
        except("test_(string|strnormalizer|equal_string|regex|label_encoder).*", "text");
        except("test_scan_sum", "Scan of version 8, whose inputs have a batch");
        except("test_attention_.*_(bf16|fp16)(_expanded)?", "each step is rounded to 16 bits there, and to 32 here");
        except("test_dft_inverse(_opset19)?", "what is expected is rounding noise of 2e-7 where the sum is 0");
    }

    private static void except(String names, String reason) {
        EXCEPTIONS.put(Pattern.compile(names), reason);
    }

    private static Path folder() {
        String given = System.getProperty("jdvm.onnx.tests");
        if (given != null) {
            return Path.of(given);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve("shared/onnx-node");
            if (Files.exists(folder.resolve("onnx-node.zip"))) {
                return folder;
            }
        }
        return Path.of("shared/onnx-node");
    }

    @Test
    void everyNodeTestPassesButTheExceptions() throws IOException {
        Path folder = folder();
        Assumptions.assumeTrue(
                Files.exists(folder.resolve("onnx-node.zip")),
                "the node tests of ONNX are not here; put onnx-node.zip into shared/onnx-node next to the project");
        List<String> faults = new ArrayList<>();
        Map<String, int[]> counts = new TreeMap<>();
        int passed = 0;
        int excepted = 0;
        try (NodeTests tests = new NodeTests(folder.resolve("onnx-node.zip"))) {
            Map<String, double[]> tolerances = tests.tolerances(folder.resolve("manifest.json"));
            for (String name : tests.names()) {
                if (EXCEPTIONS.keySet().stream()
                        .anyMatch(pattern -> pattern.matcher(name).matches())) {
                    excepted++;
                    continue;
                }
                double[] tolerance = tolerances.getOrDefault(name, new double[] {1e-3, 1e-7});
                String fault;
                try {
                    fault = tests.run(name, tolerance[0], tolerance[1]);
                } catch (RuntimeException e) {
                    fault = e.toString();
                }
                String operator = name.replaceFirst("test_", "").replaceFirst("_.*", "");
                int[] count = counts.computeIfAbsent(operator, _ -> new int[2]);
                count[1]++;
                if (fault == null) {
                    count[0]++;
                    passed++;
                } else {
                    faults.add(name + ": " + fault);
                }
            }
            StringBuilder table = new StringBuilder("ONNX node tests: passed of all, by the first word of the name\n");
            counts.forEach((operator, count) -> table.append("%s %d/%d  ".formatted(operator, count[0], count[1])));
            System.out.println(table);
            System.out.printf(
                    "%d of %d pass, %d are exceptions%n", passed, tests.names().size(), excepted);
            assertTrue(passed + excepted > 0, "no tests in " + folder);
        }
        assertEquals(List.of(), faults);
    }
}
