package org.jdvm.processor;

import static com.google.testing.compile.Compiler.javac;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.testing.compile.Compilation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.front.Signature;
import org.jdvm.front.Signature.Declared;
import org.jdvm.front.Signature.DeclaredDims;
import org.jdvm.front.Signature.DeclaredRecord;
import org.jdvm.front.Signature.DeclaredScalar;
import org.jdvm.front.Signature.DeclaredTensor;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The body of an operator is ordinary Java: called directly it gives what its generated method gives. */
final class RunTest {
    private static final Map<String, Long> SIZES = new TreeMap<>(Map.ofEntries(
            Map.entry("T", 5L),
            Map.entry("H", 8L),
            Map.entry("F", 6L),
            Map.entry("N", 4L),
            Map.entry("M", 2L),
            Map.entry("D", 3L),
            Map.entry("L", 3L),
            Map.entry("V", 7L),
            Map.entry("S", 4L),
            Map.entry("A", 2L),
            Map.entry("B", 3L),
            Map.entry("C", 4L)));

    /** Loads the classes of a compilation. */
    static final class Compiled extends ClassLoader {
        private final Map<String, byte[]> classes = new TreeMap<>();

        Compiled(Compilation compilation) {
            super(RunTest.class.getClassLoader());
            for (JavaFileObject file : compilation.generatedFiles()) {
                if (file.getKind() == JavaFileObject.Kind.CLASS) {
                    String path = file.getName().replace("/CLASS_OUTPUT/", "");
                    classes.put(path.replace(".class", "").replace('/', '.'), bytes(file));
                }
            }
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }

        @Override
        public InputStream getResourceAsStream(String name) {
            byte[] bytes = classes.get(name.replace(".class", "").replace('/', '.'));
            return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
        }

        private static byte[] bytes(JavaFileObject file) {
            try (InputStream in = file.openInputStream()) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> fromTrees() {
        return Stream.of("samples", "golden")
                .flatMap(directory -> Sources.in(directory).stream())
                .flatMap(RunTest::tests);
    }

    @TestFactory
    Stream<DynamicTest> fromClassFiles() {
        return Sources.in("golden").stream().flatMap(source -> tests(source, "-Ajdvm.trees=false"));
    }

    private static Stream<DynamicTest> tests(Path source, String... options) {
        CollectingProcessor collector = new CollectingProcessor();
        Compilation compilation = javac().withProcessors(collector, new OperatorProcessor())
                .withOptions((Object[]) options)
                .compile(Sources.compiled(source));
        assertEquals(List.of(), compilation.errors());
        Compiled loader = new Compiled(compilation);
        return collector.operators.values().stream()
                .map(read -> DynamicTest.dynamicTest(read.signature().toString(), () -> compare(loader, read)));
    }

    /** Compares an operator's body with its generated method, both from the same loader. */
    static void compare(ClassLoader loader, CollectingProcessor.Read read) throws Exception {
        Class<?> owner = loader.loadClass(read.owner());
        int dot = read.owner().lastIndexOf('.');
        Class<?> generated = loader.loadClass(read.owner().substring(0, dot + 1)
                + read.owner().substring(dot + 1).replace('$', '_') + "Operators");
        Object[] arguments = arguments(loader, read.signature());
        List<Tensor> expected = new ArrayList<>();
        flatten(call(owner, read.signature(), arguments), expected);
        List<Tensor> actual = new ArrayList<>();
        flatten(call(generated, read.signature(), arguments), actual);
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i).type(), actual.get(i).type());
            assertArrayEquals(expected.get(i).dims(), actual.get(i).dims());
            double[] numbers = expected.get(i).toDoubleArray();
            double largest = 0;
            for (double number : numbers) {
                largest = Math.max(largest, Double.isFinite(number) ? Math.abs(number) : 0);
            }
            double near = expected.get(i).type() == DType.F64 ? 1e-14 : 1e-5;
            assertArrayEquals(numbers, actual.get(i).toDoubleArray(), near * (1 + largest));
        }
    }

    private static Object call(Class<?> owner, Signature signature, Object[] arguments) throws Exception {
        for (Method method : owner.getDeclaredMethods()) {
            if (method.getName().equals(signature.name())
                    && MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                            .toMethodDescriptorString()
                            .equals(signature.descriptor())) {
                method.setAccessible(true);
                try {
                    return method.invoke(null, arguments);
                } catch (InvocationTargetException e) {
                    throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
                }
            }
        }
        throw new AssertionError(owner + " has no " + signature);
    }

    private static Object[] arguments(ClassLoader loader, Signature signature) throws Exception {
        Random random = new Random(signature.name().hashCode());
        List<Object> arguments = new ArrayList<>();
        for (Declared parameter : signature.parameters()) {
            arguments.add(argument(loader, parameter, random));
        }
        return arguments.toArray();
    }

    private static Object argument(ClassLoader loader, Declared declared, Random random) throws Exception {
        return switch (declared) {
            case DeclaredTensor(String _, var dims) -> tensor(dims.orElseThrow(), random);
            case DeclaredScalar(String name, var type) -> {
                int number = switch (name) {
                    case "heads", "k" -> 2;
                    case "start" -> 1;
                    case "end" -> -1;
                    default -> 5;
                };
                yield switch (type) {
                    case INT -> (Object) number;
                    case LONG -> (Object) (long) number;
                    case FLOAT -> (Object) 0.25f;
                    case DOUBLE -> (Object) 0.7;
                };
            }
            case DeclaredRecord(String _, String className, var components) -> {
                List<Object> values = new ArrayList<>();
                for (Declared component : components) {
                    values.add(argument(loader, component, random));
                }
                Class<?> type = loader.loadClass(className);
                Class<?>[] types = Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new);
                Constructor<?> constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true);
                yield constructor.newInstance(values.toArray());
            }
            case Signature.DeclaredArray _ -> throw new IllegalArgumentException(declared.toString());
        };
    }

    private static Tensor tensor(DeclaredDims declared, Random random) {
        List<Integer> dims = new ArrayList<>();
        for (String entry : declared.text().split(",")) {
            switch (entry.strip()) {
                case "..." -> dims.addAll(List.of(2, 3));
                case "_" -> dims.add(3);
                default -> dims.add((int) Dim.parse(entry.strip()).evaluate(SIZES::get));
            }
        }
        int[] sizes = dims.stream().mapToInt(Integer::intValue).toArray();
        int count = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
        return switch (declared.type()) {
            case F32 -> {
                float[] data = new float[count];
                for (int i = 0; i < count; i++) {
                    data[i] = random.nextFloat(0.1f, 2);
                }
                yield Tensor.of(data, sizes);
            }
            case F64 -> Tensor.of(random.doubles(count, 0.1, 2).toArray(), sizes);
            case I32 -> Tensor.of(random.ints(count, 0, 5).toArray(), sizes);
            case I8, U8 -> {
                byte[] data = new byte[count];
                random.nextBytes(data);
                yield Tensor.of(declared.type(), data, sizes);
            }
            case BOOL -> {
                boolean[] data = new boolean[count];
                for (int i = 0; i < count; i++) {
                    data[i] = random.nextBoolean() || i == 0;
                }
                yield Tensor.of(data, sizes);
            }
            default -> throw new IllegalArgumentException(declared.toString());
        };
    }

    private static void flatten(Object result, List<Tensor> into) throws Exception {
        if (result instanceof Tensor tensor) {
            into.add(tensor);
        } else if (result.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(result); i++) {
                flatten(Array.get(result, i), into);
            }
        } else {
            for (RecordComponent component : result.getClass().getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                flatten(component.getAccessor().invoke(result), into);
            }
        }
    }
}
