package org.jdvm.asm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.asm.code.Code;
import org.jdvm.asm.code.Expr;

/** The parameters of a method that is made for one place: what it needs from there, each thing once. */
final class Params {
    private final Map<Object, Integer> positions = new LinkedHashMap<>();
    private final List<Code.Parameter> parameters = new ArrayList<>();
    private final List<Expr> arguments = new ArrayList<>();

    /** Adds what a key stands for, unless it is there. */
    void add(Object key, String name, Expr argument) {
        if (positions.putIfAbsent(key, parameters.size()) == null) {
            parameters.add(new Code.Parameter(argument.type(), name));
            arguments.add(argument);
        }
    }

    List<Code.Parameter> parameters() {
        return parameters;
    }

    List<Expr> arguments() {
        return arguments;
    }

    /** The parameter that a key stands for. */
    Expr.Local in(Code code, Object key) {
        Integer position = positions.get(key);
        if (position == null) {
            throw new IllegalStateException("no parameter for " + key);
        }
        return code.parameter(position);
    }
}
