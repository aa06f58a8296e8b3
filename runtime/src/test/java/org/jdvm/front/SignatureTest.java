package org.jdvm.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text form of signatures. */
final class SignatureTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "f() -> tensor",
                "f(x: f32[]) -> tensor[]",
                "f(x: f32[..., min(S, T), 2*H]) -> bf16[S, _]",
                "f(w: acme.A$W{q: f32[H, H], n: int, in: acme.B{e: double, l: long}}, eps: float) -> acme.R{a: tensor,"
                        + " b: i8[T]}",
                "f(e: acme.Empty{}) -> tensor where \"H % 8 == 0\" where \"1 <= S <= 512\"",
            })
    void parsesBack(String text) {
        assertEquals(text, Signature.parse(text).toString());
    }

    @Test
    void descriptorOfTheMethod() {
        assertEquals(
                "(Lorg/jdvm/Tensor;Lacme/A$W;IJFD)[Lorg/jdvm/Tensor;",
                Signature.parse("f(x: f32[T], w: acme.A$W{q: f32[H]}, a: int, b: long, c: float, d: double) ->"
                                + " tensor[]")
                        .descriptor());
    }

    @ParameterizedTest
    @ValueSource(strings = {"f", "f(x: f99[T]) -> tensor", "f(x: string) -> tensor", "f(x: f32[T]) -> tensor where H"})
    void refused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Signature.parse(text));
    }
}
