package org.jdvm.bytecode.verify;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.text.Assembler;
import org.jdvm.bytecode.text.Disassembler;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.machine.NpuSpec;

/**
 * Programs as bytes, to be stored and run elsewhere.
 *
 * <p>Big-endian: the letters {@code JDVM}, the version of the format and the number of bytes of the contents, 4 bytes each; the
 * contents; their CRC-32C. The contents are those of {@link Program} in the order of its components; a list begins with
 * its size and a text with the number of its bytes in UTF-8. The machine and the scalars are in text form.
 */
public final class ProgramFile {
    private static final int MAGIC = 'J' << 24 | 'D' << 16 | 'V' << 8 | 'M';
    private static final int VERSION = 2;
    private static final int HEADER_BYTES = 3 * Integer.BYTES;

    private ProgramFile() {}

    /**
     * {@return a program as bytes}
     *
     * @param program the program
     */
    public static byte[] toBytes(Program program) {
        byte[] contents = contents(program);
        return ByteBuffer.allocate(HEADER_BYTES + contents.length + Integer.BYTES)
                .putInt(MAGIC)
                .putInt(VERSION)
                .putInt(contents.length)
                .put(contents)
                .putInt(checksum(contents, 0, contents.length))
                .array();
    }

    /**
     * {@return the verified program that a file holds, as bytes or as text}
     *
     * @param file the contents of the file: what {@link #toBytes} gave, or text in UTF-8 as {@link Disassembler} prints it
     * @throws BytecodeException if they are neither, damaged, or the program cannot be verified
     */
    public static Program load(byte[] file) {
        Program program = isText(file) ? Assembler.parse(new String(file, StandardCharsets.UTF_8)) : fromBytes(file);
        Verifier.verify(program);
        return program;
    }

    private static boolean isText(byte[] file) {
        for (byte b : file) {
            if (b == 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * {@return the program that bytes hold; it has not been verified}
     *
     * @param bytes what {@link #toBytes} gave
     * @throws BytecodeException if they are something else, cut short or damaged
     */
    public static Program fromBytes(byte[] bytes) {
        if (bytes.length < HEADER_BYTES) {
            throw new BytecodeException(
                    "a program has at least " + HEADER_BYTES + " bytes, but there are " + bytes.length);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int magic = in.getInt();
        if (magic != MAGIC) {
            throw new BytecodeException(
                    "a program begins with the bytes " + hex(MAGIC) + " (JDVM), but these with " + hex(magic));
        }
        int version = in.getInt();
        if (version != VERSION) {
            throw new BytecodeException("programs of format version " + VERSION + " can be read, not of " + version);
        }
        int length = in.getInt();
        long total = (long) HEADER_BYTES + length + Integer.BYTES;
        if (length < 0 || total != bytes.length) {
            throw new BytecodeException("the program should have " + total + " bytes, but there are " + bytes.length);
        }
        int checksum = checksum(bytes, HEADER_BYTES, length);
        int expected = in.getInt(HEADER_BYTES + length);
        if (checksum != expected) {
            throw new BytecodeException(
                    "the program is damaged: its checksum should be " + hex(expected) + ", but is " + hex(checksum));
        }
        in.limit(HEADER_BYTES + length);
        try {
            Program program = program(in);
            if (in.hasRemaining()) {
                throw new BytecodeException("the program's contents end " + in.remaining() + " bytes early");
            }
            return program;
        } catch (BufferUnderflowException _) {
            throw new BytecodeException("the program's contents end too early");
        }
    }

    private static byte[] contents(Program program) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            text(out, program.name());
            text(out, program.machine().toString());
            out.writeInt(program.words().length);
            for (long word : program.words()) {
                out.writeLong(word);
            }
            out.writeInt(program.buffers().size());
            for (BufferSlot buffer : program.buffers()) {
                text(out, buffer.name());
                out.writeByte(buffer.role().ordinal());
                out.writeByte(buffer.type().ordinal());
                out.writeLong(buffer.elements());
            }
            out.writeInt(program.scalars().size());
            for (ScalarExpr scalar : program.scalars()) {
                text(out, scalar.toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Program program(ByteBuffer in) {
        String name = text(in);
        NpuSpec machine = parsed("machine", text(in), NpuSpec::parse);
        long[] words = new long[size(in, "words", Long.BYTES)];
        for (int i = 0; i < words.length; i++) {
            words[i] = in.getLong();
        }
        int count = size(in, "buffers", 1);
        List<BufferSlot> buffers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            buffers.add(new BufferSlot(
                    text(in),
                    one(BufferSlot.Role.values(), in, "role of buffer " + i),
                    one(DType.values(), in, "type of buffer " + i),
                    in.getLong()));
        }
        int scalarCount = size(in, "scalar slots", Integer.BYTES);
        List<ScalarExpr> scalars = new ArrayList<>(scalarCount);
        for (int i = 0; i < scalarCount; i++) {
            scalars.add(parsed("scalar s" + i, text(in), ScalarExpr::parse));
        }
        return new Program(name, machine, words, buffers, scalars);
    }

    private static <T> T parsed(String what, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new BytecodeException("the program's " + what + " is not one: " + e.getMessage());
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[size(in, "bytes of a name", 1)];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Reads the size of something that follows; refuses more than there is room for. */
    private static int size(ByteBuffer in, String what, int bytes) {
        int size = in.getInt();
        if (size < 0 || size > in.remaining() / bytes) {
            throw new BytecodeException(
                    "the program should have " + size + " " + what + ", but only " + in.remaining() + " bytes follow");
        }
        return size;
    }

    private static <T> T one(T[] values, ByteBuffer in, String what) {
        int number = in.get();
        if (number < 0 || number >= values.length) {
            throw new BytecodeException(what + ": expected 0 to " + (values.length - 1) + ", found " + number);
        }
        return values[number];
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, from, length);
        return (int) checksum.getValue();
    }

    private static String hex(int number) {
        return "0x" + Integer.toHexString(number);
    }
}
