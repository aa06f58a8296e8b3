package org.jdvm.bytecode;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Op;
import org.jspecify.annotations.Nullable;

/** A decoded instruction, one record for each form. */
public sealed interface Instruction {
    /** {@return the instruction form} */
    Opcode opcode();

    /** {@return the events it waits for and sets} */
    default Sync sync() {
        return Sync.NONE;
    }

    /** {@return the value in the local buffer that it writes, or null} */
    default @Nullable LocalOperand target() {
        return null;
    }

    /** {@return true if the old contents of the target take part} */
    default boolean accumulates() {
        return false;
    }

    /** {@return the operands that it reads, in order, without the target} */
    default List<Source> sources() {
        return List.of();
    }

    /**
     * Begins a section.
     *
     * @param rows the rows of the frame
     * @param columns the columns of the frame
     * @param cost elements touched by the whole section
     * @param localBytes bytes of the local buffer that it uses
     * @param axes its axes
     * @param inner the inner indices of the frame, or {@link #NO_INNER}
     */
    record Section(Side rows, Side columns, long cost, long localBytes, List<Axis> axes, Side inner)
            implements Instruction {
        /** The inner side of a frame that has none. */
        public static final Side NO_INNER = new Side(Words.NO_AXIS, 0, 0);

        /** Copies the axes. */
        public Section {
            axes = List.copyOf(axes);
        }

        /**
         * A section without an inner side.
         *
         * @param rows the rows of the frame
         * @param columns the columns of the frame
         * @param cost elements touched by the whole section
         * @param localBytes bytes of the local buffer that it uses
         * @param axes its axes
         */
        public Section(Side rows, Side columns, long cost, long localBytes, List<Axis> axes) {
            this(rows, columns, cost, localBytes, axes, NO_INNER);
        }

        /** {@return true if the frame has an inner side} */
        public boolean hasInner() {
            return !inner.equals(NO_INNER);
        }

        @Override
        public Opcode opcode() {
            return Opcode.SECTION;
        }

        /**
         * One side of the tile frame.
         *
         * @param axis the axis whose indices step through the extent, or {@link Words#NO_AXIS}
         * @param size elements of a full frame
         * @param extent elements over all indices of the axis
         */
        public record Side(int axis, long size, long extent) {}

        /**
         * An axis of the section.
         *
         * @param count number of its indices
         * @param loop true if a task runs through it in order, false if it is spread over the cores
         */
        public record Axis(long count, boolean loop) {}
    }

    /** Ends a section. */
    record End() implements Instruction {
        @Override
        public Opcode opcode() {
            return Opcode.END;
        }
    }

    /**
     * Begins the loop over an axis.
     *
     * @param axis number of the axis
     */
    record Loop(int axis) implements Instruction {
        @Override
        public Opcode opcode() {
            return Opcode.LOOP;
        }
    }

    /**
     * Ends the loop over an axis.
     *
     * @param axis number of the axis
     */
    record Next(int axis) implements Instruction {
        @Override
        public Opcode opcode() {
            return Opcode.NEXT;
        }
    }

    /**
     * Leaves out inner indices that a mask excludes for all rows.
     *
     * @param mask where the mask lies
     * @param unit inner indices that are left out together
     */
    record Narrow(Address mask, long unit) implements Instruction {
        @Override
        public Opcode opcode() {
            return Opcode.NARROW;
        }
    }

    /**
     * Leaves out inner indices that a mask excludes for all rows, whatever is added to it.
     *
     * @param mask where the mask lies
     * @param unit inner indices that are left out together
     * @param left the left operand of the product that is added
     * @param right the right one
     * @param depth the depth of that product
     * @param factor what the product is multiplied by
     * @param divisor what it is divided by
     */
    record NarrowScores(
            Address mask,
            long unit,
            Address left,
            Address right,
            long depth,
            ScalarOperand factor,
            ScalarOperand divisor)
            implements Instruction {
        @Override
        public Opcode opcode() {
            return Opcode.NARROW_SCORES;
        }

        @Override
        public List<Source> sources() {
            return List.of(factor, divisor);
        }
    }

    /** Copies from memory. */
    record Load(Sync sync, DType type, LocalOperand target, Address address) implements Instruction {
        @Override
        public Opcode opcode() {
            return Opcode.LOAD;
        }
    }

    /**
     * Copies from memory at places that an index operand gives.
     *
     * @param stride elements between consecutive indices
     * @param limit number of valid indices
     */
    record LoadIndexed(
            Sync sync, DType type, LocalOperand target, LocalOperand index, Address address, long stride, long limit)
            implements Instruction {
        @Override
        public Opcode opcode() {
            return Opcode.LOAD_INDEXED;
        }

        @Override
        public List<Source> sources() {
            return List.of(index);
        }
    }

    /** Copies to memory. */
    record Store(Sync sync, DType type, LocalOperand source, Address address) implements Instruction {
        @Override
        public Opcode opcode() {
            return Opcode.STORE;
        }

        @Override
        public List<Source> sources() {
            return List.of(source);
        }
    }

    /** Spreads a scalar or a smaller operand over the target. */
    record Fill(Sync sync, LaneType lane, LocalOperand target, Source source) implements Instruction {
        @Override
        public Opcode opcode() {
            return Opcode.FILL;
        }

        @Override
        public List<Source> sources() {
            return List.of(source);
        }
    }

    /** Sets each element to a number that is affine in its place. */
    record Iota(Sync sync, LaneType lane, LocalOperand target, Address numbers) implements Instruction {
        /** Refuses a buffer. */
        public Iota {
            if (numbers.buffer() != 0) {
                throw new IllegalArgumentException(
                        "the numbers of iota have no buffer, but buffer " + numbers.buffer() + " is given");
            }
        }

        @Override
        public Opcode opcode() {
            return Opcode.IOTA;
        }
    }

    /** Applies a function of one operand. */
    record Unary(Sync sync, Op function, LaneType lane, LocalOperand target, Source source) implements Instruction {
        /** Checks the kind of the function. */
        public Unary {
            requireFunction(Opcode.UNARY, function);
        }

        @Override
        public Opcode opcode() {
            return Opcode.UNARY;
        }

        @Override
        public List<Source> sources() {
            return List.of(source);
        }
    }

    /** Applies a function of two operands. */
    record Binary(Sync sync, Op function, LaneType lane, LocalOperand target, Source first, Source second)
            implements Instruction {
        /** Checks the kind of the function. */
        public Binary {
            requireFunction(Opcode.BINARY, function);
        }

        @Override
        public Opcode opcode() {
            return Opcode.BINARY;
        }

        @Override
        public List<Source> sources() {
            return List.of(first, second);
        }
    }

    /** Takes one of two operands. */
    record Select(Sync sync, LaneType lane, LocalOperand target, Source condition, Source first, Source second)
            implements Instruction {
        @Override
        public Opcode opcode() {
            return Opcode.SELECT;
        }

        @Override
        public List<Source> sources() {
            return List.of(condition, first, second);
        }
    }

    /** Converts to another type. */
    record Cast(Sync sync, DType type, LocalOperand target, Source source) implements Instruction {
        @Override
        public Opcode opcode() {
            return Opcode.CAST;
        }

        @Override
        public List<Source> sources() {
            return List.of(source);
        }
    }

    /** Combines the elements of rows ({@link Opcode#REDUCE_X}) or columns ({@link Opcode#REDUCE_Y}). */
    record Reduce(
            Sync sync,
            Opcode opcode,
            Op function,
            LaneType lane,
            boolean accumulates,
            LocalOperand target,
            LocalOperand source)
            implements Instruction {
        /** Checks form and function. */
        public Reduce {
            if (opcode != Opcode.REDUCE_X && opcode != Opcode.REDUCE_Y) {
                throw new IllegalArgumentException(opcode + " is no reduction");
            }
            requireFunction(opcode, function);
        }

        @Override
        public List<Source> sources() {
            return List.of(source);
        }
    }

    /** Multiplies matrices in memory. */
    record Matmul(Sync sync, boolean accumulates, LocalOperand target, Address left, Address right, long depth)
            implements Instruction {
        @Override
        public Opcode opcode() {
            return Opcode.MATMUL;
        }
    }

    /** Multiplies rows in the local buffer with a matrix in memory. */
    record LocalMatmul(Sync sync, boolean accumulates, LocalOperand target, LocalOperand left, Address right)
            implements Instruction {
        @Override
        public Opcode opcode() {
            return Opcode.MATMUL_LOCAL;
        }

        @Override
        public List<Source> sources() {
            return List.of(left);
        }
    }

    /**
     * Multiplies matrices in memory, of which groups of rows, columns or inner indices belong together.
     *
     * @param groups where the sizes of the groups lie, a column stride apart
     * @param stride elements between the operands of consecutive groups; 0 for inner indices
     * @param count number of groups
     * @param axis the axis that tells the group, for inner indices; else {@link Words#NO_AXIS}
     */
    record GroupedMatmul(
            Sync sync,
            Opcode opcode,
            LocalOperand target,
            Address left,
            Address right,
            long depth,
            Address groups,
            long stride,
            long count,
            int axis)
            implements Instruction {
        /** Checks the form. */
        public GroupedMatmul {
            if (!opcode.isGrouped()) {
                throw new IllegalArgumentException(opcode + " multiplies no groups");
            }
        }
    }

    private static void requireFunction(Opcode opcode, Op function) {
        if (!opcode.accepts(function)) {
            throw new IllegalArgumentException(opcode + " has no function " + function);
        }
    }
}
