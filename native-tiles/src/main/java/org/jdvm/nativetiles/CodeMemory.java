package org.jdvm.nativetiles;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Memory with machine code on Linux: it can be written first and run afterwards, never both. */
final class CodeMemory {
    // Constants of sys/mman.h on x86-64.
    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int PROT_EXEC = 4;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final long MAP_FAILED = -1;

    private CodeMemory() {}

    /**
     * {@return executable memory that holds some code; it is unmapped when nothing refers to it any more}
     *
     * @throws IllegalStateException if the operating system refuses such memory
     */
    static MemorySegment of(byte[] code) {
        long size = code.length;
        try {
            MemorySegment address = (MemorySegment) function(
                            "mmap",
                            FunctionDescriptor.of(
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_LONG))
                    .invokeExact(MemorySegment.NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
            if (address.address() == MAP_FAILED) {
                throw new IllegalStateException("mmap refused %d bytes".formatted(size));
            }
            MemorySegment memory = sized(address, size);
            MemorySegment.copy(code, 0, memory, ValueLayout.JAVA_BYTE, 0, code.length);
            int result = (int) function(
                            "mprotect",
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_INT))
                    .invokeExact(memory, size, PROT_READ | PROT_EXEC);
            if (result != 0) {
                throw new IllegalStateException("mprotect refused executable memory");
            }
            return memory;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("restricted") // The size is the one that was asked for.
    private static MemorySegment sized(MemorySegment address, long size) {
        MethodHandle unmap = function(
                "munmap", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
        return address.reinterpret(size, Arena.ofAuto(), memory -> unmap(unmap, memory, size));
    }

    private static void unmap(MethodHandle unmap, MemorySegment memory, long size) {
        try {
            int _ = (int) unmap.invokeExact(memory, size);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("restricted") // The types are those of the manual pages.
    private static MethodHandle function(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }
}
