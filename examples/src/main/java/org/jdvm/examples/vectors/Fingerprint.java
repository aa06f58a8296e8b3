package org.jdvm.examples.vectors;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jdvm.examples.io.InputFiles;

/**
 * What a file of texts holds, read in one pass.
 *
 * @param sha256 the digest of its bytes
 * @param lines how many lines it has; the last one may lack its line feed
 */
public record Fingerprint(String sha256, long lines) {
    /**
     * Reads a file.
     *
     * @param path the file
     * @return what it holds
     */
    public static Fingerprint ofTexts(Path path) {
        MessageDigest digest = newDigest();
        long lines = 0;
        byte last = '\n';
        try (InputStream in = InputFiles.open(path, "text file")) {
            byte[] block = new byte[1 << 16];
            for (int read = in.read(block); read > 0; read = in.read(block)) {
                digest.update(block, 0, read);
                for (int i = 0; i < read; i++) {
                    lines += block[i] == '\n' ? 1 : 0;
                }
                last = block[read - 1];
            }
        } catch (IOException e) {
            throw InputFiles.unreadable(path, "text file", e);
        }
        return new Fingerprint(HexFormat.of().formatHex(digest.digest()), last == '\n' ? lines : lines + 1);
    }

    /** {@return the digest of some bytes, which keep their position} */
    public static String of(ByteBuffer bytes) {
        MessageDigest digest = newDigest();
        digest.update(bytes.duplicate());
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
