package org.jdvm.fusion;

import org.jdvm.annotations.DType;
import org.jdvm.fusion.draft.Views;
import org.jdvm.ir.Node;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;

/** The bytes that move between memory and the cores, over symbolic sizes: each element that a kernel touches counts once. */
public final class Traffic {
    private Traffic() {}

    /**
     * {@return the bytes that the kernels of a plan read and write}
     *
     * @param plan the plan
     */
    public static Dim fused(Plan plan) {
        Dim bytes = Dim.ZERO;
        for (Kernel kernel : plan.kernels()) {
            bytes = bytes.plus(of(kernel, plan));
        }
        return bytes;
    }

    /**
     * {@return the bytes that a kernel reads and writes}
     *
     * @param kernel the kernel
     * @param plan its plan
     */
    public static Dim of(Kernel kernel, Plan plan) {
        Dim bytes = Dim.ZERO;
        for (Step step : kernel.steps()) {
            bytes = bytes.plus(
                    switch (step) {
                        case Step.Load s -> touched(kernel, s.access(), s.type());
                        case Step.IndexedLoad s -> touched(kernel, s, s.type());
                        case Step.Store s -> touched(kernel, s.access(), s.type());
                        case Step.Matmul s when s.windows() != null -> windowed(kernel, s, s.windows(), plan);
                        case Step.Matmul s ->
                            touched(
                                            kernel,
                                            s.left(),
                                            plan.valueOf(s.left().memory()).type())
                                    .plus(touched(
                                            kernel,
                                            s.right(),
                                            plan.valueOf(s.right().memory()).type()))
                                    .times(s.depth());
                        case Step.WindowReduce s ->
                            touched(
                                            kernel,
                                            s.operand(),
                                            plan.valueOf(s.operand().memory()).type())
                                    .times(s.windows().extents().stream().reduce(Dim.ONE, Dim::times));
                        case Step.LocalMatmul s ->
                            touched(
                                    kernel,
                                    s.right(),
                                    plan.valueOf(s.right().memory()).type());
                        case Step.GroupedMatmul s -> grouped(kernel, s, plan);
                        case Step.RowWise s ->
                            s.rows().stream().map(row -> touched(kernel, row)).reduce(Dim.ZERO, Dim::plus);
                        case Step.Iota _, Step.Fill _, Step.Apply _, Step.Reduce _, Step.Scan _ -> Dim.ZERO;
                    });
        }
        return bytes;
    }

    /** Each element that windows move over is read once. */
    private static Dim windowed(Kernel kernel, Step.Matmul step, Step.Windows windows, Plan plan) {
        Dim channels = step.depth();
        Dim elements = Dim.ONE;
        for (int axis = 0; axis < windows.along().size(); axis++) {
            channels = channels.floorDiv(windows.along().get(axis).size());
            elements = elements.times(windows.extents().get(axis));
        }
        Dim left =
                touched(kernel, step.left(), plan.valueOf(step.left().memory()).type());
        Dim right = touched(
                kernel, step.right(), plan.valueOf(step.right().memory()).type());
        return left.times(step.depth()).plus(right.times(channels).times(elements));
    }

    private static Dim grouped(Kernel kernel, Step.GroupedMatmul step, Plan plan) {
        DType left = plan.valueOf(step.left().memory()).type();
        DType right = plan.valueOf(step.right().memory()).type();
        Dim lefts = step.split() == Node.GroupedMatmul.Split.COLUMNS ? step.count() : Dim.ONE;
        Dim rights = step.split() == Node.GroupedMatmul.Split.ROWS ? step.count() : Dim.ONE;
        return touched(kernel, step.left(), left)
                .times(lefts)
                .plus(touched(kernel, step.right(), right).times(rights))
                .times(step.depth())
                .plus(plan.valueOf(step.groups().memory()).bytes());
    }

    /**
     * {@return the bytes that would move if each operation were a separate kernel}
     *
     * @param plan the plan
     */
    public static Dim unfused(Plan plan) {
        Dim bytes = Dim.ZERO;
        for (Node node : plan.graph().nodes()) {
            if (isOperation(node)) {
                bytes = bytes.plus(node.result().bytes());
                for (Value input : node.inputs()) {
                    boolean table = node instanceof Node.Gather gather && input.equals(gather.operand());
                    bytes = bytes.plus(table ? node.result().bytes() : input.bytes());
                }
            }
        }
        return bytes;
    }

    /**
     * {@return the number of launches if each operation were a separate kernel}
     *
     * @param plan the plan
     */
    public static int operations(Plan plan) {
        return (int) plan.graph().nodes().stream().filter(Traffic::isOperation).count();
    }

    static boolean isOperation(Node node) {
        return !(node instanceof Node.Input) && !Views.isView(node);
    }

    private static Dim touched(Kernel kernel, Step.Row row) {
        return touched(kernel, row.access(), row.type()).times(row.size());
    }

    private static Dim touched(Kernel kernel, AccessMap access, DType type) {
        Dim elements = Dim.of(type.bytes());
        for (int axis = 0; axis < kernel.axes().size(); axis++) {
            if (!access.strides().get(axis).equals(Dim.ZERO)) {
                elements = elements.times(kernel.axes().get(axis).size());
            }
        }
        return elements;
    }

    /** A look-up reads one element for each point along the axes of the table and of the indices. */
    private static Dim touched(Kernel kernel, Step.IndexedLoad load, DType type) {
        Dim elements = touched(kernel, load.access(), type);
        for (Step step : kernel.steps()) {
            if (step instanceof Step.Load index && index.target() == load.index()) {
                for (int axis = 0; axis < kernel.axes().size(); axis++) {
                    boolean byIndex = !index.access().strides().get(axis).equals(Dim.ZERO);
                    if (byIndex && load.access().strides().get(axis).equals(Dim.ZERO)) {
                        elements = elements.times(kernel.axes().get(axis).size());
                    }
                }
            }
        }
        return elements;
    }
}
