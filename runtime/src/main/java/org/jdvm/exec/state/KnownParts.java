package org.jdvm.exec.state;

import java.util.Arrays;

/** The parts of memory that a core has packed or copied: what it stores there later makes them unknown. */
public final class KnownParts {
    private KnownPart[] parts = {};

    /** {@return one more part, of which nothing is known yet} */
    public KnownPart add() {
        KnownPart part = new KnownPart();
        parts = Arrays.copyOf(parts, parts.length + 1);
        parts[parts.length - 1] = part;
        return part;
    }

    /** Forgets what was packed from elements of an array that change: those from {@code first} to {@code last}, perhaps. */
    public void written(Object array, long first, long last) {
        for (KnownPart part : parts) {
            part.written(array, first, last);
        }
    }
}
