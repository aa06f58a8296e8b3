package org.jdvm.bytecode.verify;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.Program;

/**
 * Rules for memory over all sections: each element of an output is stored exactly once, tasks of a section do not touch what
 * another one stores, and what is read has been stored.
 *
 * <p>Proofs on address forms come first; where none applies the elements are walked over, unless the buffer is too large for that.
 */
final class MemoryRules {
    private final List<SectionBody> sections;
    private final int number;
    private final BufferSlot buffer;

    private MemoryRules(List<SectionBody> sections, int number, BufferSlot buffer) {
        this.sections = sections;
        this.number = number;
        this.buffer = buffer;
    }

    static void check(Program program, List<SectionBody> sections) {
        List<MemoryRules> outputs = new ArrayList<>();
        for (int i = 0; i < program.buffers().size(); i++) {
            BufferSlot buffer = program.buffers().get(i);
            if (buffer.role() == BufferSlot.Role.INPUT) {
                continue;
            }
            MemoryRules rules = new MemoryRules(sections, i, buffer);
            rules.checkTasks();
            rules.checkNarrowing();
            rules.checkReads();
            if (buffer.role() == BufferSlot.Role.OUTPUT) {
                outputs.add(rules);
            }
        }
        outputs.forEach(MemoryRules::checkStoredOnce);
    }

    private void checkStoredOnce() {
        List<Access> stores = new ArrayList<>();
        boolean feasible = true;
        for (SectionBody section : sections) {
            for (Access access : section.accessesTo(number)) {
                if (access.store()) {
                    stores.add(access);
                    feasible &= ElementWalk.isFeasible(buffer, access.footprint());
                }
            }
        }
        long stored;
        if (areApart(stores)) {
            stored = 0;
            for (Access store : stores) {
                stored += store.footprint().size();
            }
        } else if (feasible) {
            stored = countStored();
        } else {
            throw new BytecodeException("output " + buffer.name() + ": cannot prove that each element is stored once");
        }
        if (stored != buffer.elements()) {
            throw new BytecodeException(
                    "output " + buffer.name() + ": " + stored + " of " + buffer.elements() + " elements are stored");
        }
    }

    /** {@return true if provably each store by itself and all of them together touch each element at most once} */
    private static boolean areApart(List<Access> stores) {
        for (int i = 0; i < stores.size(); i++) {
            if (!stores.get(i).footprint().isInjective()) {
                return false;
            }
            for (int j = 0; j < i; j++) {
                if (!stores.get(i).footprint().isDisjoint(stores.get(j).footprint())) {
                    return false;
                }
            }
        }
        return true;
    }

    private long countStored() {
        BitSet stored = new BitSet((int) buffer.elements());
        for (SectionBody section : sections) {
            for (Access access : section.accessesTo(number)) {
                if (access.store()) {
                    ElementWalk.walk(section, access.footprint(), (element, _) -> {
                        if (stored.get(element)) {
                            throw section.problem(
                                    access.step(), "stores " + text(element) + ", which has been stored before");
                        }
                        stored.set(element);
                    });
                }
            }
        }
        return stored.cardinality();
    }

    private void checkTasks() {
        for (SectionBody section : sections) {
            List<Access> accesses = section.accessesTo(number);
            if (section.tasks() > 1 && !areTasksApart(section, accesses)) {
                for (Access access : accesses) {
                    if (!ElementWalk.isFeasible(buffer, access.footprint())) {
                        throw section.problem(access.step(), "cannot prove that no other task touches this memory");
                    }
                }
                findTaskConflict(section, accesses);
            }
        }
    }

    /** What is found out about a mask and what it is added to is remembered over the tasks of a section. */
    private void checkNarrowing() {
        for (SectionBody section : sections) {
            for (Access read : section.accessesTo(number)) {
                for (Access store : section.accessesTo(number)) {
                    if (read.step().instruction().opcode().clipsInner() && store.store() && store.mayConflict(read)) {
                        throw section.problem(
                                read.step(), "word " + store.step().position() + " stores to what it reads");
                    }
                }
            }
        }
    }

    private boolean areTasksApart(SectionBody section, List<Access> accesses) {
        // That the stores to an output are apart is checked over all sections at once.
        boolean storedOnce = buffer.role() == BufferSlot.Role.OUTPUT;
        for (Access store : accesses) {
            for (Access other : accesses) {
                boolean known = storedOnce && other.store();
                if (store.store()
                        && !known
                        && !store.footprint().isTaskPrivate(other.footprint(), section)
                        && !store.footprint().isDisjoint(other.footprint())) {
                    return false;
                }
            }
        }
        return true;
    }

    private void findTaskConflict(SectionBody section, List<Access> accesses) {
        long[] owner = new long[(int) buffer.elements()];
        for (boolean stores : new boolean[] {true, false}) {
            for (Access access : accesses) {
                if (access.store() == stores) {
                    ElementWalk.walk(section, access.footprint(), (element, task) -> {
                        if (owner[element] != 0 && owner[element] != task + 1) {
                            throw section.problem(
                                    access.step(),
                                    "task " + task + (stores ? " stores " : " reads ") + text(element) + ", which task "
                                            + (owner[element] - 1) + " stores");
                        }
                        if (stores) {
                            owner[element] = task + 1;
                        }
                    });
                }
            }
        }
    }

    private void checkReads() {
        StoredRanges earlier = new StoredRanges();
        for (int i = 0; i < sections.size(); i++) {
            List<Access> accesses = sections.get(i).accessesTo(number);
            List<Access> stores = new ArrayList<>();
            for (Access access : accesses) {
                if (access.store()) {
                    stores.add(access);
                } else if (!earlier.contain(access) && !storesTheSame(stores, access)) {
                    if (ElementWalk.isFeasible(buffer, access.footprint())) {
                        findUndefined(i, stores, access);
                    } else if (!earlier.reachAround(access)) {
                        throw sections.get(i)
                                .problem(access.step(), "cannot prove that what it reads has been stored before");
                    }
                }
            }
            if (!stores.isEmpty()) {
                earlier.add(stores);
            }
        }
    }

    /** {@return true if the task itself has stored just these elements before} */
    private static boolean storesTheSame(List<Access> stores, Access read) {
        return stores.stream().anyMatch(store -> store.footprint().equals(read.footprint()));
    }

    private void findUndefined(int at, List<Access> stores, Access read) {
        BitSet before = new BitSet((int) buffer.elements());
        for (SectionBody section : sections.subList(0, at)) {
            for (Access access : section.accessesTo(number)) {
                if (access.store()) {
                    ElementWalk.walk(section, access.footprint(), (element, _) -> before.set(element));
                }
            }
        }
        SectionBody section = sections.get(at);
        long[] owner = new long[(int) buffer.elements()];
        for (Access store : stores) {
            ElementWalk.walk(section, store.footprint(), (element, task) -> owner[element] = task + 1);
        }
        ElementWalk.walk(section, read.footprint(), (element, task) -> {
            if (!before.get(element) && owner[element] != task + 1) {
                throw section.problem(read.step(), "reads " + text(element) + ", which nothing has stored before");
            }
        });
    }

    private String text(long element) {
        return buffer.name() + "[" + element + "]";
    }

    /** The intervals of a buffer of which every element has been stored. */
    private static final class StoredRanges {
        private final List<Access> all = new ArrayList<>();
        private final List<long[]> ranges = new ArrayList<>();

        /** Adds the stores of a section. */
        void add(List<Access> stores) {
            all.addAll(stores);
            List<Access> sparse = new ArrayList<>();
            for (Access store : stores) {
                if (store.footprint().isDense()) {
                    add(store.first(), store.last());
                } else {
                    sparse.add(store);
                }
            }
            addIfDense(sparse);
            addIfDense(all);
        }

        private void addIfDense(List<Access> stores) {
            if (stores.isEmpty()) {
                return;
            }
            long first = Long.MAX_VALUE;
            long last = 0;
            long size = 0;
            for (Access store : stores) {
                first = Math.min(first, store.first());
                last = Math.max(last, store.last());
                size += store.footprint().size();
            }
            if (size == last - first + 1 && areApart(stores)) {
                add(first, last);
            }
        }

        private void add(long first, long last) {
            long[] range = {first, last};
            for (int i = ranges.size() - 1; i >= 0; i--) {
                long[] other = ranges.get(i);
                if (other[0] <= range[1] + 1 && range[0] <= other[1] + 1) {
                    range[0] = Math.min(range[0], other[0]);
                    range[1] = Math.max(range[1], other[1]);
                    ranges.remove(i);
                }
            }
            ranges.add(range);
        }

        boolean contain(Access read) {
            return ranges.stream().anyMatch(range -> range[0] <= read.first() && read.last() <= range[1]);
        }

        boolean reachAround(Access read) {
            return all.stream().anyMatch(store -> store.first() <= read.first() && read.last() <= store.last());
        }
    }
}
