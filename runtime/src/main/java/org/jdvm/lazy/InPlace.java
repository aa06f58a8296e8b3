package org.jdvm.lazy;

import java.util.Arrays;
import org.jdvm.JdvmException;
import org.jdvm.annotations.DType;
import org.jdvm.ir.GraphException;
import org.jdvm.ir.Op;
import org.jdvm.ir.ScalarArgument;
import org.jdvm.storage.StridedArrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes into tensors. A tensor that is overwritten as a whole, and whose array no other object refers to, only gets new contents, recorded
 * like any operation. Else the new elements are computed and copied, after what recorded operations still need was saved.
 */
public final class InPlace {
    private InPlace() {}

    /** Overwrites the elements of a tensor with those of another one, which broadcast. */
    public static void assign(LazyTensor target, @Nullable LazyTensor source) {
        if (source == null) {
            throw new JdvmException("assign: the tensor to copy is null");
        }
        check(target, "assign", source.type());
        LazyTensor elements;
        try {
            elements = TensorViews.broadcastTo(source, target.sizes());
        } catch (GraphException e) {
            throw e.in("assign");
        }
        if (isReplaceable(target)) {
            replace(target, Recorder.node(Op.COPY, target.type(), target.sizes(), elements.source()));
        } else {
            write(target, elements);
        }
    }

    /** Overwrites all elements with one number. */
    public static void fill(LazyTensor target, double number) {
        check(target, "assign", target.type());
        ScalarArgument.check(Op.FILL, target.type(), number, false);
        LazyTensor one = Recorder.record(Op.FILL, number, new int[0]);
        assign(target, Recorder.record(Op.CAST, one, target.type()));
    }

    /** Gives a tensor elements that were recorded for nothing else. */
    public static void update(LazyTensor target, LazyTensor elements) {
        check(target, "an update in place", elements.type());
        if (!Arrays.equals(target.sizes(), elements.sizes())) {
            throw new JdvmException("an update in place: the result has %s, but the tensor has %s"
                    .formatted(Arrays.toString(elements.sizes()), Arrays.toString(target.sizes())));
        }
        Recorded operation = elements.contents().operation();
        if (isReplaceable(target) && operation != null) {
            replace(target, operation);
        } else {
            write(target, elements);
        }
    }

    static void check(LazyTensor target, String what, DType type) {
        if (target.type() != type) {
            throw new JdvmException(
                    what + ": the tensor is " + target.type() + ", but the elements are " + type + "; cast them");
        }
        if (StridedArrays.overlapsItself(target.sizes(), target.strides())) {
            throw new IllegalStateException(what + ": several elements of the view " + Arrays.toString(target.sizes())
                    + " with strides " + Arrays.toString(target.strides()) + " are one; write into the tensor itself");
        }
        VersionedArray memory = target.contents().memory();
        if (memory != null && memory.panels() != null) {
            throw new IllegalStateException(
                    what + ": the tensor " + Arrays.toString(target.sizes()) + " was marked as constant");
        }
    }

    private static LazyTensor root(LazyTensor tensor) {
        LazyTensor root = tensor;
        for (LazyTensor.View view = tensor.view(); view != null; view = root.view()) {
            root = view.of();
        }
        return root;
    }

    private static boolean isReplaceable(LazyTensor target) {
        LazyTensor root = root(target);
        return !root.contents().isShared()
                && root.isContiguous()
                && root.offset() == 0
                && target.offset() == 0
                && target.size() == root.size()
                && target.isContiguous();
    }

    private static void replace(LazyTensor target, Recorded elements) {
        Recorded contents = TensorViews.inShapeOf(root(target), elements);
        target.contents().replace(contents);
    }

    /** Copies elements into a tensor. */
    static void write(LazyTensor target, LazyTensor elements) {
        LazyTensor.Storage to = target.storage();
        LazyTensor.Storage read = elements.storage();
        LazyTensor.Storage from =
                read.array() == to.array() ? elements.contiguous().storage() : read;
        write(
                target,
                () -> StridedArrays.copy(
                        from.array(),
                        from.offset(),
                        from.strides(),
                        to.array(),
                        to.offset(),
                        to.strides(),
                        target.sizes()));
    }

    /** Runs what writes into the memory of a tensor. */
    static void write(LazyTensor target, Runnable write) {
        LazyTensor.Storage to = target.storage();
        to.memory().write(new VersionedArray.Region(to.offset(), target.sizes(), to.strides()), write);
    }
}
