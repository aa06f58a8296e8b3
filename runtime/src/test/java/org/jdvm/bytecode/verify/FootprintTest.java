package org.jdvm.bytecode.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Address;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.Frame;
import org.jdvm.bytecode.Immediate;
import org.jdvm.bytecode.Instruction;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.LocalOperand;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.ProgramWriter;
import org.jdvm.bytecode.Words;
import org.jdvm.machine.NpuSpec;
import org.jdvm.testing.Machines;
import org.junit.jupiter.api.Test;

/** What is proved about address forms, against the plain enumeration of their elements by the definition of the frame. */
class FootprintTest {
    private static final NpuSpec MACHINE = Machines.plain(2);
    private static final long BASE = 100_000;

    /** A section with two stores of a tile. */
    record Case(Frame section, Address first, Address second) {
        SectionBody body() {
            ProgramWriter writer = new ProgramWriter();
            LocalOperand tile = new LocalOperand(Extent.TILE, LaneType.F32, 0);
            writer.write(Instruction.of(Opcode.SECTION, section));
            for (int axis = 0; axis < section.axes().size(); axis++) {
                if (section.axes().get(axis).loop()) {
                    writer.write(Instruction.of(Opcode.LOOP, new Immediate(axis)));
                }
            }
            writer.write(Instruction.of(Opcode.STORE, tile, first));
            writer.write(Instruction.of(Opcode.STORE, tile, second));
            for (int axis = section.axes().size() - 1; axis >= 0; axis--) {
                if (section.axes().get(axis).loop()) {
                    writer.write(Instruction.of(Opcode.NEXT, new Immediate(axis)));
                }
            }
            writer.write(Instruction.of(Opcode.END));
            BufferSlot buffer = new BufferSlot("w", BufferSlot.Role.WORKSPACE, DType.F32, 2 * BASE);
            SectionBody body = SectionBody.split(
                            new Program("p", MACHINE, writer.toWords(), List.of(buffer), List.of()))
                    .getFirst();
            body.findAccesses();
            return body;
        }

        /** {@return the elements that an address form touches, each as often as it does, with the task that does it} */
        List<long[]> elements(Address address) {
            List<long[]> elements = new ArrayList<>();
            enumerate(address, new long[section.axes().size()], 0, elements);
            return elements;
        }

        private void enumerate(Address address, long[] index, int axis, List<long[]> elements) {
            if (axis < index.length) {
                for (index[axis] = 0; index[axis] < section.axes().get(axis).count(); index[axis]++) {
                    enumerate(address, index, axis + 1, elements);
                }
                return;
            }
            long base = address.offset();
            for (Address.Term term : address.terms()) {
                base += term.stride() * index[term.axis()];
            }
            long task = 0;
            for (int i = index.length - 1; i >= 0; i--) {
                task = section.axes().get(i).loop()
                        ? task
                        : task * section.axes().get(i).count() + index[i];
            }
            for (long row = 0; row < frame(section.rows(), index); row++) {
                for (long column = 0; column < frame(section.columns(), index); column++) {
                    elements.add(new long[] {base + row * address.rowStride() + column * address.columnStride(), task});
                }
            }
        }

        private static long frame(Frame.Side side, long[] index) {
            return side.axis() == Words.NO_AXIS
                    ? side.size()
                    : Math.min(side.size(), side.extent() - index[side.axis()] * side.size());
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        return Arbitraries.randomValue(FootprintTest::random);
    }

    /** Mostly the strides of a contiguous array, in random order, with some of them changed. */
    private static Case random(Random random) {
        Frame.Side rows = side(random, 0);
        Frame.Side columns = side(random, 1);
        List<Frame.Axis> axes = new ArrayList<>();
        axes.add(axis(random, rows));
        axes.add(axis(random, columns));
        for (int i = random.nextInt(2); i > 0; i--) {
            axes.add(new Frame.Axis(1 + random.nextInt(3), random.nextBoolean()));
        }
        Address first = address(random, rows, columns, axes);
        Address second = random.nextInt(3) == 0
                ? address(random, rows, columns, axes)
                : new Address(
                        0,
                        first.offset() + random.nextInt(-9, 40) * random.nextInt(2),
                        first.rowStride(),
                        first.columnStride(),
                        first.terms());
        return new Case(new Frame(rows, columns, 0, 1 << 16, axes, Frame.NO_INNER), first, second);
    }

    private static Frame.Side side(RandomGenerator random, int axis) {
        long size = 1 + random.nextInt(4);
        return random.nextInt(3) == 0
                ? new Frame.Side(Words.NO_AXIS, size, size)
                : new Frame.Side(axis, size, 1 + random.nextInt(10));
    }

    private static Frame.Axis axis(RandomGenerator random, Frame.Side side) {
        long count = side.axis() == Words.NO_AXIS ? 1 + random.nextInt(2) : (side.extent() - 1) / side.size() + 1;
        return new Frame.Axis(count, random.nextInt(3) == 0);
    }

    private static Address address(RandomGenerator random, Frame.Side rows, Frame.Side columns, List<Frame.Axis> axes) {
        long stride = 1;
        long columnStride = stride(random, stride);
        stride *= columns.extent() + random.nextInt(3);
        long rowStride = stride(random, stride);
        stride *= rows.extent();
        List<Address.Term> terms = new ArrayList<>();
        for (int axis = 0; axis < axes.size(); axis++) {
            long axisStride;
            if (axis == rows.axis()) {
                axisStride = stride(random, rowStride * rows.size());
            } else if (axis == columns.axis()) {
                axisStride = stride(random, columnStride * columns.size());
            } else {
                axisStride = stride(random, stride);
                stride *= axes.get(axis).count();
            }
            terms.add(new Address.Term(axis, axisStride));
        }
        return new Address(0, BASE, rowStride, columnStride, terms);
    }

    private static long stride(RandomGenerator random, long usual) {
        return switch (random.nextInt(16)) {
            case 0 -> 0;
            case 1 -> -usual;
            case 2 -> random.nextInt(-20, 50);
            default -> usual;
        };
    }

    @Test
    void dimensionsOfOneStrideAddUp() {
        // The second form reaches 7 strides of 3 in a task, which are 18 apart.
        Address.Term rows = new Address.Term(0, 9);
        Address.Term tasks = new Address.Term(1, 18);
        Frame section = new Frame(
                new Frame.Side(0, 3, 6),
                new Frame.Side(Words.NO_AXIS, 3, 3),
                0,
                1 << 16,
                List.of(new Frame.Axis(2, true), new Frame.Axis(2, false)),
                Frame.NO_INNER);
        agreesWithEnumeration(new Case(
                section,
                new Address(0, BASE, 3, 0, List.of(rows, tasks)),
                new Address(0, BASE, 3, 3, List.of(rows, tasks))));
    }

    @Property(tries = 5000)
    void agreesWithEnumeration(@ForAll("cases") Case random) {
        SectionBody body = random.body();
        List<Access> accesses = body.accessesTo(0);
        List<long[]> first = random.elements(random.first());
        List<long[]> second = random.elements(random.second());
        Access access = accesses.get(0);

        assertEquals(first.stream().mapToLong(e -> e[0]).min().orElseThrow(), access.first(), "lowest element");
        assertEquals(first.stream().mapToLong(e -> e[0]).max().orElseThrow(), access.last(), "highest element");
        assertEquals(first.size(), access.footprint().size(), "number of elements");

        Set<Long> distinct = new HashSet<>();
        first.forEach(e -> distinct.add(e[0]));
        boolean injective = access.footprint().isInjective();
        assertFalse(injective && distinct.size() < first.size(), "injective");

        boolean apart = second.stream().noneMatch(e -> distinct.contains(e[0]));
        boolean disjoint = access.footprint().isDisjoint(accesses.get(1).footprint());
        assertFalse(disjoint && !apart, "disjoint");

        Map<Long, Set<Long>> tasks = new HashMap<>();
        first.forEach(e -> tasks.computeIfAbsent(e[0], _ -> new HashSet<>()).add(e[1]));
        boolean apartTasks = second.stream()
                .allMatch(e -> tasks.getOrDefault(e[0], Set.of(e[1])).equals(Set.of(e[1])));
        boolean taskPrivate = access.footprint().isTaskPrivate(accesses.get(1).footprint(), body);
        assertFalse(taskPrivate && !apartTasks, "task private");

        List<List<Long>> walked = new ArrayList<>();
        ElementWalk.walk(body, access.footprint(), (element, task) -> walked.add(List.of((long) element, task)));
        Set<List<Long>> expected = new HashSet<>();
        first.forEach(e -> expected.add(List.of(e[0], e[1])));
        assertEquals(first.size(), walked.size());
        assertTrue(expected.equals(new HashSet<>(walked)), "walk");
    }
}
