package org.jdvm.nativetiles;

/** A vector register. */
sealed interface VectorRegister {
    int number();

    /** A register of 256 bits, one of the 16 that VEX prefixes reach. */
    record Ymm(int number) implements VectorRegister {
        public Ymm {
            check(number, 16);
        }

        @Override
        public String toString() {
            return "ymm" + number;
        }
    }

    /** A register of 512 bits, one of 32. */
    record Zmm(int number) implements VectorRegister {
        public Zmm {
            check(number, 32);
        }

        @Override
        public String toString() {
            return "zmm" + number;
        }
    }

    private static void check(int number, int count) {
        if (number < 0 || number >= count) {
            throw new IllegalArgumentException(
                    "there are %d registers, and none is number %d".formatted(count, number));
        }
    }
}
