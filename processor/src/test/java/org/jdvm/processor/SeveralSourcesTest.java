package org.jdvm.processor;

import static com.google.testing.compile.Compiler.javac;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators that use other sources, class files, and classes that processors write. */
final class SeveralSourcesTest {
    private static final JavaFileObject LIBRARY = JavaFileObjects.forSourceString("library.Functions", """
        package library;

        import org.jdvm.Tensor;
        import org.jdvm.annotations.Dims;
        import org.jdvm.annotations.Operator;

        public final class Functions {
            public static final int TIMES = 2;
            public static final float[] FACTORS = {0.5f, 2};

            public enum Side { LEFT, RIGHT }

            public record Scale(@Dims("H") Tensor by, float and) {
                public Scale {
                    and = and + 1;
                }

                public Tensor apply(Tensor x) {
                    return x.mul(by).mul(and);
                }
            }

            public static Tensor repeated(Tensor x, Side side, boolean twice) {
                for (int i = 0; i < TIMES; i++) {
                    x = switch (side) {
                        case LEFT -> x.mul(FACTORS[0]);
                        case RIGHT -> x.rsub(FACTORS[1]);
                    };
                }
                return twice ? x.add(x) : x;
            }

            public static boolean isFlat(Tensor x) {
                return x.rank() == 1;
            }
        }
        """);

    private static final JavaFileObject USER = JavaFileObjects.forSourceString("user.Layers", """
        package user;

        import static library.Functions.*;
        import static library.Functions.Side.RIGHT;
        import static user.Local.TWICE;

        import java.util.function.Function;
        import library.Functions;
        import module java.base;
        import org.jdvm.*;
        import org.jdvm.annotations.*;

        public class Layers extends Base {
            @Operator
            static Tensor layer(@Dims("H") Tensor x, Functions.Scale scale) {
                Tensor y = repeated(x, RIGHT, TWICE);
                y = library.Functions.repeated(y, Functions.Side.LEFT, !TWICE);
                if (Functions.isFlat(y)) {
                    y = inherited(y).add(TIMES + Local.HALF[1]);
                }
                Side side = Side.LEFT;
                return new Scale(y, 1).apply(scale.apply(y)).add(Objects.requireNonNull(side) == RIGHT ? 1 : scale.and());
            }

            /** Uses what is generated from this very class. */
            static Object use(Tensor x) {
                var y = LayersOperators.layer(x, new Functions.Scale(x, 1));
                Function<Tensor, Tensor> again = z -> LayersOperators.layer(z, new Functions.Scale(z, 1));
                for (var z : List.of(again.apply(y))) {
                    y = z;
                }
                return Stream.of(y).map(z -> again.apply(z).neg()).toList();
            }
        }
        """);

    private static final JavaFileObject LOCAL = JavaFileObjects.forSourceString("user.Local", """
        package user;

        import org.jdvm.Tensor;

        class Local {
            static final boolean TWICE = true;
            static final double[] HALF = {1, 1 / 2d};
        }

        class Base {
            static Tensor inherited(Tensor x) {
                return x.abs();
            }
        }
        """);

    private static String generated(Compilation compilation) {
        assertEquals(List.of(), compilation.errors());
        return compilation.generatedSourceFiles().stream()
                .filter(f -> f.getName().endsWith("LayersOperators.java"))
                .map(Sources::content)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void sourcesAndClassFilesGiveTheSame(@TempDir Path directory) {
        String fromSources =
                generated(javac().withProcessors(new OperatorProcessor()).compile(LIBRARY, LOCAL, USER));
        assertTrue(fromSources.contains("%2: f32[H] = sub {2.0}, %0"), fromSources);
        assertTrue(fromSources.contains("return %13"), fromSources);

        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertTrue(compiler.getTask(
                        null, null, null, List.of("-proc:none", "-d", directory.toString()), null, List.of(LIBRARY))
                .call());
        List<File> classPath = Stream.concat(
                        Stream.of(directory.toFile()),
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(File::new))
                .toList();
        String fromClassFiles = generated(javac().withClasspath(classPath)
                .withProcessors(new OperatorProcessor())
                .compile(LOCAL, USER));
        assertEquals(fromSources, fromClassFiles);
    }

    /** Writes a class in the first round. */
    @SupportedAnnotationTypes("*")
    private static final class Writing extends AbstractProcessor {
        private boolean written;

        @Override
        public SourceVersion getSupportedSourceVersion() {
            return SourceVersion.latest();
        }

        @Override
        public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
            if (!written) {
                written = true;
                try (Writer file = processingEnv
                        .getFiler()
                        .createSourceFile("user.Written")
                        .openWriter()) {
                    file.write("package user; class Written { static final int NUMBER = 3;"
                            + " static org.jdvm.Tensor more(org.jdvm.Tensor x) { return x.add(NUMBER); } }");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return false;
        }
    }

    @Test
    void classesOfOtherProcessorsAreWaitedFor() {
        JavaFileObject source = JavaFileObjects.forSourceString("user.Layers", """
            package user;

            import org.jdvm.Tensor;
            import org.jdvm.annotations.*;

            class Layers {
                @Operator
                static Tensor layer(@Dims("H") Tensor x) {
                    return Written.more(x).mul(Written.NUMBER);
                }
            }
            """);
        String generated = generated(
                javac().withProcessors(new OperatorProcessor(), new Writing()).compile(source));
        assertTrue(generated.contains("%2: f32[H] = mul %1, {3.0}"), generated);
    }

    @Test
    void errorsInHelpersStandInTheHelper() {
        JavaFileObject helper = JavaFileObjects.forSourceString("user.Helper", """
            package user;

            import org.jdvm.Tensor;

            class Helper {
                static Tensor squeezed(Tensor x) {
                    return x.dim(0) == 1 ? x.squeeze(0) : x;
                }
            }
            """);
        JavaFileObject source = JavaFileObjects.forSourceString("user.Layers", """
            package user;

            import org.jdvm.Tensor;
            import org.jdvm.annotations.*;

            class Layers {
                @Operator
                static Tensor layer(@Dims("S, H") Tensor x) {
                    return Helper.squeezed(x);
                }
            }
            """);
        Compilation compilation =
                javac().withProcessors(new OperatorProcessor()).compile(helper, source);
        assertEquals(1, compilation.errors().size());
        var error = compilation.errors().getFirst();
        assertTrue(
                error.getSource().getName().endsWith("user/Helper.java"),
                error.getSource().getName());
        assertEquals(7, error.getLineNumber());
        assertTrue(error.getMessage(Locale.ROOT).startsWith("JDVM030: "), error.getMessage(Locale.ROOT));
    }
}
