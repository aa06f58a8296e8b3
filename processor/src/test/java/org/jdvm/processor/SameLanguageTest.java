package org.jdvm.processor;

import static com.google.testing.compile.Compiler.javac;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.JavaFileObjects;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.JavaFileObject;
import org.jdvm.Dvm;
import org.jdvm.OperatorTemplate;
import org.jdvm.Tensor;
import org.jdvm.front.ClassFiles;
import org.junit.jupiter.api.Test;

/** Bodies mean the same read from trees, read from class files, and called directly. */
final class SameLanguageTest {
    private static final int CLASSES = 20;
    private static final int OPERATORS = 30;

    @Test
    void sameNumbers() throws ReflectiveOperationException {
        List<JavaFileObject> sources = new ArrayList<>();
        sources.add(JavaFileObjects.forSourceString("bodies.Library", JavaBodies.LIBRARY));
        for (int c = 0; c < CLASSES; c++) {
            StringBuilder source = new StringBuilder(
                    "package bodies; import org.jdvm.Tensor; import org.jdvm.annotations.*; class Bodies" + c + " {\n");
            for (int o = 0; o < OPERATORS; o++) {
                source.append(new JavaBodies(1000L * c + o).operator("o" + o));
            }
            sources.add(JavaFileObjects.forSourceString(
                    "bodies.Bodies" + c, source.append("}\n").toString()));
        }
        CollectingProcessor collector = new CollectingProcessor();
        Compilation compilation = javac().withProcessors(collector).compile(sources);
        assertEquals("", compilation.errors().stream().map(Object::toString).collect(Collectors.joining("\n")));
        RunTest.Compiled loader = new RunTest.Compiled(compilation);
        List<String> differences = new ArrayList<>();
        int numbers = 0;
        for (CollectingProcessor.Read read : collector.operators.values()) {
            Class<?> owner = loader.loadClass(read.owner());
            String fromClassFile = read.from(ClassFiles.of(owner));
            String name = read.owner() + "." + read.signature().name();
            if (!fromClassFile.equals(read.text())) {
                differences.add(name + ": class file " + fromClassFile + ", trees " + read.text());
            } else if (read.text().startsWith("operator")) {
                numbers++;
                float expected = direct(owner, read.signature().name());
                float actual = OperatorTemplate.parse(read.text())
                        .call(Dvm.shared(), new Tensor[] {Tensor.of(new float[] {0.5f}, 1)}, new double[0])
                        .toFloatArray()[0];
                if (Float.compare(expected, actual) != 0) {
                    differences.add(name + ": direct " + expected + ", template " + actual);
                }
            }
        }
        assertEquals("", String.join("\n", differences));
        assertEquals(CLASSES * OPERATORS, collector.operators.size());
        assertTrue(numbers > CLASSES * OPERATORS * 3 / 4, numbers + " of the bodies are operators");
    }

    private static float direct(Class<?> owner, String name) throws ReflectiveOperationException {
        Method method = owner.getDeclaredMethod(name, Tensor.class);
        method.setAccessible(true);
        try {
            return ((Tensor) method.invoke(null, Tensor.of(new float[] {0.5f}, 1))).toFloatArray()[0];
        } catch (InvocationTargetException e) {
            throw new AssertionError(owner + "." + name + " throws " + e.getCause(), e);
        }
    }
}
