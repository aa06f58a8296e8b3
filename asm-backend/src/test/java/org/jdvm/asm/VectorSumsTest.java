package org.jdvm.asm;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums are called from code too large for more inlining: a vector that is passed then goes through memory, and the class is not published. */
class VectorSumsTest {
    static Stream<Method> methods() {
        return Arrays.stream(VectorSums.class.getDeclaredMethods()).filter(method -> !method.isSynthetic());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void noVectorIsPassed(Method method) {
        Stream.concat(Stream.of(method.getReturnType()), Arrays.stream(method.getParameterTypes()))
                .forEach(type -> assertFalse(
                        Vector.class.isAssignableFrom(type) || VectorMask.class.isAssignableFrom(type),
                        () -> method + " passes a " + type.getSimpleName()));
    }
}
