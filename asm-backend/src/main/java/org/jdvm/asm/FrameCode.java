package org.jdvm.asm;

import static org.objectweb.asm.Type.INT_TYPE;

import java.util.List;
import org.jdvm.asm.code.Code;
import org.jdvm.asm.code.Expr;
import org.jdvm.asm.code.Method;
import org.jdvm.asm.code.Types;
import org.jdvm.bytecode.LaneType;
import org.jdvm.tier.Scratch;
import org.objectweb.asm.Type;

/** The parameters that all methods about one frame have, and what is found through them. */
final class FrameCode {
    static final Type SCRATCH = Type.getType(Scratch.class);

    static final List<Code.Parameter> PARAMETERS = List.of(
            new Code.Parameter(Types.LONGS, "numbers"),
            new Code.Parameter(Types.OBJECTS, "arrays"),
            new Code.Parameter(Types.DOUBLES, "scalars"),
            new Code.Parameter(SCRATCH, "scratch"),
            new Code.Parameter(INT_TYPE, "rows"),
            new Code.Parameter(INT_TYPE, "columns"),
            new Code.Parameter(INT_TYPE, "height"),
            new Code.Parameter(INT_TYPE, "pitch"));

    private final Code code;

    FrameCode(Code code) {
        this.code = code;
    }

    static Method method(String owner, String name) {
        return new Method(
                Method.Call.STATIC,
                owner,
                name,
                Type.VOID_TYPE,
                PARAMETERS.stream().map(Code.Parameter::type).toList());
    }

    Expr number(int index) {
        return longNumber(index).to(INT_TYPE);
    }

    Expr longNumber(int index) {
        return code.parameter(0).at(Expr.of(index));
    }

    Expr array(MemoryOperand memory) {
        return code.parameter(1).at(number(memory.number())).as(LaneNames.array(memory.type()));
    }

    Expr scalars() {
        return code.parameter(2);
    }

    Expr scratch(LaneType lane, Expr count) {
        return Method.of(SCRATCH, LaneNames.scratch(lane), LaneNames.lanes(lane), INT_TYPE)
                .on(code.parameter(3), count);
    }

    /** The array of current addresses. */
    Expr bases() {
        return Method.of(SCRATCH, "bases", Types.INTS, INT_TYPE).on(code.parameter(3), Expr.of(0));
    }

    Expr base(MemoryOperand memory) {
        return bases().at(Expr.of(memory.id()));
    }

    Expr rows() {
        return code.parameter(4);
    }

    Expr columns() {
        return code.parameter(5);
    }

    Expr height() {
        return code.parameter(6);
    }

    Expr pitch() {
        return code.parameter(7);
    }
}
