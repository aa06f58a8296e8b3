package org.jdvm.examples.text;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Made-up texts of mixed lengths, the same for the same seed. */
public final class MixedTexts {
    private static final int SHORTEST = 3;
    private static final int LONGEST = 60;

    private static final List<String> WORDS = List.of("""
        the of and to in is that for it as was with be by on not this are from or have an they which one were
        all there would their we him been has when who will more no if out so said what up its about into than
        river mountain invoice payment goalkeeper photosynthesis violin satellite bread kernel tensor matrix
        compiler Zürich café naïve résumé München 42 1,024 2026 3.14 v2.0 e-mail state-of-the-art don't
        unbelievable internationalisation electroencephalography ribonucleic thunderstorm archipelago
        orders, shipped, returned; however: (see) "quoted" end. why? stop! 日本 Привет ελληνικά
        """.strip().split("\\s+"));

    private MixedTexts() {}

    /**
     * {@return a text of 3 to 60 words} It begins with its number, so no two are equal.
     *
     * @param seed of all texts
     * @param number of this one
     */
    public static String text(long seed, long number) {
        SplittableRandom random = new SplittableRandom(seed ^ number * 0x9E3779B97F4A7C15L);
        StringBuilder text = new StringBuilder(Long.toString(number));
        for (int words = random.nextInt(SHORTEST, LONGEST + 1); words > 1; words--) {
            text.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return text.toString();
    }

    /**
     * {@return texts one after another, from number 0 on}
     *
     * @param seed of all texts
     * @param count how many
     */
    public static Stream<String> of(long seed, long count) {
        return LongStream.range(0, count).mapToObj(number -> text(seed, number));
    }
}
