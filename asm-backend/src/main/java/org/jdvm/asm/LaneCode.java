package org.jdvm.asm;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.asm.code.Code;
import org.jdvm.asm.code.Expr;
import org.jdvm.bytecode.LaneType;
import org.jdvm.ir.Op;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/** How values are computed in a loop: as vectors of some lanes, or one by one. */
interface LaneCode {
    /** What an item holds. */
    enum Form {
        /** Numbers. */
        NUMBERS,
        /** Truth values as a mask over float lanes. */
        FLOAT_MASK,
        /** Truth values as a mask over integer lanes. */
        INT_MASK
    }

    /**
     * An expression together with what it holds.
     *
     * @param expr the expression
     * @param form what it holds
     */
    record Item(Expr expr, Form form) {
        static Item numbers(Expr expr) {
            return new Item(expr, Form.NUMBERS);
        }
    }

    /** {@return elements that are computed at a time} */
    int step();

    /** {@return the reason why a node cannot be computed in this way, or null} */
    @Nullable
    String refusal(LaneNode node);

    /** {@return true if memory must be brought into rows of lanes in scratch memory first, or leaves by way of them} */
    boolean isStaged(MemoryOperand memory);

    /** {@return about how many instructions a node takes} */
    int cost(LaneNode node);

    /** {@return the mask of those elements from an index on that are below a limit; null if elements are computed one by one} */
    @Nullable
    Expr mask(Expr from, Expr limit);

    /** {@return the mask of the last elements of a step, from one on; null if elements are computed one by one} */
    @Nullable
    Expr maskFrom(Expr first);

    /** {@return elements of an array of lanes} */
    Item load(LaneType lane, Expr array, Expr index, @Nullable Expr mask);

    /** {@return an element in memory that is not dense or not of a lane's width; only if elements are computed one by one} */
    Item loadElement(DType type, Expr array, Expr index);

    /** Puts elements into an array of lanes. */
    void store(Code code, LaneType lane, Expr array, Expr index, Item value, @Nullable Expr mask);

    /** Puts an element into memory; only if elements are computed one by one. */
    void storeElement(Code code, DType type, Expr array, Expr index, Item value);

    /** {@return the same number everywhere} */
    Item splat(LaneType lane, Expr number);

    /** {@return start, start + stride and so on} */
    Item iota(LaneType lane, Expr start, Expr stride);

    Item unary(Op op, LaneType lane, Item x);

    Item binary(Op op, LaneType lane, Item x, Item y);

    Item select(LaneType lane, Item condition, Item x, Item y);

    Item cast(LaneType from, DType to, Item x);

    /** {@return the values where the mask is set, and what changes nothing elsewhere} */
    Item fillUp(Op reduction, LaneType lane, Item value, Expr mask);

    /** {@return what the variables begin with in which a reduction gathers elements} */
    List<Expr> begin(Op reduction, LaneType lane);

    /** {@return the variables with one more value} */
    List<Expr> gather(Op reduction, LaneType lane, List<Expr> state, Item value);

    /** {@return the variables of two sets together} */
    List<Expr> merge(Op reduction, LaneType lane, List<Expr> a, List<Expr> b);

    /** {@return variables in which one value was gathered} */
    List<Expr> stateOf(Op reduction, LaneType lane, Item value);

    /** {@return what the variables represent, element by element} */
    Item valueOf(Op reduction, LaneType lane, List<Expr> state);

    /** {@return the number that the variables represent} */
    Expr finish(Op reduction, LaneType lane, List<Expr> state);

    /** {@return two partial results combined, element by element} */
    Item combine(Op reduction, LaneType lane, Item x, Item y);

    /** {@return the class with the methods that add floats} */
    Type sums();

    /** {@return the value as numbers} */
    Item toNumbers(Item value);
}
