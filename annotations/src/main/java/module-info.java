/** What users write in their source: operators, the dims of their tensors and element types. */
module org.jdvm.annotations {
    requires static org.jspecify;

    exports org.jdvm.annotations;
}
