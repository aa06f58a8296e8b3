package org.jdvm.bytecode.verify;

import org.jdvm.bytecode.Address;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.Field;
import org.jdvm.bytecode.Frame;
import org.jdvm.bytecode.Instruction;
import org.jdvm.bytecode.WindowMap;
import org.jspecify.annotations.Nullable;

/**
 * How far the address forms of an instruction go, in the frame of its section.
 *
 * @param frame the frame
 * @param instruction the instruction
 */
record Spans(Frame frame, Instruction instruction) {
    /** {@return the elements that an address form goes along one of its strides in a full frame} */
    long size(Field.Span span) {
        Frame.Side side = side(span);
        return switch (span) {
            case DEPTH -> instruction.number(Field.DEPTH);
            case GROUPS -> instruction.number(Field.GROUP_LIMIT);
            case ROW_SIZE -> instruction.number(Field.ROW_SIZE);
            case RESULT_SIZE -> instruction.number(Field.RESULT_SIZE);
            case UPDATES -> instruction.number(Field.UPDATES);
            case WHOLE_INNER -> frame.inner().extent();
            default -> side == null ? 1 : side.size();
        };
    }

    /** {@return the elements that an address form goes along both of its strides in a full frame, at most the largest number} */
    long size(Field field) {
        if (field.isWindowed()
                && ((WindowMap) instruction.get(Field.WINDOWS)).axes().stream().anyMatch(axis -> axis.extent() == 0)) {
            return 0;
        }
        long places = WorkRules.times(size(field.rows()), size(field.columns()));
        return field.isWindowedByRow()
                ? WorkRules.times(places, ((WindowMap) instruction.get(Field.WINDOWS)).elements())
                : places;
    }

    /** Adds to the footprint of an address form what it goes along its strides. */
    void add(Footprint.Builder footprint, Field field, Address address) {
        if (field.isWindowed()) {
            // All of the tensor that windows may show: which part they do is not worth finding out.
            WindowMap windows = (WindowMap) instruction.get(Field.WINDOWS);
            if (field.isWindowedByRow()) {
                add(footprint, field.rows(), address.rowStride());
            } else {
                footprint.inner(instruction.number(Field.DEPTH) / windows.elements(), address.rowStride());
            }
            windows.axes().forEach(axis -> footprint.inner(axis.extent(), axis.stride()));
        } else {
            add(footprint, field.rows(), address.rowStride());
        }
        if (field.isFolded()) {
            long fold = instruction.number(Field.FOLD);
            Frame.Side columns = frame.columns();
            footprint.side(
                    new Frame.Side(columns.axis(), columns.size() / fold, columns.extent() / fold),
                    address.columnStride());
            footprint.inner(fold, instruction.number(Field.FOLD_STRIDE));
        } else if (field.isFoldedAlongDepth()) {
            long fold = instruction.number(Field.DEPTH_FOLD);
            footprint.inner(instruction.number(Field.DEPTH) / fold, address.columnStride());
            footprint.inner(fold, instruction.number(Field.DEPTH_FOLD_STRIDE));
        } else {
            add(footprint, field.columns(), address.columnStride());
        }
        if (field.isIndexed()) {
            Field limit =
                    instruction.opcode().fields().contains(Field.INDEX_LIMIT) ? Field.INDEX_LIMIT : Field.GROUP_LIMIT;
            footprint.inner(instruction.number(limit), instruction.number(Field.INDEX_STRIDE));
        }
    }

    private void add(Footprint.Builder footprint, Field.Span span, long stride) {
        Frame.Side side = side(span);
        if (side != null) {
            footprint.side(side, stride);
        } else {
            footprint.inner(size(span), stride);
        }
    }

    /** {@return the side of the frame that an address form goes along; null if it is none} */
    private Frame.@Nullable Side side(Field.Span span) {
        return switch (span) {
            case NONE, DEPTH, GROUPS, ROW_SIZE, RESULT_SIZE, UPDATES -> null;
            case ROWS -> frame.rows();
            case COLUMNS -> frame.columns();
            case INNER, WHOLE_INNER -> frame.inner();
            case TARGET_COLUMNS -> instruction.place().extent().hasInner() ? frame.inner() : frame.columns();
            case PLACE_ROWS -> instruction.place().extent().hasRows() ? frame.rows() : null;
            case PLACE_COLUMNS -> {
                Extent extent = instruction.place().extent();
                yield extent.hasInner() ? frame.inner() : extent.hasColumns() ? frame.columns() : null;
            }
        };
    }
}
