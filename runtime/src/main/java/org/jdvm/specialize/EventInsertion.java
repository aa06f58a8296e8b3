package org.jdvm.specialize;

import java.util.Arrays;
import org.jdvm.bytecode.Pipe;
import org.jdvm.bytecode.ProgramWriter;

/**
 * Orders instructions of different pipes that touch the same slot of the local buffer, with events.
 *
 * <p>A wait covers everything that the other pipe did before the event, so few are needed. At most {@code eventIds} events of a
 * pair of pipes are under way; where one more would be needed, the latest one is set later instead, which its waiter still sees.
 */
final class EventInsertion {
    private static final int PIPES = Pipe.SYNCHRONISED;
    private static final Pipe[] PIPE = Pipe.values();

    private final int eventIds;
    private int[] heads = new int[64];
    private int[] pipes = new int[64];
    private int count;

    /** For each slot the last instruction that wrote it, and for each pipe the last one that read it; -1 for none. */
    private int[] writers = new int[0];

    private int[] readers = new int[0];

    /** For each pair of pipes (setting * PIPES + waiting): the last instruction of the setting pipe that the other has waited for. */
    private final int[] seen = new int[PIPES * PIPES];

    private final int[][] sets = new int[PIPES * PIPES][16];
    private final int[][] waits = new int[PIPES * PIPES][16];
    private final int[] events = new int[PIPES * PIPES];
    private final int[] needed = new int[PIPES];

    EventInsertion(int eventIds) {
        this.eventIds = eventIds;
    }

    /** Starts a section or a part of it between boundaries that wait for all pipes. */
    void begin(int slots) {
        if (writers.length < slots) {
            writers = new int[slots];
            readers = new int[slots * PIPES];
        }
        Arrays.fill(writers, -1);
        Arrays.fill(readers, -1);
        Arrays.fill(seen, -1);
        Arrays.fill(events, 0);
        count = 0;
    }

    /** Adds an instruction that starts at a position of the program; its slots follow by {@link #reads} and {@link #writes}. */
    void instruction(int head, Pipe pipe) {
        if (count == heads.length) {
            heads = Arrays.copyOf(heads, 2 * count);
            pipes = Arrays.copyOf(pipes, 2 * count);
        }
        heads[count] = head;
        pipes[count] = pipe.ordinal();
        Arrays.fill(needed, -1);
        count++;
    }

    void reads(int slot) {
        need(writers[slot]);
        readers[slot * PIPES + pipes[count - 1]] = count - 1;
    }

    void writes(int slot) {
        need(writers[slot]);
        for (int pipe = 0; pipe < PIPES; pipe++) {
            need(readers[slot * PIPES + pipe]);
            readers[slot * PIPES + pipe] = -1;
        }
        writers[slot] = count - 1;
    }

    private void need(int instruction) {
        if (instruction >= 0 && pipes[instruction] != pipes[count - 1]) {
            int pipe = pipes[instruction];
            needed[pipe] = Math.max(needed[pipe], instruction);
        }
    }

    /** Ends the instruction: decides for which events it waits. */
    void done() {
        int self = count - 1;
        for (int pipe = 0; pipe < PIPES; pipe++) {
            int pair = pipe * PIPES + pipes[self];
            if (needed[pipe] <= seen[pair]) {
                continue;
            }
            seen[pair] = needed[pipe];
            int event = events[pair];
            if (event >= eventIds && waits[pair][event - eventIds] > needed[pipe]) {
                sets[pair][event - 1] = needed[pipe];
                continue;
            }
            if (event == sets[pair].length) {
                sets[pair] = Arrays.copyOf(sets[pair], 2 * event);
                waits[pair] = Arrays.copyOf(waits[pair], 2 * event);
            }
            sets[pair][event] = needed[pipe];
            waits[pair][event] = self;
            events[pair]++;
        }
    }

    /** Writes the events into the instructions. */
    void end(ProgramWriter writer) {
        for (int pair = 0; pair < events.length; pair++) {
            Pipe setting = PIPE[pair / PIPES];
            Pipe waiting = PIPE[pair % PIPES];
            for (int event = 0; event < events[pair]; event++) {
                writer.set(heads[sets[pair][event]], waiting, event % eventIds);
                writer.waitFor(heads[waits[pair][event]], setting, event % eventIds);
            }
        }
    }
}
