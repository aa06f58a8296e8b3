package org.jdvm.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jdvm.ir.TensorMethod;
import org.junit.jupiter.api.Test;

/** What is suggested exists. */
final class SimilarMethodsTest {
    @Test
    void namesOfOtherLibrariesAreNotThoseOfTensors() {
        SimilarMethods.ELSEWHERE.forEach((name, method) -> {
            assertTrue(TensorMethod.all().containsKey(method), method);
            assertFalse(TensorMethod.all().containsKey(name), name);
            assertEquals(" (did you mean '" + method + "'?)", SimilarMethods.hint(name));
        });
    }

    @Test
    void namesInAnotherSpelling() {
        for (String method : TensorMethod.all().keySet()) {
            String spelled = method.replaceAll("([A-Z])", "_$1");
            assertEquals(" (did you mean '" + method + "'?)", SimilarMethods.hint(spelled), spelled);
        }
    }
}
