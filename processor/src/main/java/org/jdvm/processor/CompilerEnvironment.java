package org.jdvm.processor;

import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import javax.annotation.processing.ProcessingEnvironment;

/**
 * The environment that the compiler made, where a build tool or an IDE hands another one to processors that passes calls on to it:
 * javac shows method bodies only to its own.
 */
final class CompilerEnvironment {
    /** Gradle's wrappers and other classes, and invocation handlers of proxies. */
    private static final List<String> FIELDS = List.of("delegate", "processingEnv", "val$delegateTo");

    private static final int MOST_LAYERS = 10;

    private CompilerEnvironment() {}

    /** The innermost environment that is found; the one given if it wraps none. */
    static ProcessingEnvironment of(ProcessingEnvironment given) {
        ProcessingEnvironment environment = given;
        for (int i = 0; i < MOST_LAYERS; i++) {
            Optional<ProcessingEnvironment> inner = inner(environment);
            if (inner.isEmpty() || inner.get() == environment) {
                return environment;
            }
            environment = inner.get();
        }
        return environment;
    }

    private static Optional<ProcessingEnvironment> inner(ProcessingEnvironment environment) {
        return ofIntelliJ(environment)
                .or(() -> held(
                        Proxy.isProxyClass(environment.getClass())
                                ? Proxy.getInvocationHandler(environment)
                                : environment));
    }

    /** What the class that IntelliJ offers processors for this gives. */
    private static Optional<ProcessingEnvironment> ofIntelliJ(ProcessingEnvironment environment) {
        ClassLoader loader = environment.getClass().getClassLoader();
        if (loader == null) {
            return Optional.empty();
        }
        try {
            Object inner = loader.loadClass("org.jetbrains.jps.javac.APIWrappers")
                    .getDeclaredMethod("unwrap", Class.class, Object.class)
                    .invoke(null, ProcessingEnvironment.class, environment);
            return inner instanceof ProcessingEnvironment found && found != environment
                    ? Optional.of(found)
                    : Optional.empty();
        } catch (ReflectiveOperationException | RuntimeException _) {
            return Optional.empty();
        }
    }

    private static Optional<ProcessingEnvironment> held(Object wrapper) {
        for (Class<?> type = wrapper.getClass(); type != null; type = type.getSuperclass()) {
            for (String name : FIELDS) {
                try {
                    Field field = type.getDeclaredField(name);
                    field.setAccessible(true);
                    if (field.get(wrapper) instanceof ProcessingEnvironment found) {
                        return Optional.of(found);
                    }
                } catch (ReflectiveOperationException | RuntimeException _) {
                    // another field may hold it
                }
            }
        }
        return Optional.empty();
    }
}
