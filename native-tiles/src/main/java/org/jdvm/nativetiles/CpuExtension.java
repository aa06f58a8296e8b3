package org.jdvm.nativetiles;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.EnumSet;
import java.util.Set;

/** What kernels need of a processor and of what its operating system saves of registers. */
enum CpuExtension {
    /** Integers in registers of 256 bits. */
    AVX2,
    /** Dot products of 256 bits with VEX prefixes. */
    AVX_VNNI,
    /** Dot products of 512 bits. */
    AVX512_VNNI;

    /** Bits of the register that says what the operating system saves: SSE and AVX; these, masks, and 512 bits. */
    private static final int SAVES_AVX = 0x06;

    private static final int SAVES_AVX512 = 0xe6;

    /** The numbers that an instruction left in eax, ebx, ecx and edx. */
    private record Leaf(int a, int b, int c, int d) {}

    /** {@return what this processor has, as it says itself}; runs machine code */
    static Set<CpuExtension> read() {
        X86Assembler cpuid = new X86Assembler();
        cpuid.push(GeneralRegister.RBX);
        cpuid.moveLow(GeneralRegister.RAX, GeneralRegister.RSI);
        cpuid.moveLow(GeneralRegister.RCX, GeneralRegister.RDX);
        cpuid.cpuid();
        cpuid.storeLow(CodeAddress.of(GeneralRegister.RDI, 0), GeneralRegister.RAX);
        cpuid.storeLow(CodeAddress.of(GeneralRegister.RDI, 4), GeneralRegister.RBX);
        cpuid.storeLow(CodeAddress.of(GeneralRegister.RDI, 8), GeneralRegister.RCX);
        cpuid.storeLow(CodeAddress.of(GeneralRegister.RDI, 12), GeneralRegister.RDX);
        cpuid.pop(GeneralRegister.RBX);
        cpuid.ret();
        X86Assembler xgetbv = new X86Assembler();
        xgetbv.moveLow(GeneralRegister.RCX, GeneralRegister.RSI);
        xgetbv.xgetbv();
        xgetbv.storeLow(CodeAddress.of(GeneralRegister.RDI, 0), GeneralRegister.RAX);
        xgetbv.ret();
        MemorySegment code = CodeMemory.of(cpuid.bytes());
        Leaf features = run(code, 1, 0);
        if (run(code, 0, 0).a < 7 || !isSet(features.c, 27) || !isSet(features.c, 28)) {
            return Set.of();
        }
        int saved = run(CodeMemory.of(xgetbv.bytes()), 0, 0).a;
        Leaf extended = run(code, 7, 0);
        Set<CpuExtension> found = EnumSet.noneOf(CpuExtension.class);
        boolean hasAvx2 = isSet(extended.b, 5) && (saved & SAVES_AVX) == SAVES_AVX;
        if (hasAvx2) {
            found.add(AVX2);
        }
        if (hasAvx2 && extended.a >= 1 && isSet(run(code, 7, 1).a, 4)) {
            found.add(AVX_VNNI);
        }
        boolean hasAvx512 = isSet(extended.b, 16) && (saved & SAVES_AVX512) == SAVES_AVX512;
        if (hasAvx2 && hasAvx512 && isSet(extended.c, 11)) {
            found.add(AVX512_VNNI);
        }
        return found;
    }

    private static boolean isSet(int bits, int number) {
        return (bits >> number & 1) == 1;
    }

    @SuppressWarnings("restricted") // The code takes these arguments.
    private static Leaf run(MemorySegment code, int leaf, int subleaf) {
        MethodHandle call = Linker.nativeLinker()
                .downcallHandle(
                        code,
                        FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment to = arena.allocate(ValueLayout.JAVA_INT, 4);
            call.invokeExact(to, leaf, subleaf);
            return new Leaf(
                    to.getAtIndex(ValueLayout.JAVA_INT, 0),
                    to.getAtIndex(ValueLayout.JAVA_INT, 1),
                    to.getAtIndex(ValueLayout.JAVA_INT, 2),
                    to.getAtIndex(ValueLayout.JAVA_INT, 3));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
