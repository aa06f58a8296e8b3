package org.jdvm.examples.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.text.Disassembler;
import org.jdvm.bytecode.verify.ProgramFile;
import org.jdvm.examples.io.InputException;

/** Programs in files: read and verified, and written. */
final class ProgramFiles {
    private static final String TEXT = ".txt";

    private ProgramFiles() {}

    /** Reads and verifies a program, in bytes or as text. */
    static Program load(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read: " + e, e);
        }
        try {
            return ProgramFile.load(bytes);
        } catch (BytecodeException e) {
            String rule = e.rule().map(broken -> " (rule: " + broken + ")").orElse("");
            throw new InputException(file + ": " + e.getMessage() + rule, e);
        }
    }

    /** Writes a program, as text if the file's name says so. */
    static void save(Path file, Program program) {
        boolean isText = file.toString().endsWith(TEXT);
        try {
            Files.write(
                    file,
                    isText
                            ? Disassembler.print(program).getBytes(StandardCharsets.UTF_8)
                            : ProgramFile.toBytes(program));
        } catch (IOException e) {
            throw new InputException(file + ": cannot be written: " + e, e);
        }
    }
}
