package org.jdvm.asm;

import java.nio.charset.StandardCharsets;
import org.jdvm.tier.DumpFolder;

/**
 * Writes class files to a folder, if one is asked for, each with the bytecode listing that is its source file and its methods as
 * Java-like text.
 */
final class Dump {
    /** The ending of listings. */
    static final String LISTING = ".dvm";

    private final DumpFolder folder;

    Dump(DumpFolder folder) {
        this.folder = folder;
    }

    void write(String className, Listing listing, SectionClassWriter.Written written) {
        folder.write(className + ".class", written.bytes());
        folder.write(className + LISTING, listing.toString().getBytes(StandardCharsets.UTF_8));
        folder.write(className + ".txt", written.text().getBytes(StandardCharsets.UTF_8));
    }
}
