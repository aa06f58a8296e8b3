package org.jdvm.exec.cube;

import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.state.Binding;
import org.jdvm.exec.state.CoreState;
import org.jdvm.exec.state.KernelException;
import org.jdvm.exec.state.LaunchOperands;

/** Products of groups: finds the groups that a tile touches from their sizes in memory, and multiplies each. */
public final class Groups {
    private Groups() {}

    public static void multiply(Matrix matrix, CoreState core, LaunchOperands launch, Opcode opcode, int at) {
        long[] words = launch.words();
        int rightAt = Words.afterAddress(words, at + 1);
        int depthAt = Words.afterAddress(words, rightAt);
        int groupsAt = depthAt + 1;
        int next = Words.afterAddress(words, groupsAt);
        int depth = Math.toIntExact(words[depthAt]);
        ProductPart part = matrix.part;
        part.rows = core.rows;
        part.columns = core.columns;
        part.pitch = core.pitch(Float.BYTES);
        part.depth = depth;
        part.left = 0;
        part.right = 0;
        part.unfold();
        part.ofIntegers = false;
        part.mayPad = opcode != Opcode.MATMUL_COLUMNS;
        long target = Words.value(words[at]);
        switch (opcode) {
            case MATMUL_ROWS -> {
                long first = core.firstRow();
                long leftStride = words[at + 2];
                long start = 0;
                for (int group = 0; group < count(words, next + 1); group++) {
                    long end = start + size(launch, groupsAt, group);
                    long from = Math.max(start, first);
                    part.rows = (int) Math.max(0, Math.min(end, first + core.rows) - from);
                    part.left = (from - first) * leftStride;
                    part.right = group * words[next];
                    part.target = target + (from - first) * core.pitch(4);
                    matrix.multiply(core, launch, at, false);
                    start = end;
                }
                check(launch, groupsAt, start, core.rowExtent(), "rows");
            }
            case MATMUL_COLUMNS -> {
                long first = core.firstColumn();
                long rightStride = words[rightAt + 2];
                long start = 0;
                for (int group = 0; group < count(words, next + 1); group++) {
                    long end = start + size(launch, groupsAt, group);
                    long from = Math.max(start, first);
                    part.columns = (int) Math.max(0, Math.min(end, first + core.columns) - from);
                    part.left = group * words[next];
                    part.right = (from - first) * rightStride;
                    part.target = target + (from - first) * Float.BYTES;
                    matrix.multiply(core, launch, at, false);
                    start = end;
                }
                check(launch, groupsAt, start, core.columnExtent(), "columns");
            }
            case MATMUL_DEPTH -> {
                int wanted = core.index(words[next + 1]);
                long start = 0;
                for (int group = 0; group < count(words, next); group++) {
                    int size = size(launch, groupsAt, group);
                    if (group == wanted) {
                        part.depth = (int) Math.min(size, depth - Math.min(start, depth));
                        part.left = start * words[at + 3];
                        part.right = start * words[rightAt + 1];
                    }
                    start += size;
                }
                check(launch, groupsAt, start, depth, "inner indices");
                part.target = target;
                matrix.multiply(core, launch, at, false);
            }
            default -> throw new IllegalArgumentException(opcode + " multiplies no groups");
        }
    }

    private static int count(long[] words, int at) {
        return (int) words[at];
    }

    private static int size(LaunchOperands launch, int at, int group) {
        long[] words = launch.words();
        Binding binding = launch.bindings()[Words.buffer(words[at])];
        int element = Math.toIntExact(binding.offset() + Words.offset(words[at]) + group * words[at + 2]);
        long size = binding.array() instanceof int[] ints ? ints[element] : ((long[]) binding.array())[element];
        if (size < 0 || size > Integer.MAX_VALUE) {
            throw new KernelException(launch.program().name() + ": group " + group + " of '" + name(launch, at)
                    + "' has the size " + size);
        }
        return (int) size;
    }

    private static void check(LaunchOperands launch, int at, long sum, long expected, String what) {
        if (sum != expected) {
            throw new KernelException("%s: the sizes in '%s' add up to %d, but there are %d %s"
                    .formatted(launch.program().name(), name(launch, at), sum, expected, what));
        }
    }

    private static String name(LaunchOperands launch, int at) {
        return launch.program().buffers().get(Words.buffer(launch.words()[at])).name();
    }
}
