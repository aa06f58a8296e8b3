package org.jdvm.onnx.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jdvm.JdvmException;
import org.jdvm.onnx.proto.ValueInfoProto;

/** The symbols in the sizes of a model's inputs, and which values they have in each trace. */
final class TraceSizes {
    /** How many traces there are: expressions found from two must hold in all. */
    static final int TRACES = 6;

    /** Values without common structure: all remainders, no multiple of another one. */
    private static final int[] PLAIN = {
        37, 58, 91, 76, 113, 134, 83, 149, 62, 127, 95, 44, 71, 101, 139, 86, 53, 118, 109, 47, 74, 131, 97, 65
    };

    /** What {@link #PLAIN} is multiplied with, and the divisor before that; what a model refuses is tried at the next. */
    private static final int[][] SCHEMES = {{1, 1}, {32, 9}, {1, 4}, {64, 1}, {1, 9}};

    /** {@return how many choices of sizes there are} */
    static int schemes() {
        return SCHEMES.length;
    }

    private final List<List<String>> dims = new ArrayList<>();
    private final Map<String, long[]> symbols = new LinkedHashMap<>();

    /**
     * Chooses sizes.
     *
     * @param inputs the inputs of the model
     * @param given sizes that are constants in the source, by the name of the symbol
     * @param scheme which choice
     */
    TraceSizes(List<ValueInfoProto> inputs, Map<String, Integer> given, int scheme) {
        Map<String, Integer> unused = new LinkedHashMap<>(given);
        Set<String> named = new LinkedHashSet<>();
        for (ValueInfoProto input : inputs) {
            List<String> sizes = input.dims();
            if (sizes == null) {
                throw new JdvmException(
                        "input '%s' has no rank in the file, which source code needs".formatted(input.name()));
            }
            List<String> chosen = new ArrayList<>();
            for (int axis = 0; axis < sizes.size(); axis++) {
                String name = symbol(input, axis);
                if (isNumber(name)) {
                    chosen.add(name);
                    continue;
                }
                String ofFile = sizes.get(axis);
                named.add(ofFile.isEmpty() ? name : ofFile);
                Integer fixed = given.getOrDefault(ofFile, given.get(name));
                unused.remove(ofFile);
                unused.remove(name);
                chosen.add(fixed == null ? name : fixed.toString());
                if (fixed == null && !symbols.containsKey(name)) {
                    symbols.put(name, values(symbols.size(), scheme));
                }
            }
            dims.add(chosen);
        }
        if (!unused.isEmpty()) {
            throw new JdvmException("there is no size '%s'; the inputs have %s"
                    .formatted(unused.keySet().iterator().next(), named));
        }
        given.forEach((name, size) -> {
            if (size < 0) {
                throw new JdvmException("size '%s' is %d; at least 0 is expected".formatted(name, size));
            }
        });
    }

    private static long[] values(int symbol, int scheme) {
        long[] values = new long[TRACES];
        for (int trace = 0; trace < TRACES; trace++) {
            int plain = PLAIN[(trace + 5 * symbol + (symbol / 4)) % PLAIN.length];
            values[trace] = Math.max(2, (long) SCHEMES[scheme][0] * Math.ceilDiv(plain, SCHEMES[scheme][1]));
        }
        return values;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(Character::isDigit);
    }

    /** A name of the file without numbers where a word is known; axes of images have their usual names. */
    private static String symbol(ValueInfoProto input, int axis) {
        List<String> sizes = input.dims();
        String name = sizes == null ? "" : sizes.get(axis);
        if (isNumber(name)) {
            return name;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        boolean isWord =
                !name.isEmpty() && !lower.contains("dynamic") && !lower.contains("unk") && !lower.contains("?");
        if (isWord) {
            String shortened = Names.camel(Names.words(name.replaceAll("(?i)_?(size|length|len)$", "")));
            String camel = shortened.isEmpty() ? Names.camel(Names.words(name)) : shortened;
            if (!camel.isEmpty()) {
                return camel;
            }
        }
        if (sizes != null && sizes.size() == 4) {
            return List.of("batch", "channels", "height", "width").get(axis);
        }
        return axis == 0 ? "batch" : Names.camel(Names.words(input.name())) + "Dim" + axis;
    }

    /** {@return the symbols and their values} */
    Map<String, long[]> symbols() {
        return symbols;
    }

    /** {@return the sizes of an input: numbers and symbols} */
    List<String> dims(int input) {
        return dims.get(input);
    }

    /** {@return the sizes of an input in a trace} */
    int[] sizes(int input, int trace) {
        return dims.get(input).stream()
                .mapToInt(dim -> isNumber(dim) ? Integer.parseInt(dim) : (int) symbols.get(dim)[trace])
                .toArray();
    }
}
