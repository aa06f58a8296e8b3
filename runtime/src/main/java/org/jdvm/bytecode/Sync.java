package org.jdvm.bytecode;

import java.util.List;

/**
 * The events that an instruction waits for before it starts and sets when it is done, at most one of each with each pipe.
 *
 * @param waits events set by other pipes, in the order of the pipes
 * @param sets events that other pipes wait for, in the order of the pipes
 */
public record Sync(List<Event> waits, List<Event> sets) {
    /** No synchronisation. */
    public static final Sync NONE = new Sync(List.of(), List.of());

    /** The largest id that an instruction can name; a machine may have fewer. */
    public static final int MAX_EVENT = 7;

    /** Copies the lists. */
    public Sync {
        waits = List.copyOf(waits);
        sets = List.copyOf(sets);
        checkOrder("waits for", waits);
        checkOrder("sets", sets);
    }

    /**
     * An event between the pipe of the instruction and another one.
     *
     * @param other the other pipe
     * @param id the number of the event among those of this ordered pair of pipes, 0 to 7
     */
    public record Event(Pipe other, int id) {
        /** Refuses what cannot be encoded. */
        public Event {
            if (other.ordinal() >= Pipe.SYNCHRONISED) {
                throw new IllegalArgumentException("there are no events with the pipe " + other);
            }
            if (id < 0 || id > MAX_EVENT) {
                throw new IllegalArgumentException("the event ids are 0 to " + MAX_EVENT + ", not " + id);
            }
        }
    }

    private static void checkOrder(String verb, List<Event> events) {
        for (int i = 1; i < events.size(); i++) {
            if (events.get(i).other().ordinal() <= events.get(i - 1).other().ordinal()) {
                throw new IllegalArgumentException("an instruction " + verb
                        + " one event with each pipe, in the order of the pipes, not "
                        + events.get(i - 1).other() + " before " + events.get(i).other());
            }
        }
    }
}
