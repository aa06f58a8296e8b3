/** The annotation processor that turns operator methods into templates for any shape. */
module org.jdvm.processor {
    requires org.jdvm.annotations;
    requires org.jdvm.runtime;
    requires static org.jspecify;
    requires static com.google.auto.service;
    requires auto.common;
    requires com.palantir.javapoet;
    requires java.compiler;
    requires jdk.compiler;

    provides javax.annotation.processing.Processor with
            org.jdvm.processor.OperatorProcessor;
}
