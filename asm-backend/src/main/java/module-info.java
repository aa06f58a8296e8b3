import org.jdvm.asm.AsmSectionCompiler;
import org.jdvm.tier.SectionCompiler;

/** The back end that turns hot bytecode into JVM classes. */
module org.jdvm.asm {
    requires org.jdvm.runtime;
    requires static org.jspecify;
    requires static com.google.auto.service;
    requires org.objectweb.asm;
    // Optional: without it the classes have plain loops.
    requires static jdk.incubator.vector;

    provides SectionCompiler with
            AsmSectionCompiler;
}
