/** Tensors, symbolic shapes, fusion, the specialiser, the bytecode and the host machine that runs it. */
@SuppressWarnings("module") // The processor and the back end are built later.
module org.jdvm.runtime {
    requires transitive org.jdvm.annotations;
    requires static org.jspecify;
    // All three are optional: without the first one routines are scalar; events of the flight recorder, and the bytes
    // that a thread allocates.
    requires static jdk.incubator.vector;
    requires static jdk.jfr;
    requires static jdk.management;

    exports org.jdvm;
    exports org.jdvm.machine;
    exports org.jdvm.bytecode to
            org.jdvm.asm,
            org.jdvm.processor;
    exports org.jdvm.bytecode.text to
            org.jdvm.asm;
    exports org.jdvm.exec.gemm to
            org.jdvm.nativetiles;
    exports org.jdvm.exec.lane to
            org.jdvm.asm;
    exports org.jdvm.front to
            org.jdvm.processor;
    exports org.jdvm.fusion to
            org.jdvm.processor;
    exports org.jdvm.ir to
            org.jdvm.asm,
            org.jdvm.onnx,
            org.jdvm.processor;
    exports org.jdvm.ir.passes to
            org.jdvm.processor;
    exports org.jdvm.lazy to
            org.jdvm.onnx;
    exports org.jdvm.specialize to
            org.jdvm.processor;
    exports org.jdvm.symbolic to
            org.jdvm.onnx,
            org.jdvm.processor;
    exports org.jdvm.tier to
            org.jdvm.asm,
            org.jdvm.nativetiles;

    uses org.jdvm.exec.gemm.IntegerTilesProvider;
    uses org.jdvm.tier.SectionCompiler;
}
