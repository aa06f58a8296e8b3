/** Tensors, symbolic shapes, fusion, the specialiser, the bytecode and the host machine that runs it. */
module org.jdvm.runtime {
    requires transitive org.jdvm.annotations;
    requires static org.jspecify;
    // All three are optional: without the first one routines are scalar; events of the flight recorder, and the bytes
    // that a thread allocates.
    requires static jdk.incubator.vector;
    requires static jdk.jfr;
    requires static jdk.management;

    exports org.jdvm;
    exports org.jdvm.bytecode;
    exports org.jdvm.front;
    exports org.jdvm.fusion;
    exports org.jdvm.ir;
    exports org.jdvm.ir.passes;
    exports org.jdvm.machine;
    exports org.jdvm.npu;
    exports org.jdvm.op;
    exports org.jdvm.reference;
    exports org.jdvm.specialize;
    exports org.jdvm.symbolic;
    exports org.jdvm.tier;

    uses org.jdvm.tier.SectionCompiler;
}
