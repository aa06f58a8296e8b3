package org.jdvm.processor;

import static com.google.testing.compile.Compiler.javac;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs that are legal but unusual: they compile without a warning, or the message says what the author can do. */
final class OddProgramsTest {
    private static final String OPERATOR = " @Operator static Tensor f(@Dims(\"H\") Tensor x) { return x.exp(); } ";

    /** Sources, each in a file that is named like its first class. */
    private record Program(String name, String... sources) {
        List<JavaFileObject> files() {
            return Stream.of(sources)
                    .map(source -> JavaFileObjects.forSourceString(
                            source.replaceAll(
                                            "(?s)^(?:package (\\S+);)?.*?(?:class|interface|enum|record)"
                                                    + " ([\\p{L}\\d_$]+).*",
                                            "$1.$2")
                                    .replaceFirst("^\\.", ""),
                            source.replaceFirst(
                                    "^(package \\S+;)?", "$1 import org.jdvm.Tensor; import org.jdvm.annotations.*; ")))
                    .toList();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static String parameters(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> "@Dims(\"H\") Tensor x" + i)
                .collect(Collectors.joining(", "));
    }

    static List<Program> legal() {
        return List.of(
                new Program(
                        "interfaces",
                        "package p; interface I {" + OPERATOR + "default Tensor g(Tensor x) { return f(x); } }"),
                new Program("enums", "package p; enum E { A, B { void z() {} };" + OPERATOR + "}"),
                new Program(
                        "records",
                        "package p; record R(@Dims(\"H\") Tensor x) {" + OPERATOR
                                + "@Operator static Tensor g(R r) { return r.x(); }"
                                + " @Operator static R h(@Dims(\"H\") Tensor x) { return new R(x.exp()); } }"),
                new Program(
                        "nested deeply",
                        "package p; class D0 {"
                                + IntStream.range(1, 20)
                                        .mapToObj(i -> "static class D" + i + " {")
                                        .collect(Collectors.joining())
                                + OPERATOR + "}".repeat(20)),
                new Program("no package", "class N {" + OPERATOR + "static class M {" + OPERATOR + "} }"),
                new Program(
                        "letters of other scripts",
                        "package p; class \u00dcber { @Operator static Tensor gr\u00f6\u00dfe(@Dims(\"\u00dc,"
                                + " \u6570\") Tensor \u00e4, @Dims(\"\u6570\") Tensor \u5909\u6570) { return"
                                + " \u00e4.mul(\u5909\u6570); } static class \u0394 {"
                                + OPERATOR + "} }"),
                new Program("inside an annotation", "package p; @interface An { class Inner {" + OPERATOR + "} }"),
                new Program(
                        "generic classes",
                        "package p; class G<T> {" + OPERATOR + "static class H<S extends Comparable<S>> {" + OPERATOR
                                + "} record P<A>(@Dims(\"H\") Tensor x) {}"
                                + " @Operator static Tensor g(P<String> p) { return p.x(); }"
                                + " @Operator static P<String> h(@Dims(\"H\") Tensor x) { return new P<>(x); } }"),
                new Program(
                        "protected",
                        "package p; public class P { @Operator protected static Tensor f(@Dims(\"H\") Tensor x) {"
                                + " return x; } protected static class Q {" + OPERATOR + "} }"),
                new Program(
                        "hidden by a subclass in the same file",
                        "package p; class P {" + OPERATOR + "} class Q extends P {"
                                + " @Operator static Tensor f(@Dims(\"H\") Tensor x) { return P.f(x).neg(); }"
                                + " @Operator static Tensor g(@Dims(\"H\") Tensor x) { return f(x); } }"),
                new Program(
                        "names like keywords",
                        "package p; class K { @Operator static Tensor class_(@Dims(\"H\") Tensor int_) { return int_; }"
                                + " @Operator static Tensor record(@Dims(\"H\") Tensor var) { return var; }"
                                + " @Operator static Tensor when(@Dims(\"sealed\") Tensor permits) { return permits; }"
                                + " @Operator static Tensor module(@Dims(\"H\") Tensor record) { return record; }"
                                + " @Operator static Tensor _if(@Dims(\"H\") Tensor x) { return x; } }"),
                new Program(
                        "dollar signs",
                        "package p; class X$Y { @Operator static Tensor $(@Dims(\"H\") Tensor $x) { return $x.exp(); }"
                                + " static class $Z { record R$(@Dims(\"H\") Tensor $t) {}"
                                + " @Operator static Tensor g(R$ r) { return r.$t(); }"
                                + " @Operator static R$ h(@Dims(\"H\") Tensor x) { return new R$(x); } } }"),
                new Program(
                        "one simple name in two packages",
                        "package a; public class S { public record R(@Dims(\"H\") Tensor x) {} public static class T {"
                            + " @Operator public static Tensor f(@Dims(\"H\") Tensor x) { return b.S.help(x); } } }",
                        "package b; public class S { public record R(@Dims(\"H\") Tensor x) {}"
                                + " public static Tensor help(Tensor x) { return x.exp(); }"
                                + " @Operator public static R f(a.S.R r) { return new R(r.x()); }"
                                + " @Operator public static a.S.R g(R r) { return new a.S.R(r.x()); } }"),
                new Program(
                        "names of generated members",
                        "package p; class C { @Operator static Tensor operators(@Dims(\"H\") Tensor x) { return x; }"
                                + " @Operator static Tensor operators() { return Tensor.full(1, 1); } @Operator static"
                                + " Tensor getClass(@Dims(\"H\") Tensor x) { return x; } @Operator static Tensor"
                                + " wait(@Dims(\"H\") Tensor dvm, int result) { return dvm; } @Operator static Tensor"
                                + " hashCode(@Dims(\"H\") Tensor results) { return results; } }"),
                new Program(
                        "extreme numbers",
                        "package p; class L { @Operator static Tensor f(@Dims(\"H\") Tensor x) { return"
                            + " x.mul(1.7976931348623157e308).add(4.9e-324).add(9223372036854775807L).add(-2147483648).add(0.0"
                            + " / 0.0).add(-1f / 0); } @Operator static Tensor g(@Dims(\"9223372036854775807\") Tensor"
                            + " x) { return x; } }"),
                new Program(
                        "the most parameters that a method can have",
                        "package p; class C { @Operator static Tensor f(" + parameters(253) + ") { return x0; } }"),
                new Program(
                        "many levels that the compiler can follow",
                        "package p; class C { @Operator static Tensor f(@Dims(\"H\") Tensor x) { return x"
                                + ".exp()".repeat(200) + "; } }"));
    }

    @ParameterizedTest
    @MethodSource("legal")
    void noMessages(Program program) {
        for (boolean trees : List.of(true, false)) {
            Compilation compilation = compile(program.files(), trees);
            assertEquals("", said(compilation), program + ", trees " + trees);
        }
    }

    private static Compilation compile(List<JavaFileObject> files, boolean trees) {
        return javac().withProcessors(new OperatorProcessor())
                .withOptions(
                        "-Xlint:all,-processing",
                        "-Ajdvm.notes=off",
                        "-Ajdvm.warnBytes=off",
                        "-Ajdvm.report=none",
                        "-Ajdvm.trees=" + trees)
                .compile(files);
    }

    private static String said(Compilation compilation) {
        return Stream.concat(compilation.errors().stream(), compilation.warnings().stream())
                .map(d -> d.getMessage(Locale.ROOT))
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "class A { static class B {@} } class A_B {@} | p.A_B | A_BOperators | that of p.A.B",
                "class A { static class B_C {@} } class A_B { static class C {@} } | p.A_B.C | A_B_COperators | that"
                        + " of p.A.B_C",
                "class A {@} class AOperators {} | p.A | AOperators | a class that is there already"
            })
    void generatedClassesOfOneName(String classes, String owner, String generated, String other) {
        Program program = new Program("clash", "package p; " + classes.replace("@", OPERATOR));
        for (boolean trees : List.of(true, false)) {
            assertEquals(
                    "JDVM017: the class generated for " + owner + " would be named " + generated + ", like " + other
                            + "; rename one of them",
                    said(compile(program.files(), trees)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"x@ | .exp()", "x.add(@n) | n +"})
    void deeperThanTheCompilerCanFollow(String expression, String repeated) throws InterruptedException {
        String body = expression.replace("@", repeated.repeat(1700));
        Program program = new Program(
                "deep",
                "package p; class C { @Operator static Tensor f(@Dims(\"H\") Tensor x, int n) { return " + body
                        + "; } }");
        AtomicReference<String> said = new AtomicReference<>("");
        Thread compiler = new Thread(null, () -> said.set(said(compile(program.files(), true))), "compiler", 512 << 10);
        compiler.start();
        compiler.join();
        assertTrue(said.get().startsWith("JDVM034: the operator grows beyond the depth of expressions"), said.get());
    }

    @Test
    void moreParametersThanCanBePassedOn() {
        Program program = new Program(
                "parameters",
                "package p; class C { @Operator static Tensor f(" + parameters(252) + ", long n) { return x0; } }");
        assertEquals(
                "JDVM018: operator 'f' has more parameters than the generated methods can pass on: 254 places of 253,"
                        + " where long and double take two; put some of them into a record",
                said(compile(program.files(), true)));
    }
}
