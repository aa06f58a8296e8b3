package org.jdvm.testing;

import org.jdvm.machine.NpuSpec;

/** Machines of tests. None waits for work to be large before it is shared by all cores. */
public final class Machines {
    private Machines() {}

    /** A plain one. */
    public static NpuSpec plain(int cores) {
        return new NpuSpec("test", cores, 65536, 64, 8192, 8, 12, 32, 0);
    }

    /** Small tensors take many tiles and segments here, and events run short. */
    public static NpuSpec tiny(int cores) {
        return new NpuSpec("tiny", cores, 8 << 10, 64, 256, 2, 12, 32, 0);
    }

    /** Nearly everything is cut into tiles and segments here. */
    public static NpuSpec tiniest(int cores) {
        return new NpuSpec("tiniest", cores, 2048, 32, 128, 2, 4, 16, 0);
    }

    /** Holds four rows of some 40 keys, with vectors of 256 bits. */
    public static NpuSpec fewKeys(int cores) {
        return new NpuSpec("few keys", cores, 2048, 32, 512, 4, 4, 16, 0);
    }

    /** Holds few keys, with vectors of 512 bits. */
    public static NpuSpec moreKeys(int cores) {
        return new NpuSpec("more keys", cores, 4096, 64, 512, 4, 4, 16, 0);
    }
}
