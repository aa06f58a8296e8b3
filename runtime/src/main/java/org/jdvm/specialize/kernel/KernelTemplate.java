package org.jdvm.specialize.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.WindowMap;
import org.jdvm.fusion.AccessMap;
import org.jdvm.fusion.Kernel;
import org.jdvm.fusion.Step;
import org.jdvm.fusion.TensorLocation;
import org.jdvm.ir.WindowAxis;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.DimProgram;
import org.jspecify.annotations.Nullable;

/** A kernel of a plan with its size expressions compiled: what does not depend on numbers is done here, once. */
public final class KernelTemplate {
    /** The accesses of the steps: memory, and programs for the offset and the stride along each axis. */
    public record AccessTemplate(TensorLocation memory, DimProgram offset, DimProgram[] strides) {}

    /** What an access has in place of memory whose numbers are elements themselves. */
    private static final TensorLocation NUMBERS = new TensorLocation.Argument(0);

    /** Sizes that a step has for each axis along which windows move, after the three of each product. */
    private static final int WINDOW_SIZES = 5;

    private static final int FIRST_WINDOW_SIZE = 3;

    private static final DimProgram NOWHERE = Dim.ZERO.compile(_ -> -1);

    public final Step[] steps;
    final int values;
    final DimProgram[] axisSizes;
    final boolean[] reduced;
    public final AccessTemplate[] accesses;

    /** For each step the number of its first access, -1 if it has none. */
    public final int[] accessOf;

    /** For each step the compiled expressions that it has in addition to accesses: index stride and limit, or the depth of a product. */
    public final DimProgram[][] extras;

    /** For each value its lane type. */
    final LaneType[] lanes;

    /** The steps that multiply matrices from memory. */
    public final int[] products;

    /** The accesses to right operands of all products. */
    public final int[] rightOperands;

    /** For each axis what it is in a product whose left operand the kernel computes. */
    final Kernel.Role[] roles;

    /** True if rows of products are reduced, which must be whole in the local buffer. */
    public final boolean needsWholeRows;

    /** True if rows are scanned. */
    public final boolean scans;

    /** True if rows are scanned from their ends, so that they must be whole in the local buffer. */
    public final boolean scansBackwards;

    /** True if the left operand of a product is computed in the local buffer, as whole rows. */
    public final boolean hasLocalOperand;

    /** The phases for few long rows; null if nothing but rows of products is reduced. */
    public final @Nullable TwoStageReduction split;

    /** How its rows are run through in segments if it is attention; else null. */
    public final @Nullable OnlineSoftmax online;

    /** The loads of masks that exclude keys from attention; none if it is not attention. */
    public final List<Masks.Mask> masks;

    /**
     * Compiles a kernel.
     *
     * @param firstTemporary the number of its first temporary tensor, after the intermediate ones of its plan
     */
    public KernelTemplate(Kernel kernel, ToIntFunction<String> slots, int firstTemporary) {
        this.steps = kernel.steps().toArray(Step[]::new);
        this.values = kernel.values();
        this.axisSizes =
                kernel.axes().stream().map(a -> a.size().compile(slots)).toArray(DimProgram[]::new);
        this.reduced = new boolean[axisSizes.length];
        for (int axis = 0; axis < reduced.length; axis++) {
            reduced[axis] = kernel.axes().get(axis).reduced();
        }
        this.roles = kernel.axes().stream().map(Kernel.Axis::role).toArray(Kernel.Role[]::new);
        this.accessOf = new int[steps.length];
        this.extras = new DimProgram[steps.length][];
        this.lanes = new LaneType[values];
        List<AccessTemplate> list = new ArrayList<>();
        IntStream.Builder multiplying = IntStream.builder();
        IntStream.Builder rights = IntStream.builder();
        for (int i = 0; i < steps.length; i++) {
            accessOf[i] = list.size();
            switch (steps[i]) {
                case Step.Load s -> {
                    list.add(compile(s.access(), slots));
                    lanes[s.target()] = LaneType.of(s.type());
                }
                case Step.IndexedLoad s -> {
                    list.add(compile(s.access(), slots));
                    lanes[s.target()] = LaneType.of(s.type());
                    extras[i] = new DimProgram[] {
                        s.indexStride().compile(slots), s.limit().compile(slots)
                    };
                }
                case Step.Iota s -> {
                    list.add(compile(new AccessMap(NUMBERS, s.offset(), s.strides()), slots));
                    lanes[s.target()] = LaneType.of(s.type());
                }
                case Step.Store s -> list.add(compile(s.access(), slots));
                case Step.Matmul s -> {
                    list.add(compile(s.left(), slots));
                    rights.add(list.size());
                    list.add(compile(s.right(), slots));
                    lanes[s.target()] = LaneType.of(s.type());
                    List<Dim> sizes = new ArrayList<>(List.of(s.leftDepthStride(), s.rightDepthStride(), s.depth()));
                    if (s.windows() != null) {
                        list.add(compile(
                                new AccessMap(
                                        NUMBERS,
                                        s.windows().first(),
                                        s.windows().strides()),
                                slots));
                        sizes.addAll(sizes(s.windows()));
                    }
                    if (s.fold() != null) {
                        sizes.addAll(List.of(s.fold().size(), s.fold().stride()));
                    }
                    extras[i] = sizes.stream().map(size -> size.compile(slots)).toArray(DimProgram[]::new);
                    multiplying.add(i);
                }
                case Step.WindowReduce s -> {
                    // In place of a left operand, which it has not.
                    List<Dim> nowhere = Collections.nCopies(axisSizes.length, Dim.ZERO);
                    list.add(compile(new AccessMap(NUMBERS, Dim.ZERO, nowhere), slots));
                    rights.add(list.size());
                    list.add(compile(s.operand(), slots));
                    list.add(compile(
                            new AccessMap(
                                    NUMBERS, s.windows().first(), s.windows().strides()),
                            slots));
                    lanes[s.target()] = LaneType.F32;
                    List<Dim> sizes = new ArrayList<>(List.of(
                            Dim.ZERO,
                            Dim.ZERO,
                            s.windows().along().stream().map(WindowAxis::size).reduce(Dim.ONE, Dim::times)));
                    sizes.addAll(sizes(s.windows()));
                    extras[i] = sizes.stream().map(size -> size.compile(slots)).toArray(DimProgram[]::new);
                    multiplying.add(i);
                }
                case Step.LocalMatmul s -> {
                    rights.add(list.size());
                    list.add(compile(s.right(), slots));
                    lanes[s.target()] = LaneType.F32;
                }
                case Step.GroupedMatmul s -> {
                    list.add(compile(s.left(), slots));
                    rights.add(list.size());
                    list.add(compile(s.right(), slots));
                    list.add(compile(s.groups(), slots));
                    lanes[s.target()] = LaneType.F32;
                    extras[i] = new DimProgram[] {
                        s.leftDepthStride().compile(slots),
                        s.rightDepthStride().compile(slots),
                        s.depth().compile(slots),
                        s.sizeStride().compile(slots),
                        s.operandStride().compile(slots),
                        s.count().compile(slots)
                    };
                    multiplying.add(i);
                }
                case Step.RowWise s -> {
                    List<DimProgram> numbers = new ArrayList<>();
                    for (Step.Row row : s.rows()) {
                        list.add(compile(row.access(), slots));
                        numbers.add(row.stride().compile(slots));
                        numbers.add(row.size().compile(slots));
                    }
                    extras[i] = numbers.toArray(DimProgram[]::new);
                }
                case Step.Fill s -> {
                    accessOf[i] = -1;
                    lanes[s.target()] = LaneType.of(s.type());
                }
                case Step.Apply s -> {
                    accessOf[i] = -1;
                    lanes[s.target()] = LaneType.of(s.resultType());
                }
                case Step.Reduce s -> {
                    accessOf[i] = -1;
                    lanes[s.target()] = LaneType.of(s.type());
                }
                case Step.Scan s -> {
                    accessOf[i] = -1;
                    lanes[s.target()] = LaneType.of(s.type());
                }
            }
        }
        this.accesses = list.toArray(AccessTemplate[]::new);
        this.products = multiplying.build().toArray();
        this.needsWholeRows = kernel.needsWholeRows();
        this.scans = kernel.steps().stream().anyMatch(Step.Scan.class::isInstance);
        this.scansBackwards = kernel.scansBackwards();
        this.hasLocalOperand = kernel.hasLocalOperand();
        this.rightOperands = rights.build().toArray();
        this.split = splits(steps) ? new TwoStageReduction(this, varyingStores(), firstTemporary) : null;
        this.online = hasLocalOperand ? OnlineSoftmax.of(this) : null;
        this.masks = online == null ? List.of() : online.kernel.masks;
    }

    /**
     * A phase of a kernel.
     *
     * @param whole the kernel
     * @param steps the steps of the phase
     * @param origins for each of them its number in the kernel, -1 if it has no access, -2 - n if it has the n-th temporary one
     * @param temporaries the temporary tensors, one for each further access
     * @param more how many values there are in addition to the kernel's, each of which has the lane type of a reduction
     */
    KernelTemplate(KernelTemplate whole, List<Step> steps, int[] origins, List<TensorLocation> temporaries, int more) {
        this.steps = steps.toArray(Step[]::new);
        this.values = whole.values + more;
        this.axisSizes = whole.axisSizes;
        this.reduced = whole.reduced;
        this.accesses = Arrays.copyOf(whole.accesses, whole.accesses.length + temporaries.size());
        for (int i = 0; i < temporaries.size(); i++) {
            accesses[whole.accesses.length + i] = new AccessTemplate(temporaries.get(i), NOWHERE, new DimProgram[0]);
        }
        this.accessOf = new int[origins.length];
        this.extras = new DimProgram[origins.length][];
        this.lanes = Arrays.copyOf(whole.lanes, values);
        for (int i = 0; i < origins.length; i++) {
            accessOf[i] = origins[i] >= 0
                    ? whole.accessOf[origins[i]]
                    : origins[i] == -1 ? -1 : whole.accesses.length - 2 - origins[i];
            if (origins[i] >= 0) {
                extras[i] = whole.extras[origins[i]];
            }
            if (this.steps[i] instanceof Step.Load load) {
                lanes[load.target()] = LaneType.of(load.type());
            }
        }
        this.products = new int[0];
        this.rightOperands = new int[0];
        this.roles = whole.roles;
        this.needsWholeRows = false;
        this.scans = false;
        this.scansBackwards = false;
        this.hasLocalOperand = false;
        this.split = null;
        this.online = null;
        this.masks = List.of();
    }

    /**
     * A kernel with more elementwise steps after its own ones.
     *
     * @param whole the kernel
     * @param more the steps
     * @param moreValues how many values they define, of 32-bit floats
     * @param masks the loads of masks
     */
    KernelTemplate(KernelTemplate whole, List<Step> more, int moreValues, List<Masks.Mask> masks) {
        int own = whole.steps.length;
        this.steps = Arrays.copyOf(whole.steps, own + more.size());
        this.accessOf = Arrays.copyOf(whole.accessOf, steps.length);
        this.extras = Arrays.copyOf(whole.extras, steps.length);
        for (int i = own; i < steps.length; i++) {
            steps[i] = more.get(i - own);
            accessOf[i] = -1;
        }
        this.values = whole.values + moreValues;
        this.lanes = Arrays.copyOf(whole.lanes, values);
        Arrays.fill(lanes, whole.values, values, LaneType.F32);
        this.axisSizes = whole.axisSizes;
        this.reduced = whole.reduced;
        this.accesses = whole.accesses;
        this.products = whole.products;
        this.rightOperands = whole.rightOperands;
        this.roles = whole.roles;
        this.needsWholeRows = whole.needsWholeRows;
        this.scans = whole.scans;
        this.scansBackwards = whole.scansBackwards;
        this.hasLocalOperand = whole.hasLocalOperand;
        this.split = null;
        this.online = null;
        this.masks = masks;
    }

    /** True if a kernel with such steps can be split: it reduces, but no products, and it does not scan. */
    static boolean splits(Step[] steps) {
        boolean reduces = false;
        for (Step step : steps) {
            if (step instanceof Step.Scan
                    || step instanceof Step.Matmul
                    || step instanceof Step.LocalMatmul
                    || step instanceof Step.GroupedMatmul
                    || step instanceof Step.WindowReduce) {
                return false;
            }
            reduces |= step instanceof Step.Reduce;
        }
        return reduces;
    }

    /** {@return the sizes of its axes in a call} */
    public long[] sizes(long[] environment) {
        return Arrays.stream(axisSizes)
                .mapToLong(size -> size.evaluate(environment))
                .toArray();
    }

    /** For each step whether it stores along reduced axes. */
    private boolean[] varyingStores() {
        boolean[] varying = new boolean[steps.length];
        for (int i = 0; i < steps.length; i++) {
            for (int axis = 0; axis < reduced.length && steps[i] instanceof Step.Store store; axis++) {
                varying[i] |=
                        reduced[axis] && !store.access().strides().get(axis).equals(Dim.ZERO);
            }
        }
        return varying;
    }

    /** The element types of the tensors that it needs for itself if it is split. */
    public List<DType> temporaries() {
        return split == null ? List.of() : TwoStageReduction.temporaries(steps);
    }

    /** The step that calls a routine for rows in memory; null if it computes on tiles. */
    public Step.@Nullable RowWise rowWise() {
        return steps.length == 1 && steps[0] instanceof Step.RowWise rows ? rows : null;
    }

    /** True if elements are stored as they are loaded. */
    public boolean onlyMoves() {
        return steps.length == 2
                && steps[0] instanceof Step.Load load
                && steps[1] instanceof Step.Store store
                && store.source() == load.target()
                && store.type() == load.type();
    }

    public boolean multiplies() {
        return rightOperands.length > 0;
    }

    /** The inner sizes of all products together. */
    public long depth(long[] environment) {
        long depth = 0;
        for (int product : products) {
            depth += extras[product][2].evaluate(environment);
        }
        return depth;
    }

    /** How the windows of a step move. */
    public WindowMap windows(int step, long[] environment) {
        Step.Windows windows = Objects.requireNonNull(windows(steps[step]));
        List<WindowMap.Axis> axes = new ArrayList<>();
        int next = FIRST_WINDOW_SIZE;
        for (WindowAxis along : windows.along()) {
            axes.add(new WindowMap.Axis(
                    extras[step][next].evaluate(environment),
                    extras[step][next + 1].evaluate(environment),
                    along.step(),
                    along.dilation(),
                    extras[step][next + 2].evaluate(environment),
                    along.spread(),
                    extras[step][next + 3].evaluate(environment),
                    extras[step][next + 4].evaluate(environment)));
            next += WINDOW_SIZES;
        }
        return new WindowMap(axes);
    }

    /** How the windows of a step move; null if it has none. */
    public static Step.@Nullable Windows windows(Step step) {
        return switch (step) {
            case Step.Matmul s -> s.windows();
            case Step.WindowReduce s -> s.windows();
            default -> null;
        };
    }

    private static List<Dim> sizes(Step.Windows windows) {
        List<Dim> sizes = new ArrayList<>();
        for (int axis = 0; axis < windows.along().size(); axis++) {
            WindowAxis along = windows.along().get(axis);
            sizes.addAll(List.of(
                    along.size(),
                    along.count(),
                    along.before(),
                    windows.extents().get(axis),
                    windows.steps().get(axis)));
        }
        return sizes;
    }

    private static AccessTemplate compile(AccessMap access, ToIntFunction<String> slots) {
        return new AccessTemplate(
                access.memory(),
                access.offset().compile(slots),
                access.strides().stream().map((Dim d) -> d.compile(slots)).toArray(DimProgram[]::new));
    }

    /** The value that a step defines, or -1. */
    public static int targetOf(Step step) {
        return switch (step) {
            case Step.Load s -> s.target();
            case Step.IndexedLoad s -> s.target();
            case Step.Iota s -> s.target();
            case Step.Fill s -> s.target();
            case Step.Apply s -> s.target();
            case Step.Reduce s -> s.target();
            case Step.Scan s -> s.target();
            case Step.Matmul s -> s.target();
            case Step.LocalMatmul s -> s.target();
            case Step.GroupedMatmul s -> s.target();
            case Step.WindowReduce s -> s.target();
            case Step.Store _, Step.RowWise _ -> -1;
        };
    }
}
