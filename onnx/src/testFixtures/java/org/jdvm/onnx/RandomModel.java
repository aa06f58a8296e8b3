package org.jdvm.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jdvm.onnx.proto.MessageWriter;

/** Random small models: an input {@code [batch, steps, 8]}, operators with and without weights, shape arithmetic, and blocks that repeat. */
public final class RandomModel {
    private static final int WIDTH = 8;

    private final SplittableRandom random;
    private final MessageWriter graph = new MessageWriter();
    private int count;

    private RandomModel(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** {@return the file of a model} */
    public static byte[] of(long seed) {
        return new RandomModel(seed).make();
    }

    private byte[] make() {
        graph.message(11, ModelWriter.value("x", "batch", "steps", Integer.toString(WIDTH)));
        String value = "x";
        int blocks = random.nextInt(2, 5);
        List<Integer> kinds = new ArrayList<>();
        for (int i = random.nextInt(4, 8); i > 0; i--) {
            kinds.add(random.nextInt(10));
        }
        value = random.nextBoolean() ? node("Tanh", value) : value;
        for (int block = 0; block < blocks; block++) {
            String entry = value;
            for (int kind : kinds) {
                value = step(kind, value);
            }
            value = node("Add", entry + "," + value);
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            value = step(random.nextInt(10), value);
        }
        graph.message(1, ModelWriter.node("Identity", value, "y"));
        graph.message(12, ModelWriter.value("y", "batch", "steps", Integer.toString(WIDTH)));
        return ModelWriter.model(graph.text(2, "random"));
    }

    private String node(String operator, String inputs, MessageWriter... attributes) {
        String name = "v" + count++;
        MessageWriter node = ModelWriter.node(operator, inputs, name);
        for (MessageWriter attribute : attributes) {
            node.message(5, attribute);
        }
        graph.message(1, node);
        return name;
    }

    private static MessageWriter integers(String name, long... values) {
        MessageWriter attribute = new MessageWriter().text(1, name);
        for (long value : values) {
            attribute.number(8, value);
        }
        return attribute.number(20, 7);
    }

    private static MessageWriter integer(String name, long value) {
        return new MessageWriter().text(1, name).number(3, value).number(20, 2);
    }

    private String floats(double scale, int... dims) {
        float[] elements = new float[Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = (float) (random.nextDouble(-1, 1) * scale);
        }
        String name = "weight" + count++;
        graph.message(5, ModelWriter.floats(name, elements, dims));
        return name;
    }

    private String longs(long... elements) {
        String name = "sizes" + count++;
        graph.message(5, ModelWriter.longs(name, elements));
        return name;
    }

    /** One operator, or a few that belong together; the shape stays. */
    private String step(int kind, String x) {
        return switch (kind) {
            case 0 -> node("MatMul", x + "," + floats(0.5, WIDTH, WIDTH));
            case 1 -> node("Add", floats(1, WIDTH) + "," + x);
            case 2 -> node("Mul", x + "," + floats(1));
            case 3 -> node("Softmax", x);
            case 4 -> node("LayerNormalization", x + "," + floats(1, WIDTH) + "," + floats(1, WIDTH));
            case 5 -> {
                // Attention of steps to each other.
                String scores = node("MatMul", x + "," + node("Transpose", x, integers("perm", 0, 2, 1)));
                yield node("MatMul", node("Softmax", scores) + "," + x);
            }
            case 6 -> {
                // Heads by arithmetic on the shape, and back.
                String shape = node("Shape", x);
                String batch = node("Gather", shape + "," + longs(0));
                String steps = node("Gather", shape + "," + longs(1));
                String wanted = node("Concat", batch + "," + steps + "," + longs(2, 4), integer("axis", 0));
                String heads = node("Transpose", node("Reshape", x + "," + wanted), integers("perm", 0, 2, 1, 3));
                String back = node("Transpose", node("Relu", heads), integers("perm", 0, 2, 1, 3));
                yield node("Reshape", back + "," + longs(0, 0, WIDTH));
            }
            case 7 -> {
                String half = node("Slice", x + "," + longs(0) + "," + longs(4) + "," + longs(2));
                String rest = node("Slice", x + "," + longs(4) + "," + longs(WIDTH) + "," + longs(2));
                yield node("Concat", rest + "," + half, integer("axis", 2));
            }
            case 8 -> {
                // Positions from the number of steps.
                String steps = node("Squeeze", node("Gather", node("Shape", x) + "," + longs(1)) + "," + longs(0));
                String zero = node("Squeeze", longs(0) + "," + longs(0));
                String one = node("Squeeze", longs(1) + "," + longs(0));
                String range = node("Range", zero + "," + steps + "," + one);
                String column = node("Unsqueeze", node("Cast", range, integer("to", 1)) + "," + longs(1));
                yield node("Add", x + "," + node("Sin", column));
            }
            default -> node("Sigmoid", node("Sub", x + "," + node("ReduceMean", x, integers("axes", 1))));
        };
    }
}
