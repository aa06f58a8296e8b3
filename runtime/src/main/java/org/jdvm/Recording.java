package org.jdvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Keep;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Shape;
import org.jdvm.ir.TensorMethods;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/**
 * Operations of one thread that are recorded and not computed yet, as a graph with known sizes. Reading one of its tensors computes
 * what that tensor needs, fused; a recording ends when something is read or when it has grown large.
 */
final class Recording {
    private static final int MOST_TENSORS = 256;
    private static final ThreadLocal<@Nullable Recording> CURRENT = new ThreadLocal<>();

    private final GraphBuilder builder = new GraphBuilder("recorded");
    private final TensorMethods methods = new TensorMethods(builder);
    private final List<Tensor> inputs = new ArrayList<>();
    private final Map<Tensor, Value> values = new IdentityHashMap<>();

    static Tensor record(String method, Tensor self, Object... arguments) {
        Recording recording = current();
        synchronized (recording) {
            List<Object> list = recording.arguments(method, arguments);
            return recording.tensor((Value) recording.methods.call(method, recording.value(method, self), list));
        }
    }

    static Tensor recordStatic(String method, Object... arguments) {
        Recording recording = current();
        synchronized (recording) {
            return recording.tensor(recording.methods.callStatic(method, recording.arguments(method, arguments)));
        }
    }

    private static Recording current() {
        Recording recording = CURRENT.get();
        if (recording == null || recording.values.size() >= MOST_TENSORS) {
            recording = new Recording();
            CURRENT.set(recording);
        }
        return recording;
    }

    private List<Object> arguments(String method, Object[] arguments) {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            list.add(argument(method, i, arguments[i]));
        }
        return list;
    }

    private Object argument(String method, int position, @Nullable Object argument) {
        return switch (argument) {
            case Tensor tensor -> value(method, tensor);
            case Integer number -> Dim.of(number);
            case Double number -> ScalarExpr.of(number);
            case int[] numbers -> Arrays.stream(numbers).mapToObj(Dim::of).toList();
            case Tensor[] tensors ->
                Arrays.stream(tensors).map(t -> argument(method, position, t)).toList();
            case DType type -> type;
            case Keep keep -> keep;
            case null -> throw new IllegalArgumentException(method + ": argument " + (position + 1) + " is null");
            default ->
                throw new IllegalArgumentException(method + ": argument " + (position + 1) + " cannot be " + argument);
        };
    }

    private Value value(String method, Tensor tensor) {
        Value known = values.get(tensor);
        if (known != null) {
            return known;
        }
        tensor.storage();
        String name = "t" + inputs.size();
        Shape shape = Shape.of(Arrays.stream(tensor.sizes()).asLongStream().toArray());
        Value input = builder.input(new TensorParameter(name, tensor.type(), shape, false));
        inputs.add(tensor);
        values.put(tensor, input);
        return input;
    }

    private Tensor tensor(Value value) {
        int[] dims = value.shape().dims().stream()
                .mapToInt(dim -> Math.toIntExact(dim.constantValue()))
                .toArray();
        TensorData.elements("a recorded operation", dims);
        Tensor tensor = new Tensor(value.type(), dims, this);
        values.put(tensor, value);
        return tensor;
    }

    /** Computes a tensor of this recording and gives it its elements. */
    void compute(Tensor tensor) {
        if (CURRENT.get() == this) {
            CURRENT.remove();
        }
        synchronized (this) {
            if (tensor.storageIfComputed() != null) {
                return;
            }
            Graph graph = builder.build(List.of(values.get(tensor)));
            OperatorTemplate template = OperatorTemplate.of(graph);
            Tensor result = template.call(Dvm.shared(), inputs.toArray(Tensor[]::new), new double[0]);
            tensor.computed(result.storage());
        }
    }
}
