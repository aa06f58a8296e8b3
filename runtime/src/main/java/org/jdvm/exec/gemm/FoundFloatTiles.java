package org.jdvm.exec.gemm;

import java.lang.System.Logger.Level;
import org.jdvm.exec.gemm.IntegerTilesProvider.Offer;
import org.jspecify.annotations.Nullable;

/**
 * The way to multiply bfloat16 numbers that was found for this process. Its sums differ in their last bits from those of Java code; so it is looked for by
 * the first product, which waits, and all products of a process go the same way.
 */
public final class FoundFloatTiles {
    private static final String JAVA = "products of bfloat16 numbers are computed by Java code";

    private record Found(@Nullable IntegerTiles tiles, String description) {}

    /** Found when it is first used. */
    private static final class Holder {
        static final Found FOUND = find();
    }

    private FoundFloatTiles() {}

    /** {@return the way; null if there is none} */
    public static @Nullable IntegerTiles get() {
        return Holder.FOUND.tiles;
    }

    /** {@return which way is taken and why, in one line} */
    public static String description() {
        return Holder.FOUND.description;
    }

    private static Found find() {
        Found found = search();
        System.getLogger(FoundFloatTiles.class.getName()).log(Level.INFO, found.description);
        return found;
    }

    private static Found search() {
        if (FoundTiles.areOff()) {
            return new Found(null, JAVA + ": native tiles are switched off by -D" + FoundTiles.PROPERTY + "=off");
        }
        try {
            IntegerTilesProvider provider = FoundTiles.provider();
            if (provider == null) {
                return new Found(null, JAVA + ": the module jdvm-native-tiles is not there");
            }
            return switch (provider.offerFloats()) {
                case Offer.Ready(IntegerTiles tiles, String how) ->
                    new Found(tiles, "products of bfloat16 numbers are computed by native tiles (%s)".formatted(how));
                case Offer.Refused(String reason) -> new Found(null, JAVA + ", not by native tiles: " + reason);
            };
        } catch (Exception | LinkageError e) {
            return new Found(null, JAVA + ": native tiles failed, " + e);
        }
    }
}
