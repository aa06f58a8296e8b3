package org.jdvm.asm;

import static org.jdvm.asm.code.Types.FLOATS;
import static org.jdvm.asm.code.Types.FLOAT_VECTOR;
import static org.jdvm.asm.code.Types.INTS;
import static org.jdvm.asm.code.Types.INT_VECTOR;
import static org.jdvm.asm.code.Types.MASK;
import static org.jdvm.asm.code.Types.SPECIES;
import static org.jdvm.asm.code.Types.VECTOR;
import static org.objectweb.asm.Type.FLOAT_TYPE;
import static org.objectweb.asm.Type.INT_TYPE;
import static org.objectweb.asm.Type.VOID_TYPE;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.asm.code.Code;
import org.jdvm.asm.code.Expr;
import org.jdvm.asm.code.Method;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Opcode;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.ir.Op;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/** Vectors of the machine's preferred size. Truth values are masks as long as they only choose. */
final class VectorLanes implements LaneCode {
    /** The machine's own functions: a method has the name of its operation. */
    private static final Type LANES = Type.getObjectType("org/jdvm/exec/lane/LaneVectors");

    private static final Type SUMS = Type.getObjectType("org/jdvm/asm/VectorSums");
    private static final Type FUNCTIONS = Type.getObjectType("org/jdvm/asm/VectorFunctions");
    private static final Expr IOTA = new Expr.StaticField(FUNCTIONS.getInternalName(), "IOTA", INT_VECTOR);

    static final Expr.StaticField FLOAT_SPECIES = new Expr.StaticField(FUNCTIONS.getInternalName(), "F32", SPECIES);
    static final Expr.StaticField INT_SPECIES = new Expr.StaticField(FUNCTIONS.getInternalName(), "I32", SPECIES);

    private final Expr floats = FLOAT_SPECIES;
    private final Expr ints = INT_SPECIES;
    private final int step;

    /** Code for vectors with a number of 32-bit lanes. */
    VectorLanes(int step) {
        this.step = step;
    }

    @Override
    public int step() {
        return step;
    }

    @Override
    public @Nullable String refusal(LaneNode node) {
        if (isWide(node)) {
            return node + " works on 64-bit numbers";
        }
        Op op = node.instruction.function();
        DType type = node.instruction.type();
        return switch (node.instruction.opcode()) {
            case UNARY, BINARY ->
                KernelVariants.hasVectorForm(op, node.instruction.lane())
                        ? null
                        : node + ": there is no vector routine for " + op;
            case CAST -> null;
            case LOAD_INDEXED -> {
                if (LaneNode.varies(node.operand())) {
                    yield node + ": each column has its own index";
                }
                yield type != DType.F32 && type != DType.I32 || !node.address().isDense()
                        ? node + ": rows looked up are not dense f32 or i32"
                        : null;
            }
            default -> null;
        };
    }

    private static boolean isWide(LaneNode node) {
        boolean any = node.instruction.target() != null
                && isWide(node.instruction.target().lane());
        boolean lookup = node.is(Opcode.LOAD_INDEXED);
        for (LaneOperand operand : node.operands) {
            any |= isWide(operand.lane()) && !lookup;
        }
        return any;
    }

    private static boolean isWide(LaneType lane) {
        return lane.bytes() == Long.BYTES;
    }

    @Override
    public boolean isStaged(MemoryOperand memory) {
        return memory.hasColumns()
                && !memory.isRepeated()
                && (memory.type() != DType.F32 && memory.type() != DType.I32 || !memory.isDense());
    }

    @Override
    public int cost(LaneNode node) {
        return NodeLowering.cost(node);
    }

    @Override
    public Expr mask(Expr from, Expr limit) {
        return new Method(
                        Method.Call.INTERFACE,
                        SPECIES.getInternalName(),
                        "indexInRange",
                        MASK,
                        List.of(INT_TYPE, INT_TYPE))
                .on(floats, from, limit);
    }

    @Override
    public Expr maskFrom(Expr first) {
        return Method.of(MASK, "not", MASK).on(mask(Expr.of(0), first));
    }

    private static boolean isFloat(LaneType lane) {
        return switch (lane) {
            case F32 -> true;
            case I32 -> false;
            case I64, F64 -> throw new RefusedException("there are no vectors of 64-bit numbers");
        };
    }

    private static Type vector(LaneType lane) {
        return isFloat(lane) ? FLOAT_VECTOR : INT_VECTOR;
    }

    private Expr species(LaneType lane) {
        return isFloat(lane) ? floats : ints;
    }

    /** A mask over float lanes as one over the lanes of a type. */
    private Expr maskFor(LaneType lane, Expr mask) {
        return isFloat(lane) ? mask : cast(mask, ints);
    }

    private static Expr cast(Expr mask, Expr species) {
        return Method.of(MASK, "cast", MASK, SPECIES).on(mask, species);
    }

    @Override
    public Item load(LaneType lane, Expr array, Expr index, @Nullable Expr mask) {
        Type vector = vector(lane);
        Type arrays = isFloat(lane) ? FLOATS : INTS;
        return Item.numbers(
                mask == null
                        ? Method.ofStatic(vector, "fromArray", vector, SPECIES, arrays, INT_TYPE)
                                .on(species(lane), array, index)
                        : Method.ofStatic(vector, "fromArray", vector, SPECIES, arrays, INT_TYPE, MASK)
                                .on(species(lane), array, index, maskFor(lane, mask)));
    }

    @Override
    public Item loadElement(DType type, Expr array, Expr index) {
        throw new IllegalStateException("single elements are not loaded as vectors");
    }

    @Override
    public void store(Code code, LaneType lane, Expr array, Expr index, Item value, @Nullable Expr mask) {
        Type vector = vector(lane);
        Type arrays = isFloat(lane) ? FLOATS : INTS;
        Expr number = toNumbers(value).expr();
        code.run(
                mask == null
                        ? Method.of(vector, "intoArray", VOID_TYPE, arrays, INT_TYPE)
                                .on(number, array, index)
                        : Method.of(vector, "intoArray", VOID_TYPE, arrays, INT_TYPE, MASK)
                                .on(number, array, index, maskFor(lane, mask)));
    }

    @Override
    public void storeElement(Code code, DType type, Expr array, Expr index, Item value) {
        throw new IllegalStateException("single elements are not stored as vectors");
    }

    @Override
    public Item splat(LaneType lane, Expr number) {
        Type vector = vector(lane);
        return Item.numbers(Method.ofStatic(vector, "broadcast", vector, SPECIES, LaneNames.number(lane))
                .on(species(lane), number));
    }

    @Override
    public Item iota(LaneType lane, Expr start, Expr stride) {
        Expr steps = Method.of(INT_VECTOR, "mul", INT_VECTOR, INT_TYPE).on(IOTA, stride);
        Expr numbers = Method.of(INT_VECTOR, "add", INT_VECTOR, INT_TYPE).on(steps, start);
        return Item.numbers(isFloat(lane) ? function("toFloats", FLOAT_VECTOR, numbers) : numbers);
    }

    @Override
    public Item unary(Op op, LaneType lane, Item x) {
        if (op == Op.NOT) {
            return x.form() == Form.NUMBERS
                    ? new Item(function("isFalse", MASK, x.expr()), Form.INT_MASK)
                    : new Item(Method.of(MASK, "not", MASK).on(x.expr()), x.form());
        }
        Expr number = toNumbers(x).expr();
        return switch (op) {
            case NEG, ABS, SQRT -> library(op, lane, number);
            default -> function(op, lane, number);
        };
    }

    @Override
    public Item binary(Op op, LaneType lane, Item x, Item y) {
        if ((op == Op.AND || op == Op.OR) && x.form() != Form.NUMBERS && y.form() != Form.NUMBERS) {
            return new Item(
                    Method.of(MASK, LaneNames.method(op), MASK, MASK).on(x.expr(), inForm(y, x.form())), x.form());
        }
        Expr a = toNumbers(x).expr();
        Expr b = toNumbers(y).expr();
        return switch (op) {
            case ADD, SUB, MUL, DIV, MAX, MIN, AND, OR -> library(op, lane, a, b);
            default -> function(op, lane, a, b);
        };
    }

    /** An operation that is a single call of the vector library: that is less code than a copy of the machine's function. */
    private static Item library(Op op, LaneType lane, Expr number, Expr... operands) {
        Type vector = vector(lane);
        Type[] types = new Type[operands.length];
        Arrays.fill(types, VECTOR);
        List<Expr> all =
                Stream.concat(Stream.of(number), Arrays.stream(operands)).toList();
        return Item.numbers(new Expr.Invoke(Method.of(vector, LaneNames.method(op), vector, types), all));
    }

    private static Item function(Op op, LaneType lane, Expr... operands) {
        Type vector = vector(lane);
        return op.kind().isTest()
                ? new Item(
                        inlined(LANES, LaneNames.method(op), MASK, operands),
                        isFloat(lane) ? Form.FLOAT_MASK : Form.INT_MASK)
                : Item.numbers(inlined(LANES, LaneNames.method(op), vector, operands));
    }

    @Override
    public Item select(LaneType lane, Item condition, Item x, Item y) {
        Item mask = condition.form() == Form.NUMBERS
                ? new Item(function("isTrue", MASK, condition.expr()), Form.INT_MASK)
                : condition;
        Expr fitting = inForm(mask, isFloat(lane) ? Form.FLOAT_MASK : Form.INT_MASK);
        Type vector = vector(lane);
        return Item.numbers(Method.of(vector, "blend", vector, VECTOR, MASK)
                .on(toNumbers(y).expr(), toNumbers(x).expr(), fitting));
    }

    private Expr inForm(Item mask, Form form) {
        return mask.form() == form ? mask.expr() : cast(mask.expr(), form == Form.FLOAT_MASK ? floats : ints);
    }

    @Override
    public Item cast(LaneType from, DType to, Item x) {
        boolean isMask = x.form() != Form.NUMBERS;
        return switch (to) {
            case BOOL ->
                isMask
                        ? x
                        : new Item(function("isTrue", MASK, x.expr()), isFloat(from) ? Form.FLOAT_MASK : Form.INT_MASK);
            case I8, U8, I16, U16 ->
                Item.numbers(
                        isFloat(from)
                                ? function(
                                        "saturate",
                                        INT_VECTOR,
                                        function("toInts", INT_VECTOR, x.expr()),
                                        Expr.of((int) to.least()),
                                        Expr.of((int) to.most()))
                                : function(
                                        to.least() < 0 ? "lowestSigned" : "lowest",
                                        INT_VECTOR,
                                        toNumbers(x).expr(),
                                        Expr.of(to.least() < 0 ? Integer.SIZE - 8 * to.bytes() : (int) to.most())));
            case F64 -> throw new RefusedException("there are no vectors of 64-bit numbers");
            case I32, I64 -> isFloat(from) ? Item.numbers(function("toInts", INT_VECTOR, x.expr())) : toNumbers(x);
            case F32, F16, BF16 -> {
                Expr number = isFloat(from)
                        ? x.expr()
                        : function("toFloats", FLOAT_VECTOR, isMask ? inForm(x, Form.FLOAT_MASK) : x.expr());
                yield Item.numbers(
                        switch (to) {
                            case F16 -> function("roundToF16", FLOAT_VECTOR, number);
                            case BF16 -> function("roundToBf16", FLOAT_VECTOR, number);
                            default -> number;
                        });
            }
        };
    }

    @Override
    public Item fillUp(Op reduction, LaneType lane, Item value, Expr mask) {
        Type vector = vector(lane);
        return Item.numbers(Method.of(vector, "blend", vector, VECTOR, MASK)
                .on(identity(reduction, lane), toNumbers(value).expr(), maskFor(lane, mask)));
    }

    /**
     * The largest and smallest float are found among integers in the same order, which takes half the time of {@code max} and its care for
     * not-a-number: those are beyond the infinities on either side, so that the smallest and the largest one together tell.
     */
    private static boolean isOrdered(Op reduction, LaneType lane) {
        return isFloat(lane) && (reduction == Op.REDUCE_MAX || reduction == Op.REDUCE_MIN);
    }

    private Expr identity(Op reduction, LaneType lane) {
        return splat(lane, Functions.identity(reduction, lane)).expr();
    }

    @Override
    public List<Expr> begin(Op reduction, LaneType lane) {
        return isOrdered(reduction, lane)
                ? List.of(
                        splat(LaneType.I32, Expr.of(Integer.MIN_VALUE)).expr(),
                        splat(LaneType.I32, Expr.of(Integer.MAX_VALUE)).expr())
                : List.of(identity(reduction, lane));
    }

    @Override
    public List<Expr> gather(Op reduction, LaneType lane, List<Expr> state, Item value) {
        if (isOrdered(reduction, lane)) {
            return merge(reduction, lane, state, stateOf(reduction, lane, value));
        }
        return List.of(
                combine(reduction, lane, Item.numbers(state.getFirst()), value).expr());
    }

    @Override
    public List<Expr> merge(Op reduction, LaneType lane, List<Expr> a, List<Expr> b) {
        if (isOrdered(reduction, lane)) {
            return List.of(
                    Method.of(INT_VECTOR, "max", INT_VECTOR, VECTOR).on(a.get(0), b.get(0)),
                    Method.of(INT_VECTOR, "min", INT_VECTOR, VECTOR).on(a.get(1), b.get(1)));
        }
        return gather(reduction, lane, a, Item.numbers(b.getFirst()));
    }

    @Override
    public List<Expr> stateOf(Op reduction, LaneType lane, Item value) {
        if (isOrdered(reduction, lane)) {
            Expr ordered = function("ordered", INT_VECTOR, value.expr());
            return List.of(ordered, ordered);
        }
        return List.of(toNumbers(value).expr());
    }

    @Override
    public Item valueOf(Op reduction, LaneType lane, List<Expr> state) {
        return Item.numbers(
                isOrdered(reduction, lane)
                        ? function(
                                reduction == Op.REDUCE_MAX ? "largestOfEach" : "smallestOfEach",
                                FLOAT_VECTOR,
                                state.get(0),
                                state.get(1))
                        : state.getFirst());
    }

    @Override
    public Expr finish(Op reduction, LaneType lane, List<Expr> state) {
        Type number = LaneNames.number(lane);
        return switch (reduction) {
            case REDUCE_MAX ->
                isFloat(lane)
                        ? function("largest", number, state.get(0), state.get(1))
                        : function("largest", number, state.getFirst());
            case REDUCE_MIN ->
                isFloat(lane)
                        ? function("smallest", number, state.get(0), state.get(1))
                        : function("smallest", number, state.getFirst());
            default -> function(LaneNames.method(reduction), number, state.getFirst());
        };
    }

    @Override
    public Type sums() {
        return SUMS;
    }

    @Override
    public Item combine(Op reduction, LaneType lane, Item x, Item y) {
        return binary(Functions.combination(reduction), lane, x, toNumbers(y));
    }

    @Override
    public Item toNumbers(Item value) {
        return value.form() == Form.NUMBERS
                ? value
                : Item.numbers(function("toInts", INT_VECTOR, inForm(value, Form.INT_MASK)));
    }

    private static Expr function(String name, Type result, Expr... arguments) {
        return inlined(FUNCTIONS, name, result, arguments);
    }

    private static Expr inlined(Type owner, String name, Type result, Expr... arguments) {
        Type[] types = new Type[arguments.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = arguments[i].type();
        }
        if (types.length > 0 && types[0].equals(FLOAT_TYPE)) {
            throw new IllegalArgumentException(name + " takes vectors");
        }
        return new Expr.Invoke(
                Method.ofStatic(owner, name, result, types), List.of(arguments), Expr.Invoke.Way.INLINED);
    }
}
