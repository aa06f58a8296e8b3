package org.jdvm.lazy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jdvm.annotations.DType;
import org.jdvm.exec.gemm.PanelCache;
import org.jdvm.exec.state.Binding;
import org.jdvm.storage.StridedArrays;
import org.jdvm.storage.TensorData;
import org.jspecify.annotations.Nullable;

/**
 * A Java array that holds elements of tensors, with its history as far as recorded operations still need it.
 *
 * <p>An operation that is recorded takes hold of a {@link Version}. Whoever writes into the array later first saves what he
 * overwrites, if some operation that is not computed yet reads an older version; the operation then gets the elements as they were.
 * The array itself never knows its versions strongly: history that can no longer be read is garbage.
 */
public final class VersionedArray {
    private static int nextHash;

    /** Null once the elements are constant: the panels hold them then. */
    private volatile @Nullable Object array;

    private final long bytes;
    private final int length;
    private final boolean hollow;
    private final int hash;
    private volatile @Nullable PanelCache panels;

    /** True if the application has the array too and may write into it at any time. */
    private volatile boolean exposed;

    /** The version that the array holds, while there is a reference to it. Guarded by this. */
    private @Nullable WeakReference<Version> current;

    /** Computations that read the array just now. Guarded by this. */
    private int readers;

    /** Guarded by this. */
    private boolean writing;

    /** The contents of an array between two writes. */
    public static final class Version {
        private static final VarHandle READERS;

        static {
            try {
                READERS = MethodHandles.lookup().findVarHandle(Version.class, "readers", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final @Nullable WeakReference<Version> previous;

        /** The operation whose result this is: who reads it reads this version. */
        private final @Nullable Recorded owner;

        /** Operations that are recorded and not computed. */
        @SuppressWarnings("unused")
        private volatile int readers;

        /** What the write that ended this version overwrote, and the version after it. */
        private @Nullable Overwritten overwritten;

        /** All elements, once they were asked for after they had been overwritten. */
        private @Nullable Object whole;

        Version(@Nullable WeakReference<Version> previous, @Nullable Recorded owner) {
            this.previous = previous;
            this.owner = owner;
        }

        void addReader() {
            READERS.getAndAdd(this, 1);
        }

        void removeReader() {
            READERS.getAndAdd(this, -1);
        }

        /** True if an operation that is not computed yet may read this version or an older one. */
        private boolean isNeeded() {
            if (readers > 0 || owner != null && owner.hasReaders()) {
                return true;
            }
            Version before = previous == null ? null : previous.get();
            return before != null && before.isNeeded();
        }
    }

    private record Overwritten(Region region, Object elements, Version next) {}

    /**
     * A part of an array.
     *
     * @param offset the index of its first element
     * @param dims its sizes
     * @param strides the distance between its elements along each axis
     */
    public record Region(int offset, int[] dims, int[] strides) {}

    /**
     * Takes an array.
     *
     * @param array the array
     * @param length the number of its elements
     */
    public VersionedArray(Object array, int length) {
        this(array, length, false);
    }

    private VersionedArray(Object array, int length, boolean hollow) {
        this.array = array;
        this.length = length;
        this.hollow = hollow;
        this.bytes = switch (array) {
            case Object _ when hollow -> 0;
            case byte[] _ -> length;
            case short[] _ -> 2L * length;
            case long[] _ -> 8L * length;
            default -> 4L * length;
        };
        nextHash += 0x9E3779B9;
        this.hash = nextHash;
    }

    /** The memory of a constant that consists of panels. */
    VersionedArray(PanelCache panels) {
        this.panels = panels;
        this.hollow = false;
        this.length = panels.length();
        this.bytes = panels.bytes();
        nextHash += 0x9E3779B9;
        this.hash = nextHash;
    }

    /** Memory of a tensor without elements. */
    static VersionedArray hollow(DType type, int length) {
        return new VersionedArray(TensorData.allocate(type, 0), length, true);
    }

    /** {@return true if there are no elements, only their number} */
    boolean isHollow() {
        return hollow;
    }

    /** {@return the array} */
    public Object array() {
        Object plain = array;
        return plain == null ? Objects.requireNonNull(panels).array() : plain;
    }

    /** As an argument of an operator; of a constant that is only multiplied by, panels are enough. */
    Binding bind(int offset, boolean isOnlyRightOperand) {
        PanelCache packed = panels;
        return new Binding(packed != null && isOnlyRightOperand ? null : array(), offset, packed);
    }

    /** The application has the array from now on. */
    public void expose() {
        exposed = true;
    }

    /** {@return true if the elements may change unnoticed: the application has the array, and did not say that it is constant} */
    boolean isExposed() {
        return exposed && panels == null;
    }

    /** {@return its size} */
    public long bytes() {
        return bytes;
    }

    int hash() {
        return hash;
    }

    /** {@return packed panels if the elements never change, else null} */
    public @Nullable PanelCache panels() {
        return panels;
    }

    /** From now on the elements do not change. */
    public synchronized void freeze() {
        if (panels == null) {
            panels = new PanelCache(Objects.requireNonNull(array));
            array = null;
        }
    }

    /** {@return the present version} */
    synchronized Version capture() {
        Version version = current == null ? null : current.get();
        if (version == null) {
            version = new Version(null, null);
            current = new WeakReference<>(version);
        }
        return version;
    }

    /** {@return the version that an operation has computed} */
    synchronized Version first(Recorded owner) {
        Version version = new Version(null, owner);
        current = new WeakReference<>(version);
        return version;
    }

    /**
     * Overwrites a part of the array, after what computes from it now, and after saving what recorded operations need.
     *
     * @param region what is overwritten
     * @param write writes into the array
     */
    public void write(Region region, Runnable write) {
        begin();
        try {
            save(region);
            write.run();
        } finally {
            end();
        }
    }

    private synchronized void begin() {
        while (writing || readers > 0) {
            await();
        }
        writing = true;
    }

    private synchronized void end() {
        writing = false;
        notifyAll();
    }

    private void await() {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while another thread uses the same tensor", e);
        }
    }

    private synchronized void save(Region region) {
        Version version = current == null ? null : current.get();
        if (version == null || !version.isNeeded()) {
            current = null;
            return;
        }
        Object array = array();
        Object elements = StridedArrays.allocateLike(array, StridedArrays.elements(region.dims()));
        StridedArrays.copy(
                array,
                region.offset(),
                region.strides(),
                elements,
                0,
                StridedArrays.contiguous(region.dims()),
                region.dims());
        Version next = new Version(new WeakReference<>(version), null);
        version.overwritten = new Overwritten(region, elements, next);
        current = new WeakReference<>(next);
    }

    /**
     * {@return memory with the elements of a version: this one if there was no write since, else a copy}
     *
     * <p>Must be followed by {@link #endReading}: until then no thread writes.
     *
     * @param version the version
     */
    public synchronized VersionedArray beginReading(Version version) {
        while (writing) {
            await();
        }
        boolean isPresent = version.whole == null && version.overwritten == null;
        VersionedArray elements = isPresent ? this : new VersionedArray(elements(version), length);
        readers++;
        return elements;
    }

    /** Lets others write again. */
    public synchronized void endReading() {
        readers--;
        if (readers == 0) {
            notifyAll();
        }
    }

    /** The elements of a version; called with the lock held. */
    private Object elements(Version version) {
        List<Overwritten> since = new ArrayList<>();
        Version at = version;
        while (at.whole == null && at.overwritten != null) {
            since.add(at.overwritten);
            at = at.overwritten.next();
        }
        Object array = array();
        Object base = at.whole == null ? array : at.whole;
        if (since.isEmpty()) {
            return base;
        }
        Object copy = StridedArrays.allocateLike(array, length);
        System.arraycopy(base, 0, copy, 0, length);
        for (Overwritten overwritten : since.reversed()) {
            Region region = overwritten.region();
            StridedArrays.copy(
                    overwritten.elements(),
                    0,
                    StridedArrays.contiguous(region.dims()),
                    copy,
                    region.offset(),
                    region.strides(),
                    region.dims());
        }
        version.whole = copy;
        version.overwritten = null;
        return copy;
    }
}
