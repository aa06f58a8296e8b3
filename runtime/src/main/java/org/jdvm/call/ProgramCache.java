package org.jdvm.call;

import java.util.Arrays;
import org.jdvm.tier.TieredProgram;
import org.jspecify.annotations.Nullable;

/**
 * Programs of one operator by the environments that they were made for: an open-addressing table that readers use without locks. When
 * it is full it starts anew.
 */
final class ProgramCache {
    private static final int CAPACITY = 8192;
    private static final int SLOTS = 2 * CAPACITY;

    private record Entry(long[] key, TieredProgram program) {}

    private volatile @Nullable Entry[] table = new Entry[64];
    private volatile @Nullable Entry last;
    private int size;

    /** The program for an environment, or null. */
    @Nullable
    TieredProgram get(long[] key) {
        Entry recent = last;
        if (recent != null && Arrays.equals(recent.key(), key)) {
            return recent.program();
        }
        @Nullable Entry[] entries = table;
        for (int slot = slot(key, entries.length); ; slot = slot + 1 & entries.length - 1) {
            Entry entry = entries[slot];
            if (entry == null) {
                return null;
            }
            if (Arrays.equals(entry.key(), key)) {
                last = entry;
                return entry.program();
            }
        }
    }

    /** Keeps a program; returns how many were evicted for it. */
    synchronized int put(long[] key, TieredProgram program) {
        Entry entry = new Entry(key, program);
        last = entry;
        int evicted = 0;
        @Nullable Entry[] entries = table;
        if (size == CAPACITY) {
            entries = new Entry[64];
            evicted = size;
            size = 0;
        } else if (2 * size >= entries.length && entries.length < SLOTS) {
            @Nullable Entry[] larger = new Entry[2 * entries.length];
            for (Entry old : entries) {
                if (old != null) {
                    insert(larger, old);
                }
            }
            entries = larger;
        } else {
            entries = entries.clone();
        }
        size += insert(entries, entry) ? 1 : 0;
        table = entries;
        return evicted;
    }

    private static boolean insert(@Nullable Entry[] entries, Entry entry) {
        int slot = slot(entry.key(), entries.length);
        while (entries[slot] != null && !Arrays.equals(entries[slot].key(), entry.key())) {
            slot = slot + 1 & entries.length - 1;
        }
        boolean added = entries[slot] == null;
        entries[slot] = entry;
        return added;
    }

    private static int slot(long[] key, int slots) {
        int hash = Arrays.hashCode(key) * 0x9E3779B9;
        return (hash ^ hash >>> 16) & slots - 1;
    }
}
