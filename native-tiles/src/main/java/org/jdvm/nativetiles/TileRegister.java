package org.jdvm.nativetiles;

/** One of eight registers of up to 16 rows of up to 64 bytes. */
record TileRegister(int number) {
    TileRegister {
        if (number < 0 || number > 7) {
            throw new IllegalArgumentException("there are 8 tiles, and none is number " + number);
        }
    }

    @Override
    public String toString() {
        return "tmm" + number;
    }
}
