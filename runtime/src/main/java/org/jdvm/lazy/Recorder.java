package org.jdvm.lazy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdvm.JdvmException;
import org.jdvm.RecordedHere;
import org.jdvm.annotations.DType;
import org.jdvm.call.Debugging;
import org.jdvm.call.Engine;
import org.jdvm.ir.CompositeMethod;
import org.jdvm.ir.Op;
import org.jdvm.ir.TensorMethod;
import org.jdvm.storage.TensorData;
import org.jspecify.annotations.Nullable;

/**
 * Records operations on tensors. What is recorded hangs on the tensors themselves, so that any thread may go on with it, and that it
 * is garbage as soon as they are.
 */
public final class Recorder {
    /** The most operations that one result may need; before there are more, its operands are computed. */
    static final int MOST_OPERATIONS = 256;

    /**
     * So many tensors are concatenated by one graph. Where a piece begins is the sum of the sizes before it, so that planning costs the
     * square of their number (each piece has a separate size in the graph, also where a call has equal ones); more are joined in groups
     * that are computed first, of which equal ones share a graph. New graphs of 400 and 800 pieces take 8 and 19 s without groups, 0.2 s
     * with them; up to some 200 pieces there is no difference.
     */
    static final int MOST_PIECES = 64;

    private static final MemoryPressure PRESSURE =
            new MemoryPressure(Runtime.getRuntime().maxMemory() / 4);

    private Recorder() {}

    /**
     * Records a call.
     *
     * @param method the method
     * @param arguments the tensor itself, for methods that are not static, and the arguments; belongs to the recorder from now on
     * @return the result
     */
    public static LazyTensor record(TensorMethod method, @Nullable Object... arguments) {
        Object first = arguments[0];
        Object[] sources = sources(method, arguments);
        int[] dims = Inference.dims(method, sources);
        DType type;
        if (dims == null) {
            InferenceCache.Inferred inferred = InferenceCache.infer(method, method.method(), sources);
            dims = inferred.dims();
            type = inferred.type();
        } else {
            type = Inference.type(method, sources);
        }
        if (method == Op.CAST && first instanceof LazyTensor tensor && tensor.type() == type) {
            return tensor;
        }
        if (method == Op.CONCAT) {
            sources[1] = grouped(type, sources[0], (TensorSource[]) sources[1]);
        }
        return tensor(node(method, type, dims, sources));
    }

    /** At most {@link #MOST_PIECES} tensors with the same elements, in the same order along an axis. */
    private static TensorSource[] grouped(DType type, Object axis, TensorSource[] pieces) {
        TensorSource[] joined = pieces;
        while (joined.length > MOST_PIECES) {
            TensorSource[] groups = new TensorSource[(joined.length + MOST_PIECES - 1) / MOST_PIECES];
            for (int group = 0; group < groups.length; group++) {
                int from = group * MOST_PIECES;
                TensorSource[] members = Arrays.copyOfRange(joined, from, Math.min(joined.length, from + MOST_PIECES));
                groups[group] = members.length == 1 ? members[0] : group(type, axis, members);
            }
            joined = groups;
        }
        return joined;
    }

    private static Recorded group(DType type, Object axis, TensorSource[] members) {
        int[] dims = InferenceCache.infer(Op.CONCAT, Op.CONCAT.method(), axis, members)
                .dims();
        Recorded group = node(Op.CONCAT, type, dims, axis, members);
        Materializer.compute("a concatenation has more than " + MOST_PIECES + " tensors", List.of(group));
        return group;
    }

    private static Object[] sources(TensorMethod method, @Nullable Object[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case LazyTensor tensor -> arguments[i] = tensor.source();
                case int[] numbers -> arguments[i] = numbers.clone();
                case LazyTensor[] tensors -> {
                    TensorSource[] sources = new TensorSource[tensors.length];
                    for (int j = 0; j < sources.length; j++) {
                        if (tensors[j] == null) {
                            throw new JdvmException(
                                    method + ": argument " + (i + 1) + ", tensor " + (j + 1) + " is null");
                        }
                        sources[j] = tensors[j].source();
                    }
                    arguments[i] = sources;
                }
                case null -> throw new JdvmException(method + ": argument " + i + " is null");
                default -> {}
            }
        }
        return arguments;
    }

    /** {@return a number before and after the elements along an axis} */
    public static LazyTensor pad(LazyTensor tensor, int axis, int before, int after, double number) {
        TensorSource self = tensor.source();
        InferenceCache.Inferred inferred = InferenceCache.infer(Op.PAD, "pad", self, axis, before, after, number);
        int counted = axis < 0 ? axis + tensor.rank() : axis;
        return tensor(node(Op.PAD, inferred.type(), inferred.dims(), self, new int[] {counted, before, after}, number));
    }

    /** A recorded operation; what it reads is computed first if that is too much already. */
    static Recorded node(TensorMethod method, DType type, int[] dims, Object... arguments) {
        TensorData.elements(method.method(), dims);
        Recorded node = new Recorded(method, type, dims, arguments);
        if (node.pending() > MOST_OPERATIONS) {
            limit(node);
        }
        if (node.held() >= MemoryPressure.SMALL) {
            PRESSURE.watch(node);
        }
        // Recording alone starts no machine.
        Engine engine = Engine.currentIfStarted();
        if (engine != null && engine.debugging().isOn()) {
            recorded(engine.debugging(), node);
        }
        return node;
    }

    private static void recorded(Debugging debugging, Recorded node) {
        if (debugging.keepsOrigins()) {
            node.origin(new RecordedHere(node.toString()));
        }
        if (debugging.isEager() && node.method() != CompositeMethod.CALL) {
            Materializer.compute("each operation is computed at once", List.of(node));
        }
    }

    /** Depends on the number of operations that are left to compute, so that the same program is cut at the same places each time. */
    private static void limit(Recorded node) {
        Capture capture = Materializer.withoutMissed(List.of(node));
        int count = capture.weight();
        List<Recorded> operands = capture.operands(capture.nodes().size() - 1);
        if (count > MOST_OPERATIONS && !operands.isEmpty()) {
            Materializer.compute("a graph has more than " + MOST_OPERATIONS + " operations", operands);
            count = Capture.of(List.of(node)).weight();
        }
        node.pending(count);
    }

    static LazyTensor tensor(Recorded node) {
        return new LazyTensor(node.type(), node.dims(), new StorageRef(node));
    }

    /** Computes several tensors together. */
    public static void compute(LazyTensor[] tensors) {
        List<Recorded> operations = new ArrayList<>();
        for (LazyTensor tensor : tensors) {
            Recorded operation = tensor.contents().operation();
            if (operation != null) {
                operations.add(operation);
            }
        }
        Materializer.compute("compute was called for " + tensors.length + " tensors", operations);
        Arrays.stream(tensors).forEach(LazyTensor::place);
    }
}
