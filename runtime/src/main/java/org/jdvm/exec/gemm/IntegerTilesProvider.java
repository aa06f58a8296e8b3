package org.jdvm.exec.gemm;

/** Offers a way to multiply 8-bit integers; found through {@link java.util.ServiceLoader}. */
public interface IntegerTilesProvider {
    /** {@return what there is on this host, tested} Called once, in the background. */
    Offer offer();

    /** What a provider has. */
    sealed interface Offer {
        /**
         * A way that can be used from now on.
         *
         * @param tiles multiplies
         * @param description how, in a few words
         */
        record Ready(IntegerTiles tiles, String description) implements Offer {}

        /**
         * Nothing for this host.
         *
         * @param reason why, and what would change that
         */
        record Refused(String reason) implements Offer {}
    }
}
