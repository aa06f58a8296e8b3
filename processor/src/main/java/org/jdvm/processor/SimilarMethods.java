package org.jdvm.processor;

import static java.util.Map.entry;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdvm.ir.TensorMethod;

/** The methods of tensors that are meant where a name is misspelled, or is that of another library. */
final class SimilarMethods {
    private static final int MOST_CHANGES = 2;
    private static final int SHORT_NAME = 4;

    /** Names of PyTorch and NumPy, in lower case without underscores. */
    static final Map<String, String> ELSEWHERE = Map.ofEntries(
            entry("amax", "max"),
            entry("amin", "min"),
            entry("astype", "cast"),
            entry("bmm", "matmul"),
            entry("cat", "concat"),
            entry("chunk", "slice"),
            entry("expand", "broadcastTo"),
            entry("flatten", "reshape"),
            entry("indexselect", "gather"),
            entry("maskedfill", "select"),
            entry("mm", "matmul"),
            entry("moveaxis", "permute"),
            entry("narrow", "slice"),
            entry("split", "slice"),
            entry("stack", "concat"),
            entry("swapaxes", "permute"),
            entry("to", "cast"),
            entry("unsqueeze", "expandDims"),
            entry("view", "reshape"),
            entry("where", "select"));

    private SimilarMethods() {}

    /** The end of a message about a method that tensors do not have; empty if none is similar. */
    static String hint(String name) {
        String plain = plain(name);
        return Optional.ofNullable(ELSEWHERE.get(plain))
                .or(() -> TensorMethod.all().keySet().stream()
                        .filter(method -> changes(plain, plain(method)) <= allowed(plain))
                        .min(Comparator.comparingInt((String method) -> changes(plain, plain(method)))
                                .thenComparing(method -> method)))
                .map(method -> " (did you mean '" + method + "'?)")
                .orElse("");
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "");
    }

    /** Short names are similar to too many others. */
    private static int allowed(String name) {
        return name.length() < SHORT_NAME ? 0 : name.length() == SHORT_NAME ? 1 : MOST_CHANGES;
    }

    /** Letters to insert, remove or replace. */
    private static int changes(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
