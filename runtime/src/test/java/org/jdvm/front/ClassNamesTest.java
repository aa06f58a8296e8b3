package org.jdvm.front;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of classes in messages are those of the source. */
final class ClassNamesTest {
    @ParameterizedTest
    @CsvSource({
        "acme.Layers, acme.Layers",
        "acme.Layers$Weights$Inner, acme.Layers.Weights.Inner",
        "Layers$Kind, Layers.Kind",
        "..Step, Step",
        "acme.Layers$1, acme.Layers$1",
        "acme.$Made, acme.$Made",
        "acme.Made$, acme.Made$"
    })
    void shown(String binaryName, String shown) {
        assertEquals(shown, ClassNames.shown(binaryName));
    }
}
