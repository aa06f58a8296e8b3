package org.jdvm.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Optional;
import org.jdvm.Tensor;
import org.junit.jupiter.api.Test;

/** Calls that no method takes. */
final class OverloadTest {
    private static final ClassDesc TENSOR = ClassDesc.of(LibraryCalls.TENSOR);

    @Test
    void parametersAreThoseOfASource() {
        assertEquals(
                "(Tensor x, int[] axes, double... factors)",
                new Overload(List.of("Lorg/jdvm/Tensor;", "[I", "[D"), List.of("x", "axes", "factors"), true)
                        .toString());
        assertEquals("()", new Overload(List.of(), List.of(), false).toString());
    }

    @Test
    void fewerParametersFirst() {
        Overload one = new Overload(List.of("I"), List.of("axis"), false);
        Overload two = new Overload(List.of("I", "Lorg/jdvm/annotations/Keep;"), List.of(), false);
        assertEquals(
                "JDVM043: no overload of 'sum' takes (null, boolean); it takes (int axis) or (int, Keep);"
                        + " correct number, order or types of the arguments",
                Overload.none("sum", List.of(ClassNames.NULL, "Z"), List.of(two, one))
                        .getMessage());
    }

    /** A class that was compiled with another version of the library. */
    @Test
    void ofAClassFile() {
        byte[] bytes = ClassFile.of()
                .build(
                        ClassDesc.of("sample.Old"),
                        type -> type.withMethodBody(
                                "padded",
                                MethodTypeDesc.of(TENSOR, TENSOR),
                                ClassFile.ACC_STATIC,
                                code -> code.aload(0)
                                        .bipush(1)
                                        .invokevirtual(
                                                TENSOR, "pad", MethodTypeDesc.of(TENSOR, ClassDesc.ofDescriptor("I")))
                                        .areturn()));
        ClassFiles files = name -> name.equals("sample.Old")
                ? Optional.of(bytes)
                : ClassFiles.of(Tensor.class).find(name);
        DiagnosticException thrown = assertThrows(
                DiagnosticException.class,
                () -> ClassFileReader.read(files, "sample.Old", Signature.parse("padded(x: f32[T]) -> tensor")));
        assertEquals(DiagnosticCode.NO_OVERLOAD, thrown.message());
        String start = "JDVM043: no overload of 'pad' takes (int); it takes (int axis, int before, int after)";
        assertTrue(thrown.getMessage().startsWith(start), thrown.getMessage());
    }
}
