package org.jdvm.asm;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdvm.asm.code.CodeLimitException;
import org.jdvm.bytecode.MoveSection;
import org.jdvm.bytecode.Program;
import org.jdvm.tier.DumpFolder;
import org.jdvm.tier.SectionCode;
import org.jdvm.tier.SectionCompiler;
import org.jspecify.annotations.Nullable;

/** The back end that makes hidden classes with ASM: of vector code where the virtual machine has it, else of plain loops. */
@AutoService(SectionCompiler.class)
public final class AsmSectionCompiler implements SectionCompiler {
    private static final Logger LOG = System.getLogger(AsmSectionCompiler.class.getName());
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Emitter emitter;
    private final Dump dump;

    /** Finds out which kind of code this virtual machine runs best. */
    public AsmSectionCompiler() {
        this(Emitter.forThisMachine());
    }

    AsmSectionCompiler(Emitter emitter) {
        this.emitter = emitter;
        this.dump = new Dump(DumpFolder.fromProperty());
    }

    @Override
    public String description() {
        return emitter.description();
    }

    @Override
    public Result compile(Program program, int section) {
        if (MoveSection.storeOf(program.words(), section) >= 0) {
            return new Result.Refused("it only moves elements, which the interpreter does from array to array");
        }
        Listing listing = new Listing(program);
        String name = className(program);
        SectionClassWriter.Written written;
        try {
            written = write(program, section, listing, name);
        } catch (RefusedException | CodeLimitException e) {
            return new Result.Refused(String.valueOf(e.getMessage()));
        }
        dump.write(name, listing, written);
        return new Result.Made(define(written.bytes()), name.replace('/', '.'), written.bytes().length);
    }

    /** The class file of a section. */
    SectionClassWriter.Written write(Program program, int section, Listing listing, String name) {
        Section read = SectionReader.read(program, section, listing);
        LaneCode lanes = emitter.lanesFor(read);
        String simpleName = name.substring(name.lastIndexOf('/') + 1);
        return SectionClassWriter.write(read, lanes, name, simpleName + Dump.LISTING, AsmSectionCompiler::open);
    }

    private static String className(Program program) {
        StringBuilder name = new StringBuilder("org/jdvm/asm/");
        program.name()
                .chars()
                .map(c -> Character.isJavaIdentifierPart(c) ? c : '_')
                .forEach(c -> name.append((char) c));
        return name.append('_').append(NUMBER.incrementAndGet()).toString();
    }

    private static @Nullable InputStream open(String internalName) {
        String file = internalName + ".class";
        Module module = internalName.startsWith("org/jdvm/asm/")
                ? AsmSectionCompiler.class.getModule()
                : SectionCompiler.class.getModule();
        try {
            return module.getResourceAsStream(file);
        } catch (IOException e) {
            LOG.log(Level.WARNING, file + " cannot be read", e);
            return null;
        }
    }

    private static SectionCode define(byte[] bytes) {
        try {
            // Not strong: a class is unloaded when no program uses it any more.
            Class<?> type =
                    MethodHandles.lookup().defineHiddenClass(bytes, true).lookupClass();
            return (SectionCode) type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the class cannot be used", e);
        }
    }
}
