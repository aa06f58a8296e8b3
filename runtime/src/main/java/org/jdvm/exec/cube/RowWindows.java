package org.jdvm.exec.cube;

import java.util.Arrays;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.gemm.WindowSweep;
import org.jdvm.exec.state.Binding;
import org.jdvm.exec.state.CoreState;
import org.jdvm.exec.state.LaunchOperands;
import org.jdvm.ir.Op;

/** Tiles whose rows are windows of one channel each: depthwise convolutions, and pools. */
public final class RowWindows {
    /** Tiles of a channel whose layouts are remembered. */
    private static final int MOST = 8;

    private final WindowSweep[] sweeps = new WindowSweep[MOST];
    private int next;

    /** Tiles with nothing laid out. */
    public RowWindows() {
        Arrays.setAll(sweeps, _ -> new WindowSweep());
    }

    /** Forgets the program. */
    public void forget() {
        for (WindowSweep sweep : sweeps) {
            sweep.forget();
        }
    }

    private WindowSweep find(long[] words, int at, long window, int count, int room) {
        for (WindowSweep sweep : sweeps) {
            if (sweep.isFor(words, at, window, count, room)) {
                return sweep;
            }
        }
        next = (next + 1) % MOST;
        sweeps[next].begin(words, at, window, count, room);
        return sweeps[next];
    }

    /** Multiplies the rows of a left operand with windows. */
    public void multiply(CoreState core, LaunchOperands launch, int at) {
        long[] words = launch.words();
        int channels = Words.afterAddress(words, at + 1);
        run(core, launch, at, channels, Words.afterAddress(words, channels) + 1, Op.MATMUL);
    }

    /** Combines the elements of windows. */
    public void reduce(CoreState core, LaunchOperands launch, long head, int at) {
        int numbers = Words.afterAddress(launch.words(), at + 1);
        run(core, launch, at, at + 1, numbers, Op.byCode(Words.function(head)).orElseThrow());
    }

    private void run(CoreState core, LaunchOperands launch, int at, int channels, int numbers, Op op) {
        long[] words = launch.words();
        int windows = Words.afterAddress(words, numbers);
        long window = core.address(words, numbers);
        int pitch = core.pitch(LaneType.F32.bytes());
        int buffer = Words.buffer(words[channels]);
        DType type = launch.program().buffers().get(buffer).type();
        Binding binding = launch.bindings()[buffer];
        long first = binding.offset() + core.address(words, channels);
        float outside = op == Op.REDUCE_MAX ? Float.NEGATIVE_INFINITY : 0;
        int done = 0;
        while (done < core.columns) {
            WindowSweep sweep = find(words, windows, window + done, core.columns - done, pitch / Float.BYTES - done);
            for (int row = 0; row < core.rows; row++) {
                if (op == Op.MATMUL) {
                    weigh(sweep, core, launch, at + 1, row);
                }
                sweep.fill(type, binding.array(), first + row * words[channels + 1], outside);
                long target = Words.value(words[at]) + (long) row * pitch + 4L * done;
                sweep.combine(op, core.local, target, core.block);
            }
            done += sweep.columns();
        }
    }

    private static void weigh(WindowSweep sweep, CoreState core, LaunchOperands launch, int left, int row) {
        long[] words = launch.words();
        int buffer = Words.buffer(words[left]);
        Binding binding = launch.bindings()[buffer];
        long first = binding.offset() + core.address(words, left) + row * words[left + 1];
        sweep.weigh(launch.program().buffers().get(buffer).type(), binding.array(), first, words[left + 2]);
    }
}
