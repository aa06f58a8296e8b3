package org.jdvm.front;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Shape;
import org.jdvm.ir.TensorMethod;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.api.Test;

/** The columns of the table of methods fit the methods of {@link Tensor}. */
class MethodTableTest {
    /** Methods that give tensors but are not operations of a graph. */
    private static final Set<String> NO_OPERATIONS = Set.of(
            "assign",
            "addInPlace",
            "mulInPlace",
            "of",
            "copyOf",
            "scalar",
            "zeros",
            "constant",
            "named",
            "quantize",
            "nonZero",
            "argWhere");

    private static final int[] TAIL = {3, 1, 4};

    private Random random;

    @Test
    void eachOperationOfTensorIsARow() {
        Set<String> methods = Stream.of(Tensor.class.getDeclaredMethods())
                .filter(m -> Modifier.isPublic(m.getModifiers()) && m.getReturnType() == Tensor.class)
                .map(Method::getName)
                .filter(name -> !NO_OPERATIONS.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> rows = new TreeSet<>(TensorMethod.all().keySet());
        rows.removeAll(Set.of("dim", "rank", "size"));
        assertEquals(rows, methods);
    }

    @Test
    void numbersAreUnique() {
        List<Integer> numbers = TensorMethod.all().values().stream()
                .map(TensorMethod::number)
                .sorted()
                .toList();
        assertEquals(numbers.stream().distinct().toList(), numbers);
    }

    /** What is accepted for a tensor with leading dims means the same however many they are: for one dim of 6, and for two of 2 and 3. */
    @Test
    void leadingDimsCannotBeSeen() {
        Map<String, Integer> accepted = new TreeMap<>();
        for (Method method : operations()) {
            TensorMethod row = TensorMethod.named(method.getName());
            // The order of methods differs between runs, so each has a separate seed; few numbers are valid windows.
            random = new Random(method.toString().hashCode());
            int valid = 0;
            int tries = row.axes() == TensorMethod.Axes.ALL_DIMS ? 200 : 20_000;
            for (int i = 0; i < 200 || valid == 0 && i < tries; i++) {
                if (isTheSame(method, random.nextInt(TAIL.length + 1))) {
                    valid++;
                }
            }
            accepted.merge(method.getName(), valid, Integer::sum);
            if (row.axes() != TensorMethod.Axes.ALL_DIMS) {
                assertNotEquals(0, accepted.get(method.getName()), method + ": nothing was accepted");
            }
        }
    }

    private static List<Method> operations() {
        return Stream.of(Tensor.class.getDeclaredMethods())
                .filter(m -> Modifier.isPublic(m.getModifiers()) && !Modifier.isStatic(m.getModifiers()))
                .filter(m -> m.getReturnType() == Tensor.class && TensorMethod.named(m.getName()) != null)
                .sorted(Comparator.comparing(Method::toString))
                .toList();
    }

    private boolean isTheSame(Method method, int tail) {
        DType type = typeOf(method);
        int[] rest = Arrays.copyOf(TAIL, tail);
        Tensor folded = filled(type, rest, 6);
        Tensor apart = folded.reshape(join(new int[] {2, 3}, rest));
        List<Object> plain = new ArrayList<>();
        Object[] forFolded = new Object[method.getParameterCount()];
        Object[] forApart = new Object[method.getParameterCount()];
        GraphBuilder builder = new GraphBuilder("test");
        Value self = input(builder, "x", type, rest, true);
        for (int i = 0; i < forFolded.length; i++) {
            Class<?> parameter = method.getParameterTypes()[i];
            if (parameter == Tensor.class) {
                boolean index = method.getName().equals("gather");
                boolean scatters = method.getName().equals("scatter");
                boolean along = method.getName().equals("takeAlongAxis") || scatters && i == 1;
                DType of = index || along ? DType.I32 : method.getName().equals("select") ? DType.F32 : type;
                int[] dims = index ? new int[] {2} : along ? rest : like(rest);
                boolean leads = along || scatters || !index && random.nextInt(3) == 0;
                Tensor argument = index
                        ? Tensor.zeros(of, dims)
                        : along
                                ? Tensor.zeros(of, join(new int[] {6}, rest))
                                : leads ? filled(of, rest, 6) : filled(of, dims);
                forFolded[i] = argument;
                forApart[i] = leads ? argument.reshape(join(new int[] {2, 3}, rest)) : argument;
                plain.add(input(builder, "a" + i, of, leads ? rest : dims, leads));
            } else if (parameter == int.class) {
                int number = random.nextInt(6) - 3;
                forFolded[i] = number;
                plain.add(Dim.of(number));
            } else if (parameter == int[].class) {
                int[] numbers = random.ints(1 + random.nextInt(2), -3, 3).toArray();
                forFolded[i] = numbers;
                plain.add(Arrays.stream(numbers).mapToObj(Dim::of).toList());
            } else if (parameter == boolean.class) {
                forFolded[i] = random.nextBoolean();
                plain.add(Dim.of((Boolean) forFolded[i] ? 1 : 0));
            } else if (parameter == double.class) {
                forFolded[i] = type.isFloat() ? 1.5 : 1.0;
                plain.add(ScalarExpr.of((Double) forFolded[i]));
            } else {
                Object[] constants = parameter.getEnumConstants();
                forFolded[i] = parameter == DType.class ? DType.F32 : constants[random.nextInt(constants.length)];
                plain.add(forFolded[i]);
            }
            forApart[i] = forApart[i] == null ? forFolded[i] : forApart[i];
        }
        Tensor expected;
        try {
            LeadingDimsCheck.check(method.getName(), self, plain);
            expected = (Tensor) method.invoke(folded, forFolded);
        } catch (DiagnosticException e) {
            return false;
        } catch (InvocationTargetException e) {
            return false;
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
        String call = method.getName() + plain + " of [...], " + Arrays.toString(rest);
        try {
            Tensor actual = (Tensor) method.invoke(apart, forApart);
            assertArrayEquals(numbers(expected), numbers(actual), call);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(call, e);
        }
        return true;
    }

    /** The tensor itself is of the first of some types that the method takes. */
    private static DType typeOf(Method method) {
        return switch (method.getName()) {
            case "select" -> DType.BOOL;
            case "oneHot" -> DType.I32;
            default ->
                Stream.of(DType.F32, DType.I32, DType.BOOL)
                        .filter(TensorMethod.named(method.getName())::takes)
                        .findFirst()
                        .orElseThrow();
        };
    }

    private int[] like(int[] rest) {
        int from = random.nextInt(rest.length + 1);
        return Arrays.copyOfRange(rest, from, rest.length);
    }

    private static int[] join(int[] a, int... b) {
        int[] joined = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, joined, a.length, b.length);
        return joined;
    }

    private static Value input(GraphBuilder builder, String name, DType type, int[] dims, boolean leads) {
        List<Dim> sizes = new ArrayList<>();
        if (leads) {
            sizes.add(Dim.LEADING);
        }
        Arrays.stream(dims).forEach(dim -> sizes.add(Dim.of(dim)));
        return builder.input(new TensorParameter(name, type, new Shape(sizes), leads));
    }

    private Tensor filled(DType type, int[] rest, int... leading) {
        int[] dims = join(leading, rest);
        int count = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = type == DType.F32 ? random.nextFloat() + 0.5f : random.nextInt(2);
        }
        return Tensor.of(numbers, dims).cast(type);
    }

    private static float[] numbers(Tensor tensor) {
        return tensor.cast(DType.F32).toFloatArray();
    }
}
