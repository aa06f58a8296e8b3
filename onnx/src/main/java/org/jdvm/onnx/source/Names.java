package org.jdvm.onnx.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Java names from names of a model file. */
final class Names {
    private static final Set<String> RESERVED = Set.of(
            ("abstract assert boolean break byte case catch char class const continue default do double else enum"
                + " extends false final finally float for goto if implements import instanceof int interface long"
                + " native new null package private protected public return short static strictfp super switch"
                + " synchronized this throw throws transient true try void volatile while clone equals finalize"
                + " getClass hashCode notify notifyAll toString wait")
                    .split(" "));

    private Names() {}

    /** {@return the words of a name: letters and digits between other characters; numbers and endings made by exporters are left out} */
    static List<String> words(String name) {
        List<String> words = new ArrayList<>();
        for (String part : name.replaceAll("_output_\\d+$", "").split("[^A-Za-z0-9]+")) {
            String word = part.replaceAll("^\\d+", "");
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    /** {@return words as one name that begins with a small letter; empty if there are none} */
    static String camel(List<String> words) {
        StringBuilder name = new StringBuilder();
        for (String word : words) {
            String plain = word.equals(word.toUpperCase(Locale.ROOT)) ? word.toLowerCase(Locale.ROOT) : word;
            String first = plain.substring(0, 1);
            name.append(name.isEmpty() ? first.toLowerCase(Locale.ROOT) : first.toUpperCase(Locale.ROOT))
                    .append(plain.substring(1));
        }
        return RESERVED.contains(name.toString()) ? name + "Value" : name.toString();
    }

    /** {@return a name that begins with a capital letter} */
    static String capital(String name) {
        return name.isEmpty() ? name : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    /** {@return for each name the fewest of its last words that tell it from the others, as one name} */
    static List<String> distinct(List<String> names) {
        List<List<String>> words = names.stream().map(Names::words).toList();
        int[] used = new int[names.size()];
        Arrays.fill(used, 2);
        List<String> result = new ArrayList<>();
        for (boolean changed = true; changed; ) {
            Map<String, List<Integer>> same = new HashMap<>();
            result.clear();
            for (int i = 0; i < used.length; i++) {
                List<String> all = words.get(i);
                String name = camel(all.subList(Math.max(0, all.size() - used[i]), all.size()));
                result.add(name);
                same.computeIfAbsent(name, _ -> new ArrayList<>()).add(i);
            }
            changed = false;
            for (List<Integer> group : same.values()) {
                for (int i : group.size() > 1 ? group : List.<Integer>of()) {
                    if (used[i] < words.get(i).size()) {
                        used[i]++;
                        changed = true;
                    }
                }
            }
        }
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < result.size(); i++) {
            result.set(i, free(result.get(i).isEmpty() ? "weight" : result.get(i), taken));
        }
        return result;
    }

    /** {@return a name, or with a number if it is taken; it is taken from now on} */
    static String free(String name, Set<String> taken) {
        String free = name;
        for (int i = 2; !taken.add(free); i++) {
            free = name + i;
        }
        return free;
    }

    /** {@return the words that all names begin with, or that most begin with} */
    static List<String> common(List<List<String>> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        List<String> first = names.getFirst();
        int count = first.size();
        for (List<String> name : names) {
            int same = 0;
            while (same < Math.min(count, name.size()) && first.get(same).equals(name.get(same))) {
                same++;
            }
            count = same;
        }
        return first.subList(0, count);
    }
}
