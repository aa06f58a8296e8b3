package org.jdvm.embeddings.tokenizer;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The canonical order of marks.
 *
 * <p>The JDK has no method for combining classes, but its NFD tells of two marks which is first. To normalize a long run of marks by it takes time that
 * grows with the square of their number, which a sort does not.
 */
final class CanonicalOrder {
    /** A mark of the highest class, before which all others are put. */
    private static final int LAST = 0x345;

    private CanonicalOrder() {}

    /** {@return the indices of marks in canonical order} */
    static int[] of(int[] marks) {
        Map<Integer, Integer> ranks = ranks(marks);
        Integer[] order = new Integer[marks.length];
        Arrays.setAll(order, i -> i);
        int start = 0;
        for (int i = 0; i <= marks.length; i++) {
            if (i == marks.length || ranks.get(marks[i]) == 0) {
                Arrays.sort(order, start, i, Comparator.comparingInt(index -> ranks.get(marks[index])));
                start = i + 1;
            }
        }
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }

    /** {@return for each mark 0 if it stays where it is, or a number by which marks are ordered} */
    private static Map<Integer, Integer> ranks(int[] marks) {
        Map<Integer, Integer> ranks = new HashMap<>();
        List<Integer> movable = new ArrayList<>();
        Arrays.stream(marks).distinct().forEach(mark -> {
            ranks.put(mark, 0);
            if (mark == LAST || isAfter(LAST, mark)) {
                movable.add(mark);
            }
        });
        movable.sort((a, b) -> isAfter(a, b) ? 1 : isAfter(b, a) ? -1 : 0);
        int rank = 0;
        for (int i = 0; i < movable.size(); i++) {
            if (i == 0 || isAfter(movable.get(i), movable.get(i - 1))) {
                rank++;
            }
            ranks.put(movable.get(i), rank);
        }
        return ranks;
    }

    private static boolean isAfter(int mark, int other) {
        String pair = Character.toString(mark) + Character.toString(other);
        return !Normalizer.isNormalized(pair, Normalizer.Form.NFD);
    }
}
