package org.jdvm.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jdvm.onnx.ModelWriter;
import org.jdvm.onnx.file.SafeTensors;
import org.jdvm.onnx.proto.MessageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
    private static Path dense(Path folder) throws IOException {
        MessageWriter graph = new MessageWriter()
                .text(2, "graph")
                .message(1, ModelWriter.node("MatMul", "x,layer.weight", "product"))
                .message(1, ModelWriter.node("Add", "product,layer.bias", "y"))
                .message(5, ModelWriter.floats("layer.weight", new float[6], 2, 3))
                .message(5, ModelWriter.floats("layer.bias", new float[3], 3))
                .message(11, ModelWriter.value("x", "rows", "2"))
                .message(12, ModelWriter.value("y", "rows", "3"));
        return Files.write(folder.resolve("one-dense.onnx"), ModelWriter.model(graph));
    }

    @Test
    void aModelIsWrittenAsAProject(@TempDir Path folder) throws IOException {
        Path out = folder.resolve("project");
        Cli written = Cli.run("import", dense(folder).toString(), "--package", "my.models", "--out", out.toString());
        assertEquals(0, written.code(), written.err());
        assertTrue(written.out().contains("weights.safetensors: 2 tensors"), written.out());
        String source = Files.readString(out.resolve("src/main/java/my/models/OneDense.java"));
        assertTrue(source.contains("return x.matmul(weights.weight()).add(weights.bias());"), source);
        assertTrue(source.contains("@Dims(\"rows, 2\") Tensor x"), source);
        assertTrue(Files.exists(out.resolve("src/main/java/my/models/OneDenseMain.java")));
        assertTrue(Files.readString(out.resolve("pom.xml")).contains("jdvm-processor"));
        assertTrue(SafeTensors.open(out.resolve("weights.safetensors")).names().contains("layer.weight"));
    }

    @Test
    void mistakesAreNamed(@TempDir Path folder) throws IOException {
        String model = dense(folder).toString();
        Cli size =
                Cli.run("import", model, "--package", "my.models", "--out", folder.toString(), "--dims", "columns=2");
        assertEquals(1, size.code());
        assertTrue(size.err().contains("there is no size 'columns'; the inputs have [rows]"), size.err());
        // 2 is a size of the input that has no name
        Cli number =
                Cli.run("import", model, "--package", "my.models", "--out", folder.toString(), "--dims", "2=3,rows=4");
        assertEquals(1, number.code());
        assertTrue(number.err().contains("there is no size '2'; the inputs have [rows]"), number.err());
        Cli negative =
                Cli.run("import", model, "--package", "my.models", "--out", folder.toString(), "--dims", "rows=-4");
        assertEquals(1, negative.code());
        assertTrue(negative.err().contains("size 'rows' is -4; at least 0 is expected"), negative.err());
        Cli missing = Cli.run("import", "none.onnx", "--package", "my.models", "--out", folder.toString());
        assertTrue(missing.err().contains("there is no model file none.onnx"), missing.err());
        Cli unnamed = Cli.run("import", model, "--out", folder.toString());
        assertEquals(2, unnamed.code());
    }
}
