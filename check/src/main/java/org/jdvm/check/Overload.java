package org.jdvm.check;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jdvm.Tensor;
import org.jdvm.ir.TensorMethod;
import org.jspecify.annotations.Nullable;

/**
 * One way to call a method of {@link Tensor}.
 *
 * @param method the row of the table
 * @param parameters the types of its parameters, without the tensor itself
 * @param isStatic whether there is no tensor itself
 * @param face the public method; null if only graphs have it
 */
record Overload(
        TensorMethod method,
        List<Class<?>> parameters,
        boolean isStatic,
        @Nullable Method face) {
    /** {@return the ways to call a method, in the order of their signatures} */
    static List<Overload> of(TensorMethod method) {
        List<Overload> overloads = Arrays.stream(Tensor.class.getDeclaredMethods())
                .filter(face -> Modifier.isPublic(face.getModifiers()) && !face.isSynthetic())
                .filter(face -> face.getName().equals(method.method()))
                .filter(face -> face.getReturnType() == Tensor.class || face.getReturnType() == int.class)
                .sorted(Comparator.comparing(Method::toString))
                .map(face -> new Overload(
                        method, List.of(face.getParameterTypes()), Modifier.isStatic(face.getModifiers()), face))
                .toList();
        return overloads.isEmpty() ? List.of(new Overload(method, List.of(), false, null)) : overloads;
    }

    /** {@return the result of the public method, a {@link Tensor} or a number} */
    Object invoke(@Nullable Object self, Object... arguments) {
        if (face == null) {
            throw new IllegalStateException(this + " is no public method");
        }
        try {
            return face.invoke(self, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refusal) {
                throw refusal;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return parameters.stream()
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", ", method.method() + "(", ")"));
    }
}
