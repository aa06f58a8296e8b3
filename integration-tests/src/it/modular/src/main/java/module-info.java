/** A program on the module path. */
module sample {
    requires org.jdvm.runtime;
}
