package org.jdvm.embeddings.tokenizer;

import java.text.Normalizer;

/** Steps that map code points, each by itself. */
enum CodePointStep implements NormalizerStep {
    /** Removes controls; white space becomes blanks. */
    CLEAN {
        @Override
        void map(AlignedText from, int codePoint, int start, int end, AlignedText to) {
            if (!CodePoints.is(codePoint, CodePoints.REMOVED)) {
                to.add(CodePoints.is(codePoint, CodePoints.SPACE) ? ' ' : codePoint, start, end);
            }
        }
    },
    /** Blanks around ideographs. */
    SEPARATE_HAN {
        @Override
        void map(AlignedText from, int codePoint, int start, int end, AlignedText to) {
            if (CodePoints.is(codePoint, CodePoints.HAN)) {
                to.add(' ', start, end);
                to.add(codePoint, start, end);
                to.add(' ', start, end);
            } else {
                to.add(codePoint, start, end);
            }
        }
    },
    /** Canonical decomposition. */
    DECOMPOSE {
        @Override
        void map(AlignedText from, int codePoint, int start, int end, AlignedText to) {
            if (codePoint < FIRST_DECOMPOSED) {
                to.add(codePoint, start, end);
                return;
            }
            String parts = CodePoints.decomposed(codePoint);
            for (int i = 0; i < parts.length(); ) {
                int part = parts.codePointAt(i);
                to.add(part, start, end);
                i += Character.charCount(part);
            }
        }

        @Override
        public AlignedText apply(AlignedText from) {
            AlignedText to = super.apply(from);
            int first = -1;
            for (int at = 0; at <= to.length(); ) {
                int codePoint = at < to.length() ? to.codePoint(at) : 0;
                if (codePoint < FIRST_DECOMPOSED || !CodePoints.mayMove(codePoint)) {
                    reorder(to, first, at);
                    first = -1;
                } else if (first < 0) {
                    first = at;
                }
                at += Character.charCount(codePoint);
            }
            return to;
        }
    },
    /** Removes nonspacing marks. */
    REMOVE_MARKS {
        @Override
        void map(AlignedText from, int codePoint, int start, int end, AlignedText to) {
            if (!CodePoints.is(codePoint, CodePoints.MARK)) {
                to.add(codePoint, start, end);
            }
        }
    },
    /** Removes marks of all kinds. */
    STRIP_ACCENTS {
        @Override
        void map(AlignedText from, int codePoint, int start, int end, AlignedText to) {
            if (!CodePoints.is(codePoint, CodePoints.ACCENT)) {
                to.add(codePoint, start, end);
            }
        }
    },
    /** Lower case, of each code point alone. */
    LOWERCASE {
        @Override
        void map(AlignedText from, int codePoint, int start, int end, AlignedText to) {
            if (codePoint == CAPITAL_I_WITH_DOT) {
                to.add('i', start, end);
                to.add(DOT_ABOVE, start, end);
            } else {
                to.add(CodePoints.lower(codePoint), start, end);
            }
        }
    };

    /** Below it no code point is changed by NFD. */
    private static final int FIRST_DECOMPOSED = 0xc0;

    private static final int CAPITAL_I_WITH_DOT = 0x130;
    private static final int DOT_ABOVE = 0x307;

    /** Adds what becomes of a code point. */
    abstract void map(AlignedText from, int codePoint, int start, int end, AlignedText to);

    @Override
    public AlignedText apply(AlignedText from) {
        AlignedText to = new AlignedText(from.length() + 16);
        for (int at = 0; at < from.length(); ) {
            int codePoint = from.codePoint(at);
            int next = at + Character.charCount(codePoint);
            map(from, codePoint, from.start(at), from.end(at), to);
            at = next;
        }
        return to;
    }

    /**
     * Puts a run of marks into canonical order.
     *
     * <p>Places in the source follow the rule of the reference: a mark that begins what its code point of the source became takes the next place,
     * any other has the place of the mark before it.
     */
    private static void reorder(AlignedText text, int from, int to) {
        if (from < 0 || to - from < 2) {
            return;
        }
        String run = new String(text.chars(), from, to - from);
        if (Normalizer.isNormalized(run, Normalizer.Form.NFD)) {
            return;
        }
        int[] codePoints = run.codePoints().toArray();
        int[] order = CanonicalOrder.of(codePoints);
        boolean[] begins = new boolean[codePoints.length];
        int[] starts = new int[codePoints.length];
        int[] ends = new int[codePoints.length];
        int places = 0;
        int at = from;
        for (int i = 0; i < codePoints.length; i++) {
            begins[i] = at == 0 || text.start(at - 1) != text.start(at);
            if (begins[i]) {
                starts[places] = text.start(at);
                ends[places++] = text.end(at);
            }
            at += Character.charCount(codePoints[i]);
        }
        int start = from == 0 ? 0 : text.start(from - 1);
        int end = from == 0 ? 0 : text.end(from - 1);
        int next = 0;
        at = from;
        for (int index : order) {
            if (begins[index]) {
                start = starts[next];
                end = ends[next++];
            }
            text.replace(at, Character.toString(codePoints[index]), start, end);
            at += Character.charCount(codePoints[index]);
        }
    }
}
