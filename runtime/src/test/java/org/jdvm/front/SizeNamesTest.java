package org.jdvm.front;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes without a name of the author have names that no author can have, in the form in which messages show them. */
final class SizeNamesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "f(x: f32[_, H], y: f32[x_0, x_1]) -> tensor | [H, x.dim0, x_0, x_1]",
                "f(x: f32[..., H], y: f32[leading_, _]) -> tensor | [..., H, leading_, y.dim1]",
                "f(w: acme.W{q: f32[_], dim0: int}, dim0: int) -> tensor | [dim0, w.dim0, w.q.dim0]",
            })
    void areDistinct(String signature, String symbols) {
        Graph graph = new Tracer(Signature.parse(signature)).declaration();
        assertEquals(symbols, graph.symbols().toString());
        assertEquals(graph.toString(), GraphParser.parse(graph.toString()).toString());
    }
}
