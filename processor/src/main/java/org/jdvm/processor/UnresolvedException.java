package org.jdvm.processor;

/** Says that the source has a name without meaning: wrong, or generated in a later round. The compiler reports it if it stays so. */
final class UnresolvedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnresolvedException(String name) {
        super(name);
    }
}
