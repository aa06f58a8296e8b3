package org.jdvm.lazy;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdvm.JdvmException;
import org.jdvm.annotations.DType;
import org.jdvm.call.Engine;
import org.jdvm.exec.state.Binding;
import org.jdvm.ir.Op;
import org.jdvm.ir.TensorMethod;
import org.jdvm.storage.StridedArrays;
import org.jdvm.storage.TensorData;
import org.jspecify.annotations.Nullable;

/**
 * A tensor as it is: elements in memory, or the operation that will give them, seen through sizes and strides; a view knows the tensor that it
 * shows, so that it is one also where the elements are only recorded.
 */
public final class LazyTensor {
    private final DType type;
    private final int[] dims;
    private final StorageRef contents;
    private final int offset;
    private int @Nullable [] strides;
    private final @Nullable View view;
    private @Nullable Storage storage;
    private @Nullable ViewOperation viewOperation;

    /**
     * Where the elements are stored.
     *
     * @param memory the memory
     * @param offset the index of the first element
     * @param strides the distance between elements along each axis
     */
    public record Storage(VersionedArray memory, int offset, int[] strides) {
        public Object array() {
            return memory.array();
        }

        /** As an argument of an operator; of a constant that is only multiplied by, panels are enough. */
        public Binding bind(boolean isOnlyRightOperand) {
            return memory.bind(offset, isOnlyRightOperand);
        }
    }

    /**
     * What makes a view of another tensor.
     *
     * @param of the other tensor
     * @param method the operation
     * @param arguments its arguments, as they are recorded
     */
    record View(LazyTensor of, TensorMethod method, Object[] arguments) {}

    /** A view as a recorded operation on what it views. */
    private record ViewOperation(Recorded of, Recorded operation) {}

    /** A tensor that is not a view. */
    LazyTensor(DType type, int[] dims, StorageRef contents) {
        this(type, dims, contents, 0, null, null);
    }

    LazyTensor(DType type, int[] dims, StorageRef contents, int offset, int @Nullable [] strides, @Nullable View view) {
        this.type = type;
        this.dims = dims;
        this.contents = contents;
        this.offset = offset;
        this.strides = strides;
        this.view = view;
    }

    /** A tensor over an array; one that no other object refers to may be exchanged when all of it is overwritten. */
    public static LazyTensor over(DType type, Object array, boolean shared, int... dims) {
        TensorData.given("Tensor.of", "the array", array);
        int elements = TensorData.elements("Tensor.of", dims);
        int length = Array.getLength(array);
        if (length < elements) {
            throw new JdvmException("Tensor.of: an array of %d elements is too short for %s, which has %d"
                    .formatted(length, Arrays.toString(dims), elements));
        }
        VersionedArray memory = new VersionedArray(array, length);
        if (shared) {
            memory.expose();
        }
        return new LazyTensor(type, dims.clone(), new StorageRef(memory, shared));
    }

    /** A tensor over a part of an array that the caller knows. */
    public static LazyTensor over(DType type, int[] dims, Object array, int offset, int[] strides) {
        VersionedArray memory = new VersionedArray(array, Array.getLength(array));
        memory.expose();
        return new LazyTensor(type, dims, new StorageRef(memory, true), offset, strides, null);
    }

    /** A tensor over a part of what others hold too: writing into it is seen through these. */
    public static LazyTensor over(DType type, int[] dims, StorageRef contents, int[] strides) {
        return new LazyTensor(type, dims, contents, 0, strides, null);
    }

    /** {@return the element type} */
    public DType type() {
        return type;
    }

    /** {@return the number of dims} */
    public int rank() {
        return dims.length;
    }

    /** {@return the sizes; not to be changed} */
    public int[] sizes() {
        return dims;
    }

    /** {@return the number of elements} */
    public int size() {
        return TensorData.elements("Tensor", dims);
    }

    /** The elements, to be read or written on the host; computes them if they are only recorded. */
    public Storage storage() {
        Storage place = place();
        if (place.memory().isHollow()) {
            throw new Tracing.ElementsNeeded("a tensor is read");
        }
        CallObserver observer = CallObserver.current();
        if (observer != null) {
            observer.read(place.memory());
        }
        return place;
    }

    /** Where the elements are; computes them if they are only recorded. */
    Storage place() {
        VersionedArray memory = contents.memory();
        while (memory == null) {
            Recorded operation = contents.operation();
            if (operation != null) {
                Materializer.compute("a tensor is read", List.of(operation));
            }
            memory = contents.memory();
        }
        Storage place = storage;
        if (place == null || place.memory() != memory) {
            place = new Storage(memory, offset, strides());
            storage = place;
        }
        return place;
    }

    /** What a recorded operation reads that uses this tensor: its memory, or the operation that will give the elements. */
    public TensorSource source() {
        while (true) {
            VersionedArray memory = contents.memory();
            if (memory != null) {
                return new InputView(type, dims, memory, offset, strides());
            }
            Recorded operation = contents.operation();
            if (view != null && operation != null && operation.wasComputed()) {
                // once more, and kept: from the next time on, what is read here is a view of memory and no operation
                Materializer.compute("a view of a result is needed that was not kept", List.of(operation));
                continue;
            }
            TensorSource source = view == null ? operation : viewed(view);
            if (source != null) {
                return source;
            }
        }
    }

    private @Nullable TensorSource viewed(View how) {
        if (!(how.of().source() instanceof Recorded operand)) {
            return null;
        }
        ViewOperation known = viewOperation;
        if (known == null || known.of() != operand) {
            Object[] arguments = new Object[how.arguments().length + 1];
            arguments[0] = operand;
            System.arraycopy(how.arguments(), 0, arguments, 1, how.arguments().length);
            known = new ViewOperation(operand, Recorder.node(how.method(), type, dims, arguments));
            viewOperation = known;
        }
        return known.operation();
    }

    /** Names the operations that were recorded for this tensor, as far as they have no name yet. */
    public void name(String name) {
        if (isRecorded() && source() instanceof Recorded operation) {
            operation.nameAll(name);
        }
    }

    public boolean isRecorded() {
        return contents.memory() == null;
    }

    /** {@return a copy in fresh contiguous memory} */
    public LazyTensor contiguous() {
        return Recorder.record(Op.COPY, this);
    }

    /** A copy in fresh contiguous memory, computed on a machine. */
    LazyTensor contiguous(Engine engine) {
        LazyTensor copy = contiguous();
        compute(engine, copy);
        return copy;
    }

    /** Computes on a machine what is only recorded of some tensors. */
    static void compute(Engine engine, LazyTensor... tensors) {
        List<Recorded> operations = null;
        for (LazyTensor tensor : tensors) {
            Recorded operation = tensor != null && tensor.isRecorded() ? tensor.contents.operation() : null;
            if (operation != null) {
                operations = operations == null ? new ArrayList<>() : operations;
                operations.add(operation);
            }
        }
        if (operations != null) {
            Materializer.compute(engine, "an operator is called with it", operations);
        }
    }

    public StorageRef contents() {
        return contents;
    }

    int offset() {
        return offset;
    }

    int[] strides() {
        int[] known = strides;
        if (known == null) {
            known = StridedArrays.contiguous(dims);
            strides = known;
        }
        return known;
    }

    @Nullable
    View view() {
        return view;
    }

    public boolean isContiguous() {
        return strides == null || StridedArrays.isContiguous(dims, strides());
    }

    /** {@return the elements as floats, in row-major order; a fresh array} */
    public float[] toFloats() {
        Storage place = storage();
        return TensorData.toFloats(type, place.array(), place.offset(), dims, place.strides());
    }

    /** {@return the elements as doubles, in row-major order; a fresh array} */
    public double[] toDoubles() {
        Storage place = storage();
        return TensorData.toDoubles(type, place.array(), place.offset(), dims, place.strides());
    }

    /** {@return the elements of integers or truth values, in row-major order; a fresh array} */
    public long[] toLongs() {
        Storage place = storage();
        return TensorData.toLongs(type, place.array(), place.offset(), dims, place.strides());
    }

    /** Copies the elements, in row-major order, into a segment that is large enough. */
    public void copyTo(MemorySegment target, ByteOrder order) {
        Storage place = (isContiguous() ? this : contiguous()).storage();
        TensorData.copyOut(type, place.array(), place.offset(), size(), target, order);
    }
}
