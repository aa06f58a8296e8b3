package org.jdvm.asm;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jdvm.asm.code.Expr;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.LaneType;

/**
 * How a section divides the core's scratch arrays: a head for results of passes that have several, then elements, rows, columns and
 * tiles. Where each begins depends on the height and pitch of the frame.
 */
final class Regions {
    /** Elements of the head, and the distance between single elements. */
    static final int HEAD = 16;

    private static final Extent[] ORDER = {Extent.ONE, Extent.ROW, Extent.COLUMN, Extent.TILE};

    private final Map<Object, Place> places = new HashMap<>();
    private final Map<LaneType, Map<Extent, Integer>> counts = new EnumMap<>(LaneType.class);

    private record Place(LaneType lane, Extent extent, int number) {}

    /** Adds a region for a storage, or for a value or memory operand whose row is kept; does nothing the second time. */
    void add(Object key, LaneType lane, Extent extent) {
        if (!places.containsKey(key)) {
            int number = counts.computeIfAbsent(lane, l -> new EnumMap<>(Extent.class))
                            .merge(extent, 1, Integer::sum)
                    - 1;
            places.put(key, new Place(lane, extent, number));
        }
    }

    /** True if a scratch array of a type is used at all. */
    boolean uses(LaneType lane) {
        return counts.containsKey(lane);
    }

    /** True if there are regions of an extent. */
    boolean has(Extent extent) {
        return counts.values().stream().anyMatch(of -> of.containsKey(extent));
    }

    /** The index where a region begins. */
    Expr start(Object key, Expr height, Expr pitch) {
        Place place = places.get(key);
        if (place == null) {
            throw new IllegalStateException("no scratch memory for " + key);
        }
        return before(place.lane(), place.extent(), height, pitch)
                .plus(size(place.extent(), place.number(), height, pitch));
    }

    /** The size of a scratch array. */
    Expr total(LaneType lane, Expr height, Expr pitch) {
        return before(lane, Extent.SCALAR, height, pitch);
    }

    /** The size of all regions that come before those of an extent. */
    private Expr before(LaneType lane, Extent extent, Expr height, Expr pitch) {
        Expr sum = Expr.of(HEAD);
        for (Extent earlier : ORDER) {
            if (earlier == extent) {
                break;
            }
            int count = counts.getOrDefault(lane, Map.of()).getOrDefault(earlier, 0);
            if (count > 0) {
                sum = sum.plus(size(earlier, count, height, pitch));
            }
        }
        return sum;
    }

    private static Expr size(Extent extent, int count, Expr height, Expr pitch) {
        return switch (extent) {
            case ONE, SCALAR -> Expr.of(HEAD * count);
            case ROW -> pitch.times(Expr.of(count));
            case COLUMN -> height.times(Expr.of(count));
            case TILE -> height.times(pitch).times(Expr.of(count));
            case INNER_TILE, INNER_ROW -> throw new IllegalArgumentException("no code for an " + extent);
        };
    }
}
