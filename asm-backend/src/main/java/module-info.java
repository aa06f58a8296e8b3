/** The back end that turns hot bytecode into JVM classes. */
module org.jdvm.asm {
    requires org.jdvm.runtime;
    requires static org.jspecify;
    requires static com.google.auto.service;
    requires org.objectweb.asm;
    requires jdk.incubator.vector;
}
