package org.jdvm.asm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.asm.code.Code;
import org.jdvm.asm.code.Expr;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/** The parameters of a method that is made for one place: what it needs from there, each thing once. */
final class Params {
    private final Map<Object, Integer> positions = new LinkedHashMap<>();
    private final List<Code.Parameter> parameters = new ArrayList<>();
    private final List<Expr> arguments = new ArrayList<>();

    /** Where the parameters are if there is no method that has them. */
    private final List<Expr.Local> locals = new ArrayList<>();

    /** Adds the value of a key, unless it is there. */
    void add(Object key, String name, Expr argument) {
        if (positions.putIfAbsent(key, parameters.size()) == null) {
            parameters.add(new Code.Parameter(argument.type(), name));
            arguments.add(argument);
        }
    }

    List<Code.Parameter> parameters() {
        return parameters;
    }

    /** The parameters, and after them the range of columns of a loop. */
    List<Code.Parameter> withRange() {
        List<Code.Parameter> all = new ArrayList<>(parameters);
        all.add(new Code.Parameter(Type.INT_TYPE, "from"));
        all.add(new Code.Parameter(Type.INT_TYPE, "to"));
        return all;
    }

    Expr.Local from(Code code) {
        return code.parameter(parameters.size());
    }

    Expr.Local to(Code code) {
        return code.parameter(parameters.size() + 1);
    }

    List<Expr> arguments() {
        return arguments;
    }

    /** The parameter of a key, or null if there is none. */
    Expr.@Nullable Local find(Code code, Object key) {
        return positions.containsKey(key) ? in(code, key) : null;
    }

    /** The parameter of a key. */
    Expr.Local in(Code code, Object key) {
        Integer position = positions.get(key);
        if (position == null) {
            throw new IllegalStateException("no parameter for " + key);
        }
        return locals.isEmpty() ? code.parameter(position) : locals.get(position);
    }

    /** The same things as variables of the method where they come from, for code that is not a separate method. */
    Params inPlace(Code code) {
        Params place = new Params();
        place.positions.putAll(positions);
        for (int i = 0; i < arguments.size(); i++) {
            Expr argument = arguments.get(i);
            place.locals.add(
                    argument instanceof Expr.Local local
                            ? local
                            : code.let(parameters.get(i).name(), argument));
        }
        return place;
    }
}
