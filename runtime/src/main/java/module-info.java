/** Tensors, symbolic shapes, fusion, the specialiser, the bytecode and the host machine that runs it. */
module org.jdvm.runtime {
    requires transitive org.jdvm.annotations;
    requires static org.jspecify;
    requires jdk.incubator.vector;
}
