package org.jdvm.specialize;

import org.jdvm.annotations.DType;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.ProgramWriter;
import org.jdvm.bytecode.Words;
import org.jdvm.fusion.Step;
import org.jdvm.fusion.TensorLocation;
import org.jdvm.ir.Node;
import org.jdvm.ir.Op;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.kernel.IterationSpace;
import org.jdvm.specialize.kernel.KernelTemplate;
import org.jdvm.specialize.kernel.LeftFold;
import org.jdvm.specialize.kernel.Masks;
import org.jdvm.specialize.kernel.Schedule;
import org.jdvm.specialize.kernel.TwoStageReduction;
import org.jdvm.specialize.tiling.Tiling;
import org.jdvm.symbolic.DimProgram;

/** Writes the section of one kernel, or those of its phases: frame and axes, and the instructions of the schedule. */
final class SectionWriter {
    private final ProgramWriter writer;
    private final NpuSpec machine;
    private final SectionAxes axes = new SectionAxes();
    private final TileInstructions instructions;
    private final RowSectionWriter rowSections;

    private KernelTemplate kernel;
    private IterationSpace space;
    private Tiling tiling;
    private Buffers buffers;
    private long[] environment;
    private boolean inLoop;

    SectionWriter(ProgramWriter writer, NpuSpec machine) {
        this.writer = writer;
        this.machine = machine;
        this.instructions = new TileInstructions(writer, machine, axes);
        this.rowSections = new RowSectionWriter(writer, machine);
    }

    /**
     * Writes a section, or several if rows are few and long; nothing if the kernel has no elements.
     *
     * @return false if the kernel needs whole rows and does not get them
     */
    boolean write(KernelTemplate kernel, long[] environment, Buffers buffers) {
        this.kernel = kernel;
        this.environment = environment;
        this.buffers = buffers;
        space = new IterationSpace(kernel, environment, machine);
        if (space.isEmpty()) {
            return true;
        }
        Step.RowWise rows = kernel.rowWise();
        if (rows != null) {
            rowSections.write(kernel, rows, space, environment, buffers);
            return true;
        }
        tiling = new Tiling(kernel, space, machine, environment);
        if (!tiling.isUseful) {
            return false;
        }
        this.kernel = tiling.kernel;
        if (kernel.split != null && tiling.shouldSplit()) {
            writePhases(kernel.split);
            return true;
        }
        writeSection();
        return true;
    }

    /** Writes a kernel with few long rows as several sections. */
    private void writePhases(TwoStageReduction split) {
        IterationSpace whole = space;
        long chunks = 1;
        for (TwoStageReduction.Phase phase : split.phases) {
            kernel = phase.kernel();
            space = new IterationSpace(whole, phase, phase.kind() == TwoStageReduction.Kind.CHUNKS ? 1 : chunks);
            tiling = new Tiling(kernel, space, machine, environment);
            if (phase.kind() == TwoStageReduction.Kind.CHUNKS) {
                chunks = space.numberChunks(tiling.rowAxis, tiling.rows, tiling.columnAxis, tiling.columns);
            }
            for (TensorLocation memory : phase.written()) {
                buffers.place(memory, whole.kept() * (phase.kind() == TwoStageReduction.Kind.CHUNKS ? chunks : 1));
            }
            writeSection();
        }
    }

    private void writeSection() {
        writeFrame();
        instructions.beginSection(kernel, space, tiling, buffers);
        inLoop = false;
        Schedule schedule = tiling.schedule;
        for (int entry = 0; entry < schedule.size(); entry++) {
            int step = schedule.step(entry);
            switch (schedule.kind(entry)) {
                case Schedule.LOOP -> loops(Opcode.LOOP);
                case Schedule.NEXT -> loops(Opcode.NEXT);
                case Schedule.START -> start(entry, kernel.steps[step]);
                case Schedule.NARROW -> narrow(step);
                case Schedule.UPDATE -> update(kernel.steps[step], step);
                case Schedule.SPREAD -> spread(entry, step);
                default -> step(entry, step);
            }
        }
        instructions.endSection();
        writer.begin(Opcode.END);
        writer.end();
    }

    /** The number from which a reduction or a sum of products starts. */
    private void start(int entry, Step step) {
        int from = !(step instanceof Step.Reduce reduce)
                ? buffers.identitySlot(Op.SUM)
                : tiling.isOnline && reduce.op() == Op.REDUCE_MAX
                        ? buffers.lowestSlot()
                        : buffers.identitySlot(reduce.op());
        fill(entry, KernelTemplate.targetOf(step), from);
    }

    private void update(Step step, int number) {
        switch (step) {
            case Step.Apply s -> apply(s, operandSlots(s));
            case Step.LocalMatmul s -> localMatmul(number, s, Words.ACCUMULATE);
            default -> throw new IllegalStateException(step + " does not go on with its target");
        }
    }

    private void writeFrame() {
        axes.number(space, tiling);
        writer.begin(Opcode.SECTION);
        writer.frame(
                axes.of(tiling.rowAxis),
                tiling.rows,
                space.size(tiling.rowAxis),
                axes.of(tiling.columnAxis),
                tiling.columns,
                space.size(tiling.columnAxis),
                tiling.cost,
                tiling.buffer.bytes(tiling.rows, tiling.columns, tiling.inner, machine));
        axes.write(writer);
        if (kernel.hasLocalOperand) {
            writer.inner(axes.of(tiling.innerAxis), tiling.inner, space.size(tiling.innerAxis));
        }
        writer.end();
    }

    private void loops(Opcode opcode) {
        instructions.barrier();
        inLoop = opcode == Opcode.LOOP;
        for (int i = axes.firstLoop(); i < axes.count(); i++) {
            writer.begin(opcode);
            writer.number(inLoop ? i : axes.count() - 1 - (i - axes.firstLoop()));
            writer.end();
        }
    }

    /** Keys are left out in panels of products, and in multiples of the partial sums of rows: sums stay the same. */
    private void narrow(int step) {
        instructions.barrier();
        Masks.Mask mask = kernel.masks.stream()
                .filter(candidate -> candidate.load() == step)
                .findFirst()
                .orElseThrow();
        boolean scores = mask.product() >= 0
                && kernel.extras[mask.product()][2].evaluate(environment) > 0
                && !LeftFold.of(kernel, mask.product(), environment).isFolded();
        writer.begin(scores ? Opcode.CLIP_INNER_BY_SCORES : Opcode.CLIP_INNER_BY_MASK);
        instructions.address(kernel.accessOf[step], KernelTemplate.targetOf(kernel.steps[step]));
        writer.number(Math.max(2 * machine.cubeColumns(), Words.PARTIAL_SUMS));
        if (scores) {
            operands(mask.product(), tiling.innerAxis);
            int one = buffers.identitySlot(Op.ALL);
            writer.scalar(mask.factor() < 0 ? one : mask.factor(), LaneType.F32);
            writer.scalar(mask.divisor() < 0 ? one : mask.divisor(), LaneType.F32);
        }
        writer.end();
    }

    /** The operands of a product, and its depth. */
    private void operands(int step, int columnAxis) {
        int left = kernel.accessOf[step];
        DimProgram[] extras = kernel.extras[step];
        long depthStride = LeftFold.of(kernel, step, environment).depthStride();
        instructions.operand(left, tiling.rowAxis, depthStride, false);
        instructions.operand(left + 1, columnAxis, extras[1].evaluate(environment), true);
        writer.number(extras[2].evaluate(environment));
    }

    private void fill(int entry, int target, int scalar) {
        instructions.define(entry, target);
        instructions.begin(Opcode.FILL, 0, tiling.values.lanes[target], DType.F32, 0);
        instructions.local(target);
        writer.scalar(scalar, tiling.values.lanes[target]);
        instructions.end(target);
    }

    private void spread(int entry, int step) {
        int source;
        DType type;
        switch (kernel.steps[step]) {
            case Step.Reduce s -> {
                source = s.operand();
                type = s.type();
            }
            case Step.Scan s -> {
                source = s.operand();
                type = s.type();
            }
            case Step.Store s -> {
                source = s.source();
                type = s.type();
            }
            case Step.LocalMatmul s -> {
                source = s.left();
                type = DType.F32;
            }
            default -> throw new IllegalStateException("no copy for " + kernel.steps[step]);
        }
        copy(entry, tiling.values.copyFor(step), source, type);
    }

    private void copy(int entry, int target, int source, DType type) {
        int read = instructions.slot(source);
        instructions.define(entry, target);
        instructions.begin(Opcode.CAST, Op.CAST.code(), LaneType.of(type), type, 0);
        instructions.local(target);
        instructions.local(read, source);
        instructions.reads(read);
        instructions.end(target);
    }

    private void step(int entry, int step) {
        switch (kernel.steps[step]) {
            case Step.Load s -> {
                instructions.define(entry, s.target());
                int access = kernel.accessOf[step];
                Opcode opcode = space.fold().isFolded(access) ? Opcode.LOAD_FOLDED : Opcode.LOAD;
                instructions.begin(opcode, 0, LaneType.of(s.type()), s.type(), 0);
                instructions.local(s.target());
                instructions.address(access, s.target());
                if (opcode == Opcode.LOAD_FOLDED) {
                    writer.number(space.fold().size());
                    writer.number(space.fold().stride(access));
                }
                instructions.end(s.target());
            }
            case Step.IndexedLoad s -> indexedLoad(entry, step, s);
            case Step.Iota s -> {
                instructions.define(entry, s.target());
                instructions.begin(Opcode.IOTA, Op.IOTA.code(), LaneType.of(s.type()), s.type(), 0);
                instructions.local(s.target());
                instructions.numbers(kernel.accessOf[step], s.target());
                instructions.end(s.target());
            }
            case Step.Fill s -> fill(entry, s.target(), s.slot());
            case Step.Apply s -> {
                int[] read = operandSlots(s);
                instructions.define(entry, s.target());
                apply(s, read);
            }
            case Step.Reduce s -> reduce(entry, step, s);
            case Step.Scan s -> scan(entry, step, s);
            case Step.Matmul s -> matmul(entry, step, s);
            case Step.LocalMatmul s -> {
                instructions.define(entry, s.target());
                localMatmul(step, s, 0);
            }
            case Step.WindowReduce s -> windowReduce(entry, step, s);
            case Step.GroupedMatmul s -> groupedMatmul(entry, step, s);
            case Step.RowWise s -> throw new IllegalStateException(s + " is not computed on tiles");
            case Step.Store s -> store(step, s);
        }
    }

    private void indexedLoad(int entry, int step, Step.IndexedLoad s) {
        int index = instructions.slot(s.index());
        instructions.define(entry, s.target());
        DimProgram[] extras = kernel.extras[step];
        int access = kernel.accessOf[step];
        instructions.begin(Opcode.LOAD_INDEXED, 0, LaneType.of(s.type()), s.type(), 0);
        instructions.local(s.target());
        instructions.local(index, s.index());
        instructions.address(access, s.target());
        writer.number(extras[0].evaluate(environment));
        writer.number(extras[1].evaluate(environment));
        instructions.reads(index);
        instructions.end(s.target());
    }

    private int[] operandSlots(Step.Apply s) {
        int[] operands = s.operands();
        int[] read = new int[operands.length];
        for (int i = 0; i < operands.length; i++) {
            read[i] = operands[i] < 0 ? -1 : instructions.slot(operands[i]);
        }
        return read;
    }

    private void apply(Step.Apply s, int[] read) {
        int[] operands = s.operands();
        Opcode opcode = switch (s.op().kind()) {
            case UNARY, UNARY_TEST -> Opcode.UNARY;
            case BINARY, COMPARE -> Opcode.BINARY;
            case SELECT -> Opcode.SELECT;
            case CAST -> Opcode.CAST;
            case REDUCE, CUBE, VIEW, MOVE, SOURCE -> throw new IllegalStateException(s.op() + " is not elementwise");
        };
        LaneType lane = LaneType.of(s.operandType());
        instructions.begin(opcode, s.op().code(), lane, s.resultType(), 0);
        instructions.local(s.target());
        for (int i = 0; i < operands.length; i++) {
            if (operands[i] < 0) {
                writer.scalar(-1 - operands[i], lane);
            } else {
                instructions.local(read[i], operands[i]);
            }
        }
        for (int slot : read) {
            if (slot >= 0) {
                instructions.reads(slot);
            }
        }
        instructions.end(s.target());
    }

    private void reduce(int entry, int step, Step.Reduce s) {
        int operand = tiling.values.operandOf(step, s.operand());
        if (kernel.hasLocalOperand) {
            reduce(entry, s, instructions.slot(operand), operand, Opcode.REDUCE_X);
            return;
        }
        int frameAxis = space.isReduced(tiling.columnAxis)
                ? tiling.columnAxis
                : space.isReduced(tiling.rowAxis) ? tiling.rowAxis : -1;
        if (frameAxis < 0) {
            copy(entry, s.target(), operand, s.type());
            return;
        }
        Opcode opcode = frameAxis == tiling.columnAxis ? Opcode.REDUCE_X : Opcode.REDUCE_Y;
        reduce(entry, s, instructions.slot(operand), operand, opcode);
    }

    /** In loops over pieces of a row, which come in the order of its elements, each goes on where the one before ended. */
    private void scan(int entry, int step, Step.Scan s) {
        int operand = tiling.values.operandOf(step, s.operand());
        boolean alongColumns = space.isReduced(tiling.columnAxis);
        if (!alongColumns && !space.isReduced(tiling.rowAxis)) {
            scanOne(entry, s, operand);
            return;
        }
        int read = instructions.slot(operand);
        instructions.define(entry, s.target());
        instructions.begin(alongColumns ? Opcode.SCAN_X : Opcode.SCAN_Y, 0, LaneType.of(s.type()), s.type(), 0);
        instructions.local(s.target());
        instructions.local(read, operand);
        writer.number(s.scan().number());
        writer.number(Words.options(s.options()));
        instructions.reads(read);
        instructions.end(s.target());
    }

    /** A row has one element: it is the result, or if that is without the element what nothing combines to. */
    private void scanOne(int entry, Step.Scan s, int operand) {
        if (s.isExclusive()) {
            fill(entry, s.target(), buffers.identitySlot(s.scan().identity() == 0 ? Op.SUM : Op.ALL));
        } else {
            copy(entry, s.target(), operand, s.type());
        }
    }

    private void reduce(int entry, Step.Reduce s, int read, int operand, Opcode opcode) {
        if (!inLoop) {
            instructions.define(entry, s.target());
        }
        instructions.begin(opcode, s.op().code(), LaneType.of(s.type()), s.type(), inLoop ? Words.ACCUMULATE : 0);
        instructions.local(s.target());
        instructions.local(read, operand);
        instructions.reads(read);
        instructions.end(s.target());
    }

    private void matmul(int entry, int step, Step.Matmul s) {
        if (kernel.extras[step][2].evaluate(environment) == 0) {
            fill(entry, s.target(), buffers.identitySlot(Op.SUM));
            return;
        }
        instructions.define(entry, s.target());
        LaneType lane = tiling.values.lanes[s.target()];
        LeftFold fold = LeftFold.of(kernel, step, environment);
        Opcode opcode = opcode(s, fold.isFolded());
        instructions.begin(opcode, Op.MATMUL.code(), lane, DType.F32, 0);
        instructions.local(s.target());
        if (tiling.byRow == null) {
            operands(step, s.intoRows() ? tiling.innerAxis : tiling.columnAxis);
        } else {
            int left = kernel.accessOf[step];
            instructions.operand(left, tiling.rowAxis, fold.depthStride(), false);
            instructions.operand(left + 1, tiling.rowAxis, 0, false);
            writer.number(kernel.extras[step][2].evaluate(environment));
        }
        if (s.windows() != null) {
            instructions.windowNumbers(kernel.accessOf[step] + 2);
            writer.windows(kernel.windows(step, environment));
        }
        if (fold.isFolded()) {
            writer.number(fold.size());
            writer.number(fold.stride());
        }
        instructions.end(s.target());
    }

    /** Windows by row have a single channel, so that their left operand has one fold at most. */
    private Opcode opcode(Step.Matmul s, boolean isFolded) {
        if (s.windows() == null) {
            return isFolded ? Opcode.MATMUL_FOLDED : Opcode.MATMUL;
        }
        if (tiling.byRow != null) {
            return Opcode.DOT_WINDOWS;
        }
        return isFolded ? Opcode.MATMUL_FOLDED_WINDOWS : Opcode.MATMUL_WINDOWS;
    }

    private void windowReduce(int entry, int step, Step.WindowReduce s) {
        instructions.define(entry, s.target());
        instructions.begin(Opcode.REDUCE_WINDOWS, s.op().code(), LaneType.F32, DType.F32, 0);
        instructions.local(s.target());
        instructions.operand(kernel.accessOf[step] + 1, tiling.rowAxis, 0, false);
        instructions.windowNumbers(kernel.accessOf[step] + 2);
        writer.windows(kernel.windows(step, environment));
        instructions.end(s.target());
    }

    private void localMatmul(int step, Step.LocalMatmul s, int flags) {
        int rows = tiling.values.operandOf(step, s.left());
        int read = instructions.slot(rows);
        instructions.begin(Opcode.MATMUL_LOCAL, Op.MATMUL.code(), LaneType.F32, DType.F32, flags);
        instructions.local(s.target());
        instructions.local(read, rows);
        int access = kernel.accessOf[step];
        instructions.operand(access, tiling.columnAxis, space.stride(access, tiling.innerAxis), true);
        instructions.reads(read);
        instructions.end(s.target());
    }

    private void groupedMatmul(int entry, int step, Step.GroupedMatmul s) {
        int left = kernel.accessOf[step];
        DimProgram[] extras = kernel.extras[step];
        long count = extras[5].evaluate(environment);
        if (count == 0) {
            throw new IllegalArgumentException("grouped_matmul: there are no groups, but there are "
                    + (s.split() == Node.GroupedMatmul.Split.ROWS
                            ? space.size(tiling.rowAxis) + " rows"
                            : space.size(tiling.columnAxis) + " columns"));
        }
        if (extras[2].evaluate(environment) == 0) {
            fill(entry, s.target(), buffers.identitySlot(Op.SUM));
            return;
        }
        instructions.define(entry, s.target());
        Opcode opcode = switch (s.split()) {
            case ROWS -> Opcode.MATMUL_ROWS;
            case COLUMNS -> Opcode.MATMUL_COLUMNS;
            case DEPTH -> Opcode.MATMUL_DEPTH;
        };
        instructions.begin(opcode, 0, LaneType.F32, DType.F32, 0);
        instructions.local(s.target());
        instructions.operand(left, tiling.rowAxis, extras[0].evaluate(environment), false);
        instructions.operand(left + 1, tiling.columnAxis, extras[1].evaluate(environment), true);
        writer.number(extras[2].evaluate(environment));
        TensorLocation sizes = kernel.accesses[left + 2].memory();
        writer.address(
                buffers.buffer(sizes),
                space.offset(left + 2) + buffers.base(sizes),
                0,
                extras[3].evaluate(environment));
        if (opcode == Opcode.MATMUL_DEPTH) {
            writer.number(count);
            writer.number(axes.firstAlong(left + 2));
        } else {
            writer.number(extras[4].evaluate(environment));
            writer.number(count);
        }
        instructions.end(s.target());
    }

    private void store(int step, Step.Store s) {
        int source = tiling.values.operandOf(step, s.source());
        instructions.begin(Opcode.STORE, 0, LaneType.of(s.type()), s.type(), 0);
        instructions.local(source);
        instructions.address(kernel.accessOf[step], source);
        instructions.reads(instructions.slot(source));
        instructions.end();
    }
}
