package org.jdvm.asm;

import static org.objectweb.asm.Type.DOUBLE_TYPE;
import static org.objectweb.asm.Type.FLOAT_TYPE;
import static org.objectweb.asm.Type.INT_TYPE;
import static org.objectweb.asm.Type.LONG_TYPE;

import java.util.Arrays;
import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.asm.code.Code;
import org.jdvm.asm.code.Expr;
import org.jdvm.asm.code.Method;
import org.jdvm.bytecode.LaneType;
import org.jdvm.ir.Op;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/** One number at a time. Used for what a row has only one of, and for whole loops where there are no vectors. */
final class ScalarLanes implements LaneCode {
    static final ScalarLanes INSTANCE = new ScalarLanes();

    /** The machine's own functions, which are copied: a method has the name of its operation. */
    private static final Type LANES = Type.getObjectType("org/jdvm/exec/lane/LaneFunctions");

    private static final Type DOUBLES = Type.getObjectType("org/jdvm/exec/lane/DoubleFunctions");

    private static final Type SUMS = Type.getType(Sums.class);
    private static final Type FUNCTIONS = Type.getType(ScalarFunctions.class);

    private ScalarLanes() {}

    @Override
    public int step() {
        return 1;
    }

    @Override
    public @Nullable String refusal(LaneNode node) {
        return null;
    }

    @Override
    public boolean isStaged(MemoryOperand memory) {
        return memory.isFolded();
    }

    @Override
    public int cost(LaneNode node) {
        return NodeLowering.cost(node);
    }

    @Override
    public @Nullable Expr mask(Expr from, Expr limit) {
        return null;
    }

    @Override
    public @Nullable Expr maskFrom(Expr first) {
        return null;
    }

    @Override
    public Item load(LaneType lane, Expr array, Expr index, @Nullable Expr mask) {
        return Item.numbers(array.at(index));
    }

    @Override
    public Item loadElement(DType type, Expr array, Expr index) {
        Expr element = array.at(index);
        return Item.numbers(
                switch (type) {
                    case F32, I32, I64, F64, I8, I16, BOOL -> element;
                    case U8, U16 -> element.and(Expr.of((int) type.most()));
                    case F16 -> call("fromF16", FLOAT_TYPE, element);
                    case BF16 -> call("fromBf16", FLOAT_TYPE, element);
                });
    }

    @Override
    public void store(Code code, LaneType lane, Expr array, Expr index, Item value, @Nullable Expr mask) {
        code.set(array, index, value.expr());
    }

    @Override
    public void storeElement(Code code, DType type, Expr array, Expr index, Item value) {
        code.set(
                array,
                index,
                switch (type) {
                    case F32, I32, I64, F64, I8, U8, I16, U16, BOOL -> value.expr();
                    case F16 -> call("toF16", INT_TYPE, value.expr());
                    case BF16 -> call("toBf16", INT_TYPE, value.expr());
                });
    }

    @Override
    public Item splat(LaneType lane, Expr number) {
        return Item.numbers(number);
    }

    @Override
    public Item iota(LaneType lane, Expr start, Expr stride) {
        return Item.numbers(start.to(LaneNames.number(lane)));
    }

    @Override
    public Item unary(Op op, LaneType lane, Item x) {
        return Item.numbers(function(op, lane, x.expr()));
    }

    @Override
    public Item binary(Op op, LaneType lane, Item x, Item y) {
        Expr a = x.expr();
        Expr b = y.expr();
        return Item.numbers(
                switch (op) {
                    case ADD -> a.plus(b);
                    case SUB -> a.minus(b);
                    case MUL -> a.times(b);
                    case AND -> a.and(b);
                    default -> function(op, lane, a, b);
                });
    }

    @Override
    public Item select(LaneType lane, Item condition, Item x, Item y) {
        return Item.numbers(call("select", LaneNames.number(lane), condition.expr(), x.expr(), y.expr()));
    }

    @Override
    public Item cast(LaneType from, DType to, Item x) {
        Expr number = x.expr();
        return Item.numbers(
                switch (to) {
                    case F32 -> number.to(FLOAT_TYPE);
                    case F16 -> call("roundToF16", FLOAT_TYPE, from == LaneType.F64 ? number : number.to(FLOAT_TYPE));
                    case BF16 -> call("roundToBf16", FLOAT_TYPE, from == LaneType.F64 ? number : number.to(FLOAT_TYPE));
                    case I32 -> number.to(INT_TYPE);
                    case I64 -> number.to(LONG_TYPE);
                    case F64 -> number.to(DOUBLE_TYPE);
                    case I8 -> call("toI8", INT_TYPE, number);
                    case U8 -> call("toU8", INT_TYPE, number);
                    case I16 -> call("toI16", INT_TYPE, number);
                    case U16 -> call("toU16", INT_TYPE, number);
                    case BOOL -> call("toBool", INT_TYPE, number);
                });
    }

    @Override
    public Item fillUp(Op reduction, LaneType lane, Item value, Expr mask) {
        throw new IllegalStateException("there is no mask where elements are computed one by one");
    }

    @Override
    public List<Expr> begin(Op reduction, LaneType lane) {
        checkOrder(reduction, lane);
        return List.of(Functions.identity(reduction, lane));
    }

    @Override
    public List<Expr> gather(Op reduction, LaneType lane, List<Expr> state, Item value) {
        return List.of(
                combine(reduction, lane, Item.numbers(state.getFirst()), value).expr());
    }

    @Override
    public List<Expr> merge(Op reduction, LaneType lane, List<Expr> a, List<Expr> b) {
        return gather(reduction, lane, a, Item.numbers(b.getFirst()));
    }

    @Override
    public List<Expr> stateOf(Op reduction, LaneType lane, Item value) {
        return List.of(value.expr());
    }

    @Override
    public Item valueOf(Op reduction, LaneType lane, List<Expr> state) {
        return Item.numbers(state.getFirst());
    }

    @Override
    public Expr finish(Op reduction, LaneType lane, List<Expr> state) {
        return state.getFirst();
    }

    @Override
    public Type sums() {
        return SUMS;
    }

    @Override
    public Item combine(Op reduction, LaneType lane, Item x, Item y) {
        checkOrder(reduction, lane);
        return binary(Functions.combination(reduction), lane, x, y);
    }

    private static void checkOrder(Op reduction, LaneType lane) {
        if (reduction == Op.SUM && lane == LaneType.F64) {
            throw new RefusedException("sums of f64 are formed in the order of the interpreter");
        }
    }

    @Override
    public Item toNumbers(Item value) {
        return value;
    }

    private static Expr function(Op op, LaneType lane, Expr... operands) {
        Type number = LaneNames.number(lane);
        Type result = op.kind().isTest() ? Type.BOOLEAN_TYPE : number;
        Type[] types = new Type[operands.length];
        Arrays.fill(types, number);
        Method method = Method.ofStatic(lane == LaneType.F64 ? DOUBLES : LANES, LaneNames.method(op), result, types);
        return new Expr.Invoke(method, List.of(operands), Expr.Invoke.Way.COPIED);
    }

    static Expr call(String name, Type result, Expr... arguments) {
        Type[] types = new Type[arguments.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = arguments[i].type();
        }
        return Method.ofStatic(FUNCTIONS, name, result, types).on(arguments);
    }
}
