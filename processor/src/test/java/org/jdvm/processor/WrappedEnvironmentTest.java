package org.jdvm.processor;

import static com.google.testing.compile.Compiler.javac;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Filer;
import javax.annotation.processing.Messager;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import javax.tools.JavaFileObject;
import org.jetbrains.jps.javac.APIWrappers;
import org.junit.jupiter.api.Test;

/** Build tools and IDEs hand processors their own environment: messages of bodies come all the same. */
final class WrappedEnvironmentTest {
    /** As in Gradle: a class that passes on all calls. */
    private static class Delegating implements ProcessingEnvironment {
        private final ProcessingEnvironment delegate;

        Delegating(ProcessingEnvironment delegate) {
            this.delegate = delegate;
        }

        @Override
        public Map<String, String> getOptions() {
            return delegate.getOptions();
        }

        @Override
        public Messager getMessager() {
            return delegate.getMessager();
        }

        @Override
        public Filer getFiler() {
            return delegate.getFiler();
        }

        @Override
        public Elements getElementUtils() {
            return delegate.getElementUtils();
        }

        @Override
        public Types getTypeUtils() {
            return delegate.getTypeUtils();
        }

        @Override
        public SourceVersion getSourceVersion() {
            return delegate.getSourceVersion();
        }

        @Override
        public Locale getLocale() {
            return delegate.getLocale();
        }
    }

    /** The field is in the class above. */
    private static final class Derived extends Delegating {
        Derived(ProcessingEnvironment environment) {
            super(environment);
        }
    }

    private static ProcessingEnvironment proxy(ProcessingEnvironment delegateTo) {
        return proxy(new InvocationHandler() {
            @Override
            public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
                return call(delegateTo, method, arguments);
            }
        });
    }

    /** A handler without a field that is known. */
    private record Hiding(List<ProcessingEnvironment> hidden) implements InvocationHandler {
        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            return call(hidden.getFirst(), method, arguments);
        }
    }

    private static ProcessingEnvironment proxy(InvocationHandler handler) {
        return (ProcessingEnvironment) Proxy.newProxyInstance(
                WrappedEnvironmentTest.class.getClassLoader(), new Class<?>[] {ProcessingEnvironment.class}, handler);
    }

    private static Object call(Object object, Method method, Object... arguments) throws Throwable {
        try {
            return method.invoke(object, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @SupportedAnnotationTypes(OperatorProcessor.OPERATOR)
    private static final class Wrapping extends AbstractProcessor {
        private final OperatorProcessor processor = new OperatorProcessor();
        private final UnaryOperator<ProcessingEnvironment> wrapper;

        Wrapping(UnaryOperator<ProcessingEnvironment> wrapper) {
            this.wrapper = wrapper;
        }

        @Override
        public synchronized void init(ProcessingEnvironment environment) {
            super.init(environment);
            processor.init(wrapper.apply(environment));
        }

        @Override
        public SourceVersion getSupportedSourceVersion() {
            return SourceVersion.latest();
        }

        @Override
        public Set<String> getSupportedOptions() {
            return processor.getSupportedOptions();
        }

        @Override
        public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
            return processor.process(annotations, round);
        }
    }

    private static final JavaFileObject WRONG = JavaFileObjects.forSourceLines(
            "sample.Wrong",
            "package sample;",
            "import org.jdvm.Tensor;",
            "import org.jdvm.annotations.*;",
            "class Wrong {",
            "  @Operator static Tensor wrong(@Dims(\"H\") Tensor x) {",
            "    return x.sum(1);",
            "  }",
            "}");

    private static Compilation compile(UnaryOperator<ProcessingEnvironment> wrapper) {
        return javac().withProcessors(new Wrapping(wrapper))
                .withOptions("-Ajdvm.notes=off", "-Ajdvm.report=none")
                .compile(WRONG);
    }

    private static void assertBodiesAreRead(UnaryOperator<ProcessingEnvironment> wrapper) {
        Compilation compilation = compile(wrapper);
        assertEquals(1, compilation.errors().size(), compilation.toString());
        assertEquals(6, compilation.errors().getFirst().getLineNumber());
        String message = compilation.errors().getFirst().getMessage(Locale.ROOT);
        assertTrue(message.startsWith("JDVM023: "), message);
        assertEquals(List.of(), compilation.notes());
    }

    @Test
    void delegatingClasses() {
        assertBodiesAreRead(Delegating::new);
        assertBodiesAreRead(Derived::new);
        assertBodiesAreRead(environment -> new Derived(new Delegating(environment)));
    }

    @Test
    void proxies() {
        assertBodiesAreRead(WrappedEnvironmentTest::proxy);
        assertBodiesAreRead(environment -> new Delegating(proxy(environment)));
    }

    @Test
    void proxiesThatOnlyTheIdeCanUnwrap() {
        assertBodiesAreRead(environment -> {
            ProcessingEnvironment wrapped = proxy(new Hiding(List.of(environment)));
            APIWrappers.wrapped(wrapped, environment);
            return wrapped;
        });
    }

    @Test
    void whatCannotBeUnwrappedIsNamed() {
        Compilation compilation = compile(environment -> proxy(new Hiding(List.of(environment))));
        assertEquals(List.of(), compilation.errors());
        String note = compilation.notes().getFirst().getMessage(Locale.ROOT);
        assertTrue(note.startsWith("JDVM090: operators are read from class files when they are called first: "), note);
        assertTrue(note.contains("this compiler, or what wraps it, does not show method bodies"), note);
        assertTrue(note.contains("$Proxy"), note);
    }
}
