package org.jdvm.exec.gemm;

/** Offers ways to multiply 8-bit integers and bfloat16 numbers; found through {@link java.util.ServiceLoader}. */
public interface IntegerTilesProvider {
    /** {@return what there is on this host, tested} Called once, in the background. */
    Offer offer();

    /**
     * {@return what there is for bfloat16 numbers, tested} Called once, by the first product of them, which waits. The order of a sum does not depend on the
     * rows and columns of a block.
     */
    Offer offerFloats();

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
