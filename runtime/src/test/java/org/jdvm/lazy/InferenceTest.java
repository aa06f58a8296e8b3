package org.jdvm.lazy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Keep;
import org.jdvm.ir.GraphException;
import org.jdvm.ir.Op;
import org.jdvm.ir.TensorMethod;
import org.jdvm.ir.Value;
import org.jdvm.storage.StridedArrays;
import org.junit.jupiter.api.Test;

/** What plain arithmetic says about shapes and types is what the graph builder says. */
class InferenceTest {
    private final Random random = new Random(5);
    private final Map<TensorMethod, Integer> known = new HashMap<>();

    private TensorSource source(DType type, int... dims) {
        VersionedArray memory = new VersionedArray(new float[0], 0);
        return new InputView(type, dims, memory, 0, StridedArrays.contiguous(dims));
    }

    private DType type() {
        return random.nextInt(3) > 0 ? DType.F32 : DType.values()[random.nextInt(DType.values().length)];
    }

    private int[] dims() {
        return random.ints(random.nextInt(4), 0, 4).toArray();
    }

    private TensorSource like(TensorSource other) {
        int[] dims = other.dims().clone();
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = random.nextInt(5) == 0 ? random.nextInt(3) : dims[axis];
        }
        int from = dims.length > 0 && random.nextInt(4) == 0 ? 1 : 0;
        return source(random.nextInt(5) > 0 ? other.type() : type(), Arrays.copyOfRange(dims, from, dims.length));
    }

    private int axis() {
        return random.nextInt(7) - 3;
    }

    private Object[] arguments(TensorMethod method) {
        TensorSource self = source(type(), dims());
        return switch (method.shapeRule()) {
            case SAME, BROADCAST, REDUCE -> method == Op.SELECT ? new Object[0] : declared(method, self);
            case MATMUL -> {
                int[] left = dims();
                int[] right = left.clone();
                if (right.length >= 2) {
                    right[right.length - 2] = random.nextInt(6) == 0 ? 3 : left[left.length - 1];
                    right[right.length - 1] = random.nextInt(4);
                }
                yield new Object[] {
                    source(self.type(), left), random.nextInt(4) == 0 ? like(self) : source(self.type(), right)
                };
            }
            case GATHER -> new Object[] {self, axis(), source(random.nextInt(5) == 0 ? type() : DType.I32, dims())};
            case CONCAT -> {
                TensorSource[] parts = new TensorSource[1 + random.nextInt(3)];
                Arrays.setAll(parts, i -> i == 0 ? self : like(self));
                yield new Object[] {axis(), parts};
            }
            case ONE_MORE, OTHER -> new Object[0];
        };
    }

    /** Arguments for one of the methods of {@link Tensor} with the name. */
    private Object[] declared(TensorMethod method, TensorSource self) {
        List<Method> overloads = Arrays.stream(Tensor.class.getDeclaredMethods())
                .filter(m -> Modifier.isPublic(m.getModifiers()) && m.getName().equals(method.method()))
                .toList();
        Class<?>[] parameters = overloads.get(random.nextInt(overloads.size())).getParameterTypes();
        Object[] arguments = new Object[parameters.length + 1];
        arguments[0] = self;
        for (int i = 0; i < parameters.length; i++) {
            arguments[i + 1] = switch (parameters[i].getSimpleName()) {
                case "Tensor" -> like(self);
                case "double" -> random.nextInt(3) / 2.0;
                case "int" -> axis();
                case "int[]" ->
                    IntStream.range(0, 1 + random.nextInt(2)).map(n -> axis()).toArray();
                case "DType" -> type();
                case "Keep" -> Keep.values()[random.nextInt(2)];
                default -> throw new AssertionError(method + " takes " + parameters[i]);
            };
        }
        return arguments;
    }

    @Test
    void agreesWithTheGraphBuilder() {
        for (TensorMethod method : TensorMethod.all().values()) {
            for (int i = 0; i < 400; i++) {
                Object[] arguments = arguments(method);
                if (arguments.length > 0) {
                    compare(method, arguments);
                }
            }
            if (arguments(method).length > 0) {
                assertNotEquals(0, known.getOrDefault(method, 0), method + ": no case was decided");
            }
        }
    }

    private void compare(TensorMethod method, Object[] arguments) {
        int[] dims = Inference.dims(method, arguments);
        Value value;
        try {
            value = Inference.check(method, method.method(), arguments);
        } catch (GraphException e) {
            assertTrue(dims == null, () -> method + " gives " + Arrays.toString(dims) + ", but " + e.getMessage());
            return;
        }
        if (dims != null) {
            known.merge(method, 1, Integer::sum);
            assertArrayEquals(Inference.sizes(value), dims, method::toString);
            assertEquals(value.type(), Inference.type(method, arguments), method::toString);
        }
    }
}
