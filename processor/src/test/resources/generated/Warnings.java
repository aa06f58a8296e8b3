package generated;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Operators whose authors suppress the warnings of what they use. */
@SuppressWarnings({"deprecation", "removal", "rawtypes", "unchecked", "exports", "dep-ann"})
public final class Warnings {
    private Warnings() {}

    /** @deprecated use another one */
    @Deprecated
    public record Old(@Dims("H") Tensor x) {}

    /** @deprecated use another one */
    @Deprecated(since = "1", forRemoval = true)
    public record Leaving(Tensor x) {}

    /** Of any type. */
    public record Box<T extends Comparable<T>>(Tensor value) {}

    record Hidden(@Dims("H") Tensor x) {}

    @Operator
    public static Leaving leaving(Old old) {
        return new Leaving(old.x().neg());
    }

    /**
     * Old.
     *
     * @deprecated use {@link #leaving}
     */
    @Operator
    @Deprecated(since = "2")
    public static Tensor deprecated(Old old) {
        return old.x().neg();
    }

    /**
     * Old, but only in its documentation.
     *
     * @deprecated use {@link #leaving}
     */
    @Operator
    public static Tensor documented(@Dims("H") Tensor x) {
        return x.neg();
    }

    @Operator
    public static Box raw(@Dims("H") Tensor x) {
        return new Box(x);
    }

    @Operator
    public static Box<String> typed(@Dims("H") Tensor x) {
        return new Box<>(x);
    }

    @Operator
    public static Tensor hidden(Hidden hidden, long factor) {
        return hidden.x().mul(factor);
    }

    @Operator(dynamic = true)
    @SafeVarargs
    public static <T extends Comparable<T>> T first(@Dims("H") Tensor x, Box<T>... boxes) {
        return null;
    }
}
