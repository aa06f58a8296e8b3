package org.jdvm.onnx.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdvm.JdvmException;
import org.jdvm.annotations.DType;
import org.jdvm.onnx.OnnxSource;
import org.jdvm.onnx.graph.StepwiseProgram;
import org.jdvm.onnx.proto.ValueInfoProto;

/** The files of a project that runs a model from its source: the class, a main program, the weights, and a build. */
public final class ProjectFiles {
    private static final Pattern PACKAGE = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*");
    private static final Pattern CLASS = Pattern.compile("[A-Z][A-Za-z0-9]*");

    private ProjectFiles() {}

    /**
     * {@return the files}
     *
     * @param program the steps of the model
     * @param inputs its inputs
     * @param outputs its outputs
     * @param modelName how comments name it
     * @param packageName the package of the classes
     * @param className the name of the class
     * @param sizes sizes that are constants in the source
     */
    public static OnnxSource of(
            StepwiseProgram program,
            List<ValueInfoProto> inputs,
            List<ValueInfoProto> outputs,
            String modelName,
            String packageName,
            String className,
            Map<String, Integer> sizes) {
        if (!PACKAGE.matcher(packageName).matches()) {
            throw new JdvmException("'%s' is no name of a package, such as com.example.models".formatted(packageName));
        }
        if (!CLASS.matcher(className).matches()) {
            throw new JdvmException("'%s' is no name of a class, such as MiniLm".formatted(className));
        }
        TracedModel model = ModelTracer.trace(program, inputs, outputs, sizes);
        SourceWriter writer = new SourceWriter(model, packageName, className, modelName);
        String folder = "src/main/java/" + packageName.replace('.', '/') + "/";
        String weights = "weights.safetensors";
        Map<String, String> files = new LinkedHashMap<>();
        files.put(folder + className + ".java", writer.write());
        files.put(folder + className + "Main.java", main(model, packageName, className, weights));
        files.put("pom.xml", build(packageName, className));
        return new OnnxSource(files, weights, writer.weights());
    }

    /** A program that runs the model on zeros and ones, of sizes that its arguments give. */
    private static String main(TracedModel model, String packageName, String className, String weights) {
        List<String> statements = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < model.symbols().size(); i++) {
            statements.add("int %s = Integer.parseInt(sizes[%d]);"
                    .formatted(model.symbols().get(i), i));
        }
        boolean hasTypes = false;
        for (TracedValue value : model.values()) {
            if (value instanceof TracedValue.Input input) {
                String dims = input.dims().stream()
                        .map(JavaText::of)
                        .map(dim -> ", " + dim)
                        .collect(Collectors.joining());
                hasTypes |= input.type() != DType.F32;
                arguments.add("Tensor.full(1" + dims + ")"
                        + (input.type() == DType.F32
                                ? ""
                                : ".cast(DType." + input.type().name() + ")"));
            }
        }
        String call = className + ".call(weights, " + String.join(", ", arguments) + ")";
        String usage = model.symbols().isEmpty() ? "" : " " + String.join(" ", model.symbols());
        StringBuilder text = new StringBuilder("package ").append(packageName).append(";\n\n");
        text.append("import java.nio.file.Path;\nimport org.jdvm.Tensor;\n");
        text.append(hasTypes ? "import org.jdvm.annotations.DType;\n" : "");
        text.append("\n/** Runs the model on ones. Arguments: ")
                .append(usage.strip())
                .append(". */\n");
        text.append("public final class ").append(className).append("Main {\n");
        text.append("    private ").append(className).append("Main() {}\n\n");
        text.append("    public static void main(String[] sizes) {\n");
        text.append("        if (sizes.length != ")
                .append(model.symbols().size())
                .append(") {\n");
        text.append("            System.err.println(\"arguments:").append(usage).append("\");\n");
        text.append("            System.exit(2);\n        }\n");
        statements.forEach(
                statement -> text.append("        ").append(statement).append('\n'));
        text.append("        ").append(className).append(".Weights weights = ").append(className);
        text.append(".load(Path.of(\"").append(weights).append("\"));\n");
        text.append(JavaText.statement("        ", "System.out.println(" + call + ");"));
        return text.append("    }\n}\n").toString();
    }

    private static String build(String packageName, String className) {
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>%s</groupId>
              <artifactId>%s</artifactId>
              <version>1</version>

              <properties>
                <maven.compiler.release>25</maven.compiler.release>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                <jdvm.version>0.2.0-SNAPSHOT</jdvm.version>
              </properties>

              <dependencies>
                <dependency>
                  <groupId>org.jdvm</groupId>
                  <artifactId>jdvm-onnx</artifactId>
                  <version>${jdvm.version}</version>
                </dependency>
                <dependency>
                  <groupId>org.jdvm</groupId>
                  <artifactId>jdvm-asm-backend</artifactId>
                  <version>${jdvm.version}</version>
                  <scope>runtime</scope>
                </dependency>
              </dependencies>

              <build>
                <plugins>
                  <plugin>
                    <groupId>org.apache.maven.plugins</groupId>
                    <artifactId>maven-compiler-plugin</artifactId>
                    <version>3.16.0</version>
                    <configuration>
                      <annotationProcessorPaths>
                        <path>
                          <groupId>org.jdvm</groupId>
                          <artifactId>jdvm-processor</artifactId>
                          <version>${jdvm.version}</version>
                        </path>
                      </annotationProcessorPaths>
                    </configuration>
                  </plugin>
                </plugins>
              </build>
            </project>
            """.formatted(packageName, className.toLowerCase(Locale.ROOT));
    }
}
