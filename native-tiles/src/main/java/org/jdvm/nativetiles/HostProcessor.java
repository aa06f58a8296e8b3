package org.jdvm.nativetiles;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The processor of this machine, under Linux on x86-64; asked by machine code. */
final class HostProcessor implements CpuExtension.Processor {
    /** Constants of asm/unistd.h and asm/prctl.h on x86-64. */
    private static final long SYS_ARCH_PRCTL = 158;

    private static final long ARCH_REQ_XCOMP_PERM = 0x1023;

    /** The number of the state that tiles are. */
    private static final long TILE_DATA = 18;

    private final MemorySegment cpuid = CodeMemory.of(cpuid());
    private final MemorySegment xgetbv = CodeMemory.of(xgetbv());

    private static byte[] cpuid() {
        X86Assembler code = new X86Assembler();
        code.push(GeneralRegister.RBX);
        code.moveLow(GeneralRegister.RAX, GeneralRegister.RSI);
        code.moveLow(GeneralRegister.RCX, GeneralRegister.RDX);
        code.cpuid();
        code.storeLow(CodeAddress.of(GeneralRegister.RDI, 0), GeneralRegister.RAX);
        code.storeLow(CodeAddress.of(GeneralRegister.RDI, 4), GeneralRegister.RBX);
        code.storeLow(CodeAddress.of(GeneralRegister.RDI, 8), GeneralRegister.RCX);
        code.storeLow(CodeAddress.of(GeneralRegister.RDI, 12), GeneralRegister.RDX);
        code.pop(GeneralRegister.RBX);
        code.ret();
        return code.bytes();
    }

    private static byte[] xgetbv() {
        X86Assembler code = new X86Assembler();
        code.moveLow(GeneralRegister.RCX, GeneralRegister.RSI);
        code.xgetbv();
        code.storeLow(CodeAddress.of(GeneralRegister.RDI, 0), GeneralRegister.RAX);
        code.ret();
        return code.bytes();
    }

    @Override
    public CpuExtension.Leaf features(int leaf, int subleaf) {
        return run(cpuid, leaf, subleaf);
    }

    @Override
    public int saved() {
        return run(xgetbv, 0, 0).a();
    }

    /** Asks for the permission, which all threads of the process have from then on; without it the first use of a tile ends the process. */
    @Override
    @SuppressWarnings("restricted") // The types are those of the manual page.
    public boolean allowsTiles() {
        Linker linker = Linker.nativeLinker();
        MethodHandle call = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
                Linker.Option.firstVariadicArg(1));
        try {
            return (long) call.invokeExact(SYS_ARCH_PRCTL, ARCH_REQ_XCOMP_PERM, TILE_DATA) == 0;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("restricted") // The code takes these arguments.
    private static CpuExtension.Leaf run(MemorySegment code, int leaf, int subleaf) {
        MethodHandle call = Linker.nativeLinker()
                .downcallHandle(
                        code,
                        FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment to = arena.allocate(ValueLayout.JAVA_INT, 4);
            call.invokeExact(to, leaf, subleaf);
            return new CpuExtension.Leaf(
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
