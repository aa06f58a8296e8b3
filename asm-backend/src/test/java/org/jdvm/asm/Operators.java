package org.jdvm.asm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.verify.Verifier;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.Decompositions;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Op;
import org.jdvm.ir.Operand;
import org.jdvm.ir.Operand.Scalar;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Rearrangements;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Shape;
import org.jdvm.ir.TensorMethods;
import org.jdvm.ir.Value;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;
import org.jdvm.symbolic.Dim;

/** Operators as people write them, over the sizes B, R and C. */
final class Operators {
    /** By name: the formula. */
    static final Map<String, Formula> ALL = new LinkedHashMap<>();

    private static final ScalarExpr EPS = ScalarExpr.of(1e-5);

    /** Writes a formula. */
    interface Formula {
        Value write(Draft draft);
    }

    static {
        ALL.put("add", d -> d.apply(Op.ADD, d.input("B,R,C"), d.input("B,R,C")));
        ALL.put("swiglu", d -> d.apply(Op.MUL, d.apply(Op.SILU, d.input("R,C")), d.input("R,C")));
        ALL.put("bias_gelu", d -> d.apply(Op.GELU, d.apply(Op.ADD, d.input("R,C"), d.input("C"))));
        ALL.put("bias_gelu_tanh", d -> d.apply(Op.GELU_TANH, d.apply(Op.ADD, d.input("B,R,C"), d.input("R,1"))));
        for (DType type : DType.values()) {
            if (type != DType.BOOL) {
                ALL.put(
                        "middle_repeated_" + type,
                        d -> d.apply(Op.ADD, d.input(type, "B,R,C"), d.input(type, "B,1,C")));
                ALL.put(
                        "ends_repeated_" + type,
                        d -> d.apply(
                                Op.SUB,
                                d.apply(Op.ADD, d.input(type, "B,R,C"), d.input(type, "1,R,1")),
                                d.input(type, "B,1,C")));
                ALL.put(
                        "transposed_beside_" + type,
                        d -> d.apply(
                                Op.ADD,
                                d.input(type, "B,R,C"),
                                d.rearrangements.transpose(d.input(type, "B,C,R"), 1, 2)));
            }
        }
        ALL.put("softmax", d -> d.composites.softmax(d.input("R,C"), -1));
        ALL.put("softmax_first", d -> d.composites.softmax(d.input("R,C"), 0));
        ALL.put("log_softmax", d -> d.composites.logSoftmax(d.input("B,R,C"), List.of(-1)));
        ALL.put(
                "masked_softmax",
                d -> d.composites.softmax(d.apply(Op.ADD, d.times(d.input("B,R,C"), 0.125), d.input("R,C")), -1));
        ALL.put(
                "bool_masked_softmax",
                d -> d.composites.softmax(
                        d.builder.elementwise(Op.SELECT, d.input(DType.BOOL, "R,C"), d.input("B,R,C"), d.number(-1e30)),
                        -1));
        ALL.put("layer_norm", d -> d.composites.layerNorm(d.input("R,C"), d.input("C"), d.input("C"), EPS));
        ALL.put(
                "residual_norm",
                d -> d.composites.layerNorm(
                        d.apply(Op.ADD, d.input("B,R,C"), d.input("B,R,C")), d.input("C"), d.input("C"), EPS));
        ALL.put("rms_norm", d -> d.composites.rmsNorm(d.input("B,R,C"), d.input("C"), EPS));
        ALL.put("rope", Operators::rope);
        for (Op op : List.of(Op.SUM, Op.REDUCE_MAX, Op.REDUCE_MIN)) {
            ALL.put(op + "_rows", d -> d.builder.reduce(op, d.input("R,C"), List.of(1), false));
            ALL.put(op + "_columns", d -> d.builder.reduce(op, d.input("R,C"), List.of(0), false));
            ALL.put(op + "_outside", d -> d.builder.reduce(op, d.input("B,R,C"), List.of(0, 2), false));
            ALL.put(op + "_i32", d -> d.builder.reduce(op, d.input(DType.I32, "R,C"), List.of(1), false));
            ALL.put(op + "_i64", d -> d.builder.reduce(op, d.input(DType.I64, "R,C"), List.of(0), true));
            ALL.put(op + "_all", d -> d.builder.reduce(op, d.input("R,C"), List.of(0, 1), false));
        }
        ALL.put("any", d -> d.builder.reduce(Op.ANY, d.input(DType.BOOL, "R,C"), List.of(1), false));
        ALL.put("all", d -> d.builder.reduce(Op.ALL, d.input(DType.BOOL, "R,C"), List.of(0), false));
        ALL.put("mean_rows", d -> d.composites.mean(d.input("B,R,C"), List.of(2), true));
        ALL.put("mean_columns", d -> d.composites.mean(d.input("R,C"), List.of(0), false));
        ALL.put("variance_columns", d -> d.composites.variance(d.input("R,C"), List.of(0), false));
        ALL.put("norm_of_columns", d -> {
            Value x = d.input("R,C");
            Value centred = d.apply(Op.SUB, x, d.composites.mean(x, List.of(0), true));
            return d.apply(Op.MUL, d.apply(Op.EXP, centred), d.input("C"));
        });
        ALL.put(
                "transpose_add",
                d -> d.apply(Op.ADD, d.input("C,R"), d.rearrangements.transpose(d.input("R,C"), 0, 1)));
        ALL.put("outer", d -> d.apply(Op.MUL, d.input("R,1"), d.input("C")));
        ALL.put("outer_exp", d -> d.apply(Op.ADD, d.apply(Op.EXP, d.input("R,1")), d.apply(Op.TANH, d.input("C"))));
        ALL.put("halves", d -> d.apply(Op.MUL, d.apply(Op.EXP, d.input(DType.F16, "R,C")), d.input(DType.F16, "C")));
        ALL.put(
                "brain",
                d -> d.apply(Op.SIGMOID, d.apply(Op.SUB, d.input(DType.BF16, "R,C"), d.input(DType.BF16, "R,1"))));
        ALL.put("halves_norm", d -> d.composites.rmsNorm(d.input(DType.F16, "R,C"), d.input(DType.F16, "C"), EPS));
        ALL.put("dequantise", d -> d.apply(Op.MUL, d.builder.cast(d.input(DType.I8, "R,C"), DType.F32), d.input("C")));
        ALL.put(
                "integers",
                d -> d.apply(
                        Op.SUB,
                        d.builder.elementwise(
                                Op.DIV,
                                d.apply(Op.MUL, d.input(DType.I32, "R,C"), d.input(DType.I32, "C")),
                                Operand.number(7)),
                        d.input(DType.I32, "R,1")));
        ALL.put(
                "longs",
                d -> d.apply(
                        Op.MAX,
                        d.apply(Op.SUB, d.input(DType.I64, "R,C"), d.input(DType.I64, "C")),
                        d.input(DType.I64, "R,1")));
        ALL.put(
                "compare",
                d -> d.apply(
                        Op.AND,
                        d.apply(Op.LT, d.input("R,C"), d.input("C")),
                        d.apply(Op.NE, d.input(DType.I32, "R,C"), d.input(DType.I32, "R,1"))));
        ALL.put(
                "not_or",
                d -> d.apply(
                        Op.NOT, d.apply(Op.OR, d.input(DType.BOOL, "R,C"), d.apply(Op.IS_FINITE, d.input("R,C")))));
        ALL.put(
                "count",
                d -> d.builder.reduce(
                        Op.SUM,
                        d.builder.cast(d.apply(Op.GT, d.input("R,C"), d.input("R,C")), DType.I32),
                        List.of(1),
                        false));
        ALL.put("clamped", d -> d.composites.clamp(d.input("R,C"), d.number(-0.5), d.input("C")));
        ALL.put("power", d -> d.apply(Op.POW, d.apply(Op.ABS, d.input("R,C")), d.input("C")));
        ALL.put(
                "rounding",
                d -> d.apply(
                        Op.ADD,
                        d.apply(Op.FLOOR, d.times(d.input("R,C"), 3)),
                        d.apply(Op.ROUND, d.times(d.input("R,C"), 5))));
        ALL.put(
                "angles",
                d -> d.apply(
                        Op.ADD,
                        d.apply(Op.SIN, d.times(d.input("R,C"), 9)),
                        d.apply(Op.COS, d.times(d.input("R,C"), 20000))));
        ALL.put("look_up", d -> d.builder.gather(d.input("7,C"), 0, d.input(DType.I64, "R")));
        ALL.put("look_up_columns", d -> d.builder.gather(d.input("R,7"), 1, d.input(DType.I32, "C")));
        ALL.put(
                "positions",
                d -> d.apply(
                        Op.MUL,
                        d.input("R,C"),
                        d.builder.iota(DType.F32, Shape.of(Dim.symbol("R"), Dim.symbol("C")), 1)));
        ALL.put("causal", d -> {
            Shape shape = Shape.of(Dim.symbol("R"), Dim.symbol("C"));
            Value mask = d.apply(Op.GE, d.builder.iota(DType.I32, shape, 0), d.builder.iota(DType.I32, shape, 1));
            return d.builder.elementwise(Op.SELECT, mask, d.input("R,C"), d.number(0));
        });
        ALL.put("windows", d -> d.apply(Op.EXP, d.rearrangements.unfold(d.input("R,C+3"), 1, Dim.of(3), 2, 1)));
        ALL.put(
                "windows_sum",
                d -> d.builder.reduce(
                        Op.SUM, d.rearrangements.unfold(d.input("B,R+2,C"), 1, Dim.of(2), 1, 2), List.of(3), false));
        ALL.put("chain", d -> {
            Value x = d.input("R,C");
            for (int i = 0; i < 12; i++) {
                x = d.apply(Op.MUL, d.apply(Op.ADD, d.apply(Op.TANH, x), d.input("C")), x);
            }
            return x;
        });
        ALL.put("long_chain", d -> {
            Value x = d.input("R,C");
            for (int i = 0; i < 40; i++) {
                x = d.apply(i % 3 == 0 ? Op.GELU : Op.SIGMOID, d.times(x, 1.5));
            }
            return d.builder.reduce(Op.SUM, x, List.of(1), false);
        });
    }

    /** Sizes at and around the borders of vectors, unrolled loops, tiles and tasks. */
    static final List<String> SIZES = List.of(
            "1 1 1",
            "2 3 5",
            "1 7 16",
            "2 5 64",
            "3 4 79",
            "1 2 128",
            "2 33 257",
            "2 3 1216",
            "1 3 9001",
            "1 2 17408",
            "1 5000 3",
            "5 640 48");

    private Operators() {}

    private static Value rope(Draft d) {
        Value x = d.input("B,R,2*C");
        Dim half = Dim.symbol("C");
        Dim whole = Dim.parse("2*C");
        Value upper = d.apply(Op.NEG, d.builder.slice(x, -1, half, whole, 1));
        Value lower = d.builder.slice(x, -1, Dim.ZERO, half, 1);
        Value turned = d.builder.concat(List.of(upper, lower), -1);
        return d.apply(Op.ADD, d.apply(Op.MUL, x, d.input("R,2*C")), d.apply(Op.MUL, turned, d.input("R,2*C")));
    }

    /**
     * A program and its scalars.
     *
     * @param program verified
     * @param scalars the values of its slots
     */
    record Specialised(Program program, double[] scalars) {}

    /** An operator at sizes: {@code softmax 2 3 5}. */
    static Specialised specialise(String operator, int[] sizes, NpuSpec machine, boolean strided) {
        Graph graph = graph(operator);
        return specialise(new Template(Planner.plan(graph)), sizes, machine, strided);
    }

    static Graph graph(String operator) {
        Draft draft = new Draft(operator);
        return draft.builder.build(List.of(ALL.get(operator).write(draft)));
    }

    static Specialised specialise(Template template, int[] sizes, NpuSpec machine, boolean strided) {
        int tensors = template.tensors().size();
        int[][] dims = new int[tensors][];
        int[][] strides = new int[tensors][];
        for (int i = 0; i < tensors; i++) {
            dims[i] = template.tensors().get(i).shape().dims().stream()
                    .mapToInt(dim -> (int) dim.evaluate(symbol -> sizes["BRC".indexOf(symbol)]))
                    .toArray();
            strides[i] = strides(dims[i], strided ? 1 + i % 3 : 1);
        }
        long[] environment = template.binder().bind(dims, strides, new double[0]);
        Program program = new Specializer(machine).specialize(template, environment);
        Verifier.verify(program);
        return new Specialised(program, template.scalars(new double[0], environment));
    }

    /** Contiguous ones times a step. */
    static int[] strides(int[] dims, int step) {
        int[] strides = new int[dims.length];
        int next = step;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            strides[axis] = next;
            next *= dims[axis];
        }
        return strides;
    }

    /** A graph while it is written. */
    static final class Draft {
        final GraphBuilder builder;
        final Decompositions composites;
        final Rearrangements rearrangements;
        private final TensorMethods methods;
        private final List<Value> inputs = new ArrayList<>();

        Draft(String name) {
            builder = new GraphBuilder(name);
            composites = new Decompositions(builder);
            rearrangements = new Rearrangements(builder);
            methods = new TensorMethods(builder);
        }

        Value input(String dims) {
            return input(DType.F32, dims);
        }

        Value input(DType type, String dims) {
            List<Dim> list = Arrays.stream(dims.split(",")).map(Dim::parse).toList();
            Value input = builder.input(new TensorParameter("x" + inputs.size(), type, new Shape(list), false));
            inputs.add(input);
            return input;
        }

        Scalar number(double value) {
            return new Scalar(ScalarExpr.of(value));
        }

        Value times(Value x, double factor) {
            return builder.elementwise(Op.MUL, x, number(factor));
        }

        /** Calls a method of tensors. */
        Value call(String method, Value self, Object... arguments) {
            List<Object> list = new ArrayList<>();
            for (Object argument : arguments) {
                list.add(argument instanceof Integer number ? Dim.of(number) : argument);
            }
            return (Value) methods.call(method, self, list);
        }

        Value apply(Op op, Value... operands) {
            return builder.elementwise(op, operands);
        }
    }
}
