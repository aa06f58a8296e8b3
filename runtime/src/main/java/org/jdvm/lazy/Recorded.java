package org.jdvm.lazy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.ir.TensorMethod;
import org.jspecify.annotations.Nullable;

/**
 * An operation that was recorded. It knows what it reads until its result is there; then it releases its operands.
 *
 * <p>Any thread may compute it, also several at once: the first result counts.
 */
public final class Recorded extends TensorSource {
    private static final VarHandle READERS;
    private static final VarHandle RESULT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            READERS = lookup.findVarHandle(Recorded.class, "readers", int.class);
            RESULT = lookup.findVarHandle(Recorded.class, "result", InputView.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Operations are numbered for each group of threads; the numbers say how many are between two of one thread. */
    private static final int GROUPS = 16;

    private static final int NUMBERS_IN_LINE = 16;
    private static final int[] NUMBERS = new int[(GROUPS + 1) * NUMBERS_IN_LINE];

    /** Operations beyond this number are not counted. */
    private static final int MANY = 1 << 20;

    final TensorMethod method;
    private final int group;
    private final int number;

    /** No operation of this group on which this one depends has a smaller number than this one less this. */
    private int span;

    /** True if this, or an operation on which it depends, reads elements in memory. */
    private boolean readsMemory;

    /** True if this one depends on operations of another group. */
    private boolean mixed;

    /** Recorded operations that have to run for this one, itself included: at most this number. */
    private int pending;

    /** Bytes of memory that stay as long as this is not computed, at most. */
    private long held;

    /** The part of it that this reads itself. */
    private long ownBytes;

    private volatile Object @Nullable [] arguments;

    @SuppressWarnings("unused")
    private volatile int readers;

    private volatile @Nullable InputView result;
    private @Nullable Throwable origin;

    /** What the caller calls it, or the larger operation that it is a part of. */
    private @Nullable String name;

    /** Where this was computed as a part of something else and not kept. */
    private @Nullable CapturedStructure computedIn;

    private int position;

    /**
     * Records an operation.
     *
     * @param method the method
     * @param type the element type of the result
     * @param dims the sizes of the result; not copied
     * @param arguments the tensor itself, for methods that are not static, and the arguments: sources, arrays of sources, numbers,
     *     arrays of integers, types; not copied
     */
    public Recorded(TensorMethod method, DType type, int[] dims, Object... arguments) {
        int group = (int) Thread.currentThread().threadId() & GROUPS - 1;
        int weight = weight(arguments);
        int number = NUMBERS[(group + 1) * NUMBERS_IN_LINE] += weight;
        super(type, dims, number * 0x9E3779B9 + group);
        this.method = method;
        this.group = group;
        this.number = number;
        this.pending = weight;
        this.span = weight - 1;
        this.arguments = arguments;
        for (Object argument : arguments) {
            if (argument instanceof TensorSource source) {
                read(source);
            } else if (argument instanceof TensorSource[] sources) {
                for (TensorSource source : sources) {
                    read(source);
                }
            }
        }
        if (!mixed) {
            // operations that two operands share are counted twice in the sum, but not between the numbers
            pending = Math.min(pending, span + 1);
        }
    }

    /** How many operations this is: a call counts as the number of operations in its operator's graph. */
    private static int weight(Object[] arguments) {
        return arguments.length > 0 && arguments[arguments.length - 1] instanceof OperatorCall call
                ? call.graph().nodes().size()
                : 1;
    }

    private void read(TensorSource source) {
        source.addReader();
        readsMemory |= !(source instanceof Recorded operand) || operand.readsMemory;
        if (source instanceof InputView leaf) {
            if (leaf.memory.panels() == null) {
                held += leaf.memory.bytes();
                ownBytes += leaf.memory.bytes();
            }
        } else if (source instanceof Recorded operand && operand.result == null) {
            held = Math.min(Integer.MAX_VALUE, held + operand.held);
            pending = Math.min(MANY, pending + operand.pending);
            mixed |= operand.mixed || operand.group != group;
            span = Math.max(span, number - operand.number + operand.span);
        }
    }

    /** {@return the method} */
    public TensorMethod method() {
        return method;
    }

    int weight() {
        Object[] read = arguments;
        return read == null ? 0 : weight(read);
    }

    /** {@return an upper bound of the recorded operations that have to run for this one, itself included} */
    public int pending() {
        return pending;
    }

    /** The operations on which this one depends were counted, or computed. */
    public void pending(int counted) {
        pending = counted;
        mixed = true;
    }

    /** {@return how many bytes of memory stay only as long as this is not computed, at most; constants stay anyway} */
    public long held() {
        return held;
    }

    /** {@return how many of these bytes this reads itself} */
    public long ownBytes() {
        return ownBytes;
    }

    /** {@return the memory that this reads itself, without constants} */
    public List<VersionedArray> memories() {
        Object[] read = arguments;
        List<VersionedArray> memories = new ArrayList<>();
        for (Object argument : read == null ? new Object[0] : read) {
            TensorSource[] sources = argument instanceof TensorSource[] several
                    ? several
                    : argument instanceof TensorSource one ? new TensorSource[] {one} : new TensorSource[0];
            for (TensorSource source : sources) {
                if (source instanceof InputView leaf && leaf.memory.panels() == null) {
                    memories.add(leaf.memory);
                }
            }
        }
        return memories;
    }

    /** {@return the elements, if they were computed} */
    public @Nullable InputView result() {
        return result;
    }

    /** {@return the tensor itself and the arguments; null once the result is there} */
    public Object @Nullable [] arguments() {
        return arguments;
    }

    /** {@return a throwable whose stack trace tells where the operation was recorded, if that was asked for} */
    public @Nullable Throwable origin() {
        return origin;
    }

    /** Notes where the operation was recorded. */
    public void origin(Throwable place) {
        origin = place;
    }

    /** {@return what the caller calls it, or the larger operation that it is a part of} */
    public @Nullable String name() {
        return name;
    }

    /** Names this, and what it reads that has neither a name nor a result. */
    void nameAll(String given) {
        Deque<Recorded> open = new ArrayDeque<>(List.of(this));
        while (!open.isEmpty()) {
            Recorded next = open.pop();
            Object[] read = next.arguments;
            if (next.name != null || read == null) {
                continue;
            }
            next.name = given;
            for (Object argument : read) {
                switch (argument) {
                    case Recorded operand -> open.push(operand);
                    case TensorSource[] sources -> {
                        for (TensorSource source : sources) {
                            if (source instanceof Recorded operand) {
                                open.push(operand);
                            }
                        }
                    }
                    default -> {}
                }
            }
        }
    }

    /**
     * Takes the result, unless another thread was faster.
     *
     * @param memory holds the elements in order, from the first element on
     */
    public void complete(VersionedArray memory) {
        InputView leaf = new InputView(type, dims, memory, this);
        Object[] read = arguments;
        if (RESULT.compareAndSet(this, null, leaf) && read != null) {
            arguments = null;
            computedIn = null;
            for (Object argument : read) {
                if (argument instanceof TensorSource source) {
                    source.removeReader();
                } else if (argument instanceof TensorSource[] sources) {
                    for (TensorSource source : sources) {
                        source.removeReader();
                    }
                }
            }
        }
    }

    /**
     * Notes that this was computed on the way to something else, and not kept. Only the first time counts: if the same is recorded again,
     * its graph keeps this, and those that followed because it had not kept it are not computed any more.
     */
    void computedIn(CapturedStructure structure, int at) {
        if (computedIn == null) {
            position = at;
            computedIn = structure;
        }
    }

    /** {@return true if this was computed before and not kept} */
    public boolean wasComputed() {
        return computedIn != null;
    }

    /** It is needed again: next time it shall be kept. Returns where; null if its result came meanwhile. */
    @Nullable
    CapturedStructure missed() {
        CapturedStructure structure = computedIn;
        if (structure != null) {
            structure.keep(position);
        }
        return structure;
    }

    /** True if this was computed and not kept by a graph that has learned since to keep it. */
    boolean isKeptNow() {
        CapturedStructure structure = computedIn;
        return structure != null && structure.keeps(position);
    }

    /** {@return true if an operation that is not computed yet reads this} */
    public boolean hasReaders() {
        return readers > 0;
    }

    /** {@return true if this depends on numbers alone ({@code full}, {@code range}), and on no elements of other tensors} */
    public boolean isConstant() {
        return !readsMemory;
    }

    @Override
    void addReader() {
        READERS.getAndAdd(this, 1);
    }

    @Override
    void removeReader() {
        READERS.getAndAdd(this, -1);
    }

    /** {@return method, type and sizes} */
    @Override
    public String toString() {
        return method + " -> " + type + Arrays.toString(dims);
    }
}
