package org.jdvm.exec;

import org.jdvm.bytecode.MoveSection;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.cube.Matrix;
import org.jdvm.exec.cube.RowWindows;
import org.jdvm.exec.cube.UnmaskedRange;
import org.jdvm.exec.memory.Transfers;
import org.jdvm.exec.state.CoreState;
import org.jdvm.machine.CubeSpec;
import org.jdvm.machine.NpuSpec;
import org.jdvm.tier.Scratch;
import org.jdvm.tier.SectionCode;

/** One core: runs the tasks of sections, by code where there is some, else by the interpreter. Used by one thread at a time. */
final class Core {
    /** Tasks that generated code runs between two checks for an interrupt: enough that the check costs nothing. */
    private static final int TASKS_PER_CHECK = 512;

    /** Loop iterations between two checks for an interrupt; a power of two. */
    private static final int ITERATIONS_PER_CHECK = 256;

    final CoreState state;
    final Matrix matrix;
    final RowWindows windows = new RowWindows();
    final UnmaskedRange live = new UnmaskedRange();

    private final Scratch codeScratch = new Scratch();
    private int iterations;

    // The section.
    private int section;
    private int body;

    /** The store of a section that only moves elements between arrays, or -1. */
    private int moveTo;

    /** A core of this CPU with a local buffer of some bytes. */
    Core(int localBytes) {
        this(localBytes, NpuSpec.host(1).cube());
    }

    /**
     * A core.
     *
     * @param localBytes bytes of its local buffer
     * @param cube how it blocks matrix products
     */
    Core(int localBytes, CubeSpec cube) {
        state = new CoreState(localBytes);
        matrix = new Matrix(cube, state.packed);
    }

    /** Makes ready for the tasks of a section. */
    void enter(Launch launch, int position) {
        long[] words = launch.words;
        state.enter(launch.operands, position);
        section = position;
        body = position + Words.length(words[position]);
        matrix.forget();
        windows.forget();
        live.forget();
        moveTo = state.hasInner ? -1 : MoveSection.storeOf(words, position);
        if (moveTo >= 0 && !Transfers.isBetweenArrays(launch.operands, body + Words.HEADER, moveTo + Words.HEADER)) {
            moveTo = -1;
        }
    }

    /** Releases the memory of the launch. */
    void leave() {
        matrix.forget();
        windows.forget();
        live.forget();
    }

    /** Runs some of the section's tasks: those with numbers from {@code from} on, below {@code to}. */
    void run(Launch launch, long from, long to) {
        SectionCode code = launch.code(section);
        if (code == null) {
            interpret(launch, from, to);
            return;
        }
        long end;
        for (long first = from; first < to; first = end) {
            launch.checkInterrupted();
            end = Math.min(to, first + TASKS_PER_CHECK);
            try {
                launch.run(code, section, codeScratch, first, end);
            } catch (RuntimeException e) {
                // An index out of range, which the interpreter finds again and can name; else the code is wrong.
                interpret(launch, first, end);
                launch.failed(code, e);
            }
        }
    }

    private void interpret(Launch launch, long from, long to) {
        if (from >= to) {
            return;
        }
        long[] words = launch.words;
        state.beginTask(words, from);
        if (moveTo >= 0) {
            move(launch, from, to);
            return;
        }
        for (long task = from; task < to; task++) {
            if (task > from) {
                state.nextTask(words);
            }
            launch.checkInterrupted();
            state.beginFrame();
            Interpreter.run(this, launch, body);
        }
    }

    /** Moves the tiles of tasks; those of tasks that differ in the last index only are moved in one go, for tiles may be small. */
    private void move(Launch launch, long from, long to) {
        long[] words = launch.words;
        int last = state.lastGridAxis(words);
        for (long task = from; task < to; ) {
            launch.checkInterrupted();
            state.beginFrame();
            int tiles = (int) Math.min(Math.min(state.equalFrames(words, last), to - task), ITERATIONS_PER_CHECK);
            Transfers.move(state, launch.operands, body + Words.HEADER, moveTo + Words.HEADER, last, tiles);
            task += tiles;
            if (task < to) {
                state.skip(last, tiles - 1);
                state.nextTask(words);
            }
        }
    }

    /** {@return where to go on after NEXT, whose next instruction is given} */
    int endOfLoop(Launch launch, int axis, int next) {
        if ((++iterations & ITERATIONS_PER_CHECK - 1) == 0) {
            launch.checkInterrupted();
        }
        return state.endOfLoop(launch.words, axis, next);
    }
}
