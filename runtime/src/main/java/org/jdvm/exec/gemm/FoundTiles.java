package org.jdvm.exec.gemm;

import java.lang.System.Logger.Level;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdvm.exec.gemm.IntegerTilesProvider.Offer;
import org.jdvm.tier.Daemon;
import org.jspecify.annotations.Nullable;

/** The way to multiply 8-bit integers that was found for this process; until it is ready, and where there is none, Java code does it. */
public final class FoundTiles {
    /** The system property that is {@code off} where nothing is to be looked for. */
    public static final String PROPERTY = "jdvm.nativeTiles";

    private static final String OFF = "off";
    private static final AtomicBoolean IS_ASKED = new AtomicBoolean();
    private static final CountDownLatch DONE = new CountDownLatch(1);
    private static final Daemon.Trouble TROUBLE = new Daemon.Trouble(
            FoundTiles.class, "products of 8-bit integers are computed by Java code: native tiles failed");

    private static volatile @Nullable IntegerTiles tiles;
    private static volatile String description = "products of 8-bit integers are computed by Java code";

    private FoundTiles() {}

    /** {@return the way, if it is ready; the first call looks for one, in the background} */
    public static @Nullable IntegerTiles ready() {
        IntegerTiles ready = tiles;
        if (ready == null && !IS_ASKED.get() && IS_ASKED.compareAndSet(false, true)) {
            Daemon.create("jdvm-native-tiles", FoundTiles::find).start();
        }
        return ready;
    }

    /** {@return whether there is a way; waits until that is known} */
    public static boolean isFound() {
        description();
        return tiles != null;
    }

    /** {@return which way is taken and why, in one line; waits until that is known} */
    public static String description() {
        ready();
        try {
            DONE.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return description;
    }

    static boolean areOff() {
        return OFF.equals(System.getProperty(PROPERTY));
    }

    static @Nullable IntegerTilesProvider provider() {
        return ServiceLoader.load(IntegerTilesProvider.class, IntegerTilesProvider.class.getClassLoader())
                .findFirst()
                .orElse(null);
    }

    private static void find() {
        try {
            if (areOff()) {
                description += ": native tiles are switched off by -D" + PROPERTY + "=" + OFF;
                return;
            }
            IntegerTilesProvider provider = provider();
            if (provider == null) {
                description += ": the module jdvm-native-tiles is not there";
                return;
            }
            switch (provider.offer()) {
                case Offer.Ready(IntegerTiles found, String how) -> {
                    description =
                            "products of 8-bit integers are computed by native tiles (%s)%s; -D%s=%s is for Java code"
                                    .formatted(how, IntegerWays.exceptions(), PROPERTY, OFF);
                    tiles = found;
                }
                case Offer.Refused(String reason) -> description += ", not by native tiles: " + reason;
            }
            System.getLogger(FoundTiles.class.getName()).log(Level.INFO, description);
        } catch (Throwable e) {
            description += ": native tiles failed, " + e;
            TROUBLE.log(e);
        } finally {
            DONE.countDown();
        }
    }
}
