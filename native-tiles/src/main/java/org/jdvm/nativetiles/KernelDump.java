package org.jdvm.nativetiles;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jdvm.tier.DumpFolder;

/** Writes kernels to a folder, if one is asked for: for each its bytes, and a listing of its instructions. */
final class KernelDump {
    private KernelDump() {}

    /** Writes all kernels of an instruction set. */
    static void write(DumpFolder folder, InstructionSet set) {
        if (folder.path() == null) {
            return;
        }
        for (BlockForm form : BlockForm.all(set)) {
            X86Assembler code = form.code();
            String listing = "; %s, %d bytes\n%s".formatted(form, code.bytes().length, code.listing());
            folder.write(name(form) + ".bin", code.bytes());
            folder.write(name(form) + ".txt", listing.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** {@return the name of the files of a kernel, without their ending} */
    static String name(BlockForm form) {
        return "native/%s-%d-rows-%d-panels%s"
                .formatted(
                        form.set().toString().toLowerCase(Locale.ROOT),
                        form.rows(),
                        form.panels(),
                        form.isSigned() ? "-signed" : "");
    }
}
