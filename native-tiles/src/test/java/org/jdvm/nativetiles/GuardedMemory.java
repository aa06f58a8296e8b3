package org.jdvm.nativetiles;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Memory of interpreted code: areas far from each other, and errors for whatever is not wholly inside of one. */
final class GuardedMemory {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    /** From the start of an area to that of the next; no area is longer. */
    private static final long DISTANCE = 1L << 36;

    private record Area(MemorySegment contents, boolean isWritable) {}

    /** At an address, an area and a place in it. */
    private record Place(Area area, long at) {}

    private final List<Area> areas = new ArrayList<>();

    /** {@return the address of a new area} */
    long add(MemorySegment contents, boolean isWritable) {
        areas.add(new Area(contents, isWritable));
        return areas.size() * DISTANCE;
    }

    private Place place(long address, int bytes) {
        int number = (int) Math.floorDiv(address, DISTANCE);
        long at = Math.floorMod(address, DISTANCE);
        if (number < 1
                || number > areas.size()
                || at + bytes > areas.get(number - 1).contents.byteSize()) {
            throw new IndexOutOfBoundsException("%d bytes at %x, area %d".formatted(bytes, address, number));
        }
        return new Place(areas.get(number - 1), at);
    }

    /** Reads bytes to the start of an array. */
    void read(long address, int bytes, byte[] to) {
        Place place = place(address, bytes);
        MemorySegment.copy(place.area.contents, ValueLayout.JAVA_BYTE, place.at, to, 0, bytes);
    }

    /** Writes bytes from the start of an array. */
    void write(long address, int bytes, byte[] from) {
        Place place = writable(address, bytes);
        MemorySegment.copy(from, 0, place.area.contents, ValueLayout.JAVA_BYTE, place.at, bytes);
    }

    private Place writable(long address, int bytes) {
        Place place = place(address, bytes);
        if (!place.area.isWritable) {
            throw new IllegalStateException("%d bytes at %x cannot be written".formatted(bytes, address));
        }
        return place;
    }

    long readLong(long address) {
        Place place = place(address, Long.BYTES);
        return place.area.contents.get(LONG, place.at);
    }

    void writeLong(long address, long value) {
        Place place = writable(address, Long.BYTES);
        place.area.contents.set(LONG, place.at, value);
    }

    void writeInt(long address, int value) {
        Place place = writable(address, Integer.BYTES);
        place.area.contents.set(INT, place.at, value);
    }
}
