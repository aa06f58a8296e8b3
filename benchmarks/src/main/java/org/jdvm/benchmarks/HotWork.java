package org.jdvm.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.Npu;
import org.jdvm.exec.state.Binding;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.Decompositions;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.machine.NpuSpec;
import org.jdvm.machine.TierPolicy;
import org.jdvm.machine.TierSettings;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;
import org.jdvm.symbolic.Dim;
import org.jdvm.tier.LoweredProgram;
import org.jdvm.tier.Scratch;
import org.jdvm.tier.SectionCode;
import org.jdvm.tier.TieredProgram;

/** One operator at one size, to be computed in several ways from the same arrays. */
final class HotWork implements AutoCloseable {
    final float[] result;

    private final HotKernel kernel;
    private final int rows;
    private final int columns;
    private final int threads;
    private final float[][] inputs;
    private final float[] from;
    private final float[] to;
    private final Npu npu;
    private final Program program;
    private final TieredProgram tiered;
    private final Binding[] bindings;
    private final Object[] arrays;
    private final int[] offsets;
    private final double[] scalars;
    private final List<Call> calls = new ArrayList<>();
    private final Scratch scratch = new Scratch();
    private final SecondThread second;

    private record Call(SectionCode code, long[] numbers, long tasks) {}

    /** Prepares about the given number of rows: a multiple of eight, the heads that share angles. */
    HotWork(HotKernel kernel, int rows, int columns, int threads) {
        this.kernel = kernel;
        this.rows = Math.max(8, rows & -8);
        this.columns = columns;
        this.threads = threads;
        this.npu = new Npu(
                NpuSpec.host(threads), TierSettings.of(TierPolicy.EAGER_COMPILE).unmeasured());
        this.second = new SecondThread();
        GraphBuilder builder = new GraphBuilder(kernel.name().toLowerCase(Locale.ROOT));
        List<Value> values = new ArrayList<>();
        for (String dims : kernel.inputs) {
            List<Dim> list = Arrays.stream(dims.split(",")).map(Dim::parse).toList();
            values.add(builder.input(new TensorParameter("x" + values.size(), DType.F32, new Shape(list), false)));
        }
        Value value = kernel.write(builder, new Decompositions(builder), values);
        Template template = new Template(Planner.plan(builder.build(List.of(value))));
        int[][] dims = kernel.inputs.stream().map(this::dims).toArray(int[][]::new);
        int[][] strides = Arrays.stream(dims).map(HotWork::strides).toArray(int[][]::new);
        long[] environment = template.binder().bind(dims, strides, new double[0]);
        this.program = new Specializer(npu.spec()).specialize(template, environment);
        this.scalars = template.scalars(new double[0], environment);
        SplittableRandom random = new SplittableRandom(1);
        this.inputs = new float[dims.length][];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = new float[product(dims[i])];
            for (int j = 0; j < inputs[i].length; j++) {
                inputs[i][j] = (float) random.nextDouble(-2, 2);
            }
        }
        this.result = new float[product(dims(kernel.result))];
        int moved = (int) (kernel.tensorsMoved * this.rows * columns / 2);
        this.from = new float[moved];
        this.to = new float[moved];
        this.bindings = new Binding[program.buffers().size()];
        this.arrays = new Object[bindings.length];
        this.offsets = new int[bindings.length];
        int input = 0;
        for (int i = 0; i < bindings.length; i++) {
            BufferSlot slot = program.buffers().get(i);
            arrays[i] = switch (slot.role()) {
                case INPUT -> inputs[input++];
                case OUTPUT -> result;
                default -> new float[Math.toIntExact(slot.elements())];
            };
            bindings[i] = new Binding(arrays[i], 0, null);
        }
        this.tiered = npu.tiers().open(program);
    }

    /** Makes the classes. */
    HotWork lower() throws InterruptedException {
        npu.tiers().lower(tiered);
        LoweredProgram lowered = tiered.lowered();
        long[] words = program.words();
        for (int at = 0; at < words.length; at += Words.length(words[at])) {
            if (Words.opcode(words[at]) == Opcode.SECTION.code()) {
                int index = calls.size();
                SectionCode code = lowered == null ? null : lowered.code(index);
                if (lowered == null || code == null) {
                    throw new IllegalStateException("a section of " + kernel + " has no code");
                }
                calls.add(new Call(code, lowered.numbers(index), tasks(words, at)));
            }
        }
        return this;
    }

    private static long tasks(long[] words, int section) {
        long tasks = 1;
        int frame = section + Words.HEADER;
        for (int axis = 0; axis < Words.axes(words[frame]); axis++) {
            long word = words[frame + Words.FRAME_WORDS + axis];
            tasks *= Words.isLoop(word) ? 1 : Words.axisCount(word);
        }
        return tasks;
    }

    private int[] dims(String text) {
        return Arrays.stream(text.split(","))
                .map(Dim::parse)
                .mapToInt(dim -> (int) dim.evaluate(this::size))
                .toArray();
    }

    private long size(String symbol) {
        return switch (symbol) {
            case "R" -> rows;
            case "C" -> columns;
            case "T" -> rows / 8;
            case "D" -> columns / 2;
            default -> throw new IllegalArgumentException(symbol);
        };
    }

    private static int product(int[] dims) {
        return Arrays.stream(dims).reduce(1, Math::multiplyExact);
    }

    private static int[] strides(int[] dims) {
        int[] strides = new int[dims.length];
        int next = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            strides[axis] = next;
            next *= dims[axis];
        }
        return strides;
    }

    /** The generated class: called as it is by one thread, by the machine where there are several. */
    void lowered() {
        if (threads > 1) {
            npu.run(tiered, bindings, scalars);
            return;
        }
        for (Call call : calls) {
            call.code.run(call.numbers, arrays, offsets, scalars, scratch, 0, call.tasks);
        }
    }

    /** The interpreter. */
    void interpreted() {
        npu.run(program, bindings, scalars);
    }

    /** The kernel written by hand. */
    void hand() {
        halves(kernel.splitsColumns() ? columns : rows, this::hand);
    }

    private void hand(int first, int last) {
        kernel.hand(inputs, result, rows, columns, first, last);
    }

    /** A copy that moves the number of bytes that the operator has to move. */
    void copied() {
        halves(from.length, this::copy);
    }

    private void copy(int first, int last) {
        System.arraycopy(from, first, to, first, last - first);
    }

    private void halves(int count, SecondThread.Range range) {
        if (threads == 1) {
            range.run(0, count);
        } else {
            second.both(range, count);
        }
    }

    /** {@return how many bytes the operator reads and writes} */
    double bytes() {
        return kernel.tensorsMoved * rows * columns * Float.BYTES;
    }

    @Override
    public void close() {
        npu.close();
        second.close();
    }
}
