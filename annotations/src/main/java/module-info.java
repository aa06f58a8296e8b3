/** What stands in a user's source: operators, the dims of their tensors and element types. */
module org.jdvm.annotations {
    requires static org.jspecify;

    exports org.jdvm.annotations;
}
