package org.jdvm.processor;

import java.util.HashMap;
import java.util.Map;
import javax.lang.model.element.Element;
import org.jdvm.front.Datum;
import org.jdvm.front.Message;
import org.jdvm.front.Refusal;
import org.jspecify.annotations.Nullable;

/** The variables of one call of a method. */
final class Scope {
    private final Map<Element, Datum> variables = new HashMap<>();
    private final Datum.@Nullable Instance self;

    Scope(Datum.@Nullable Instance self) {
        this.self = self;
    }

    Datum get(Element variable) {
        Datum value = variables.get(variable);
        if (value == null) {
            throw new Refusal(Message.NULL, "'" + variable.getSimpleName() + "'");
        }
        return value;
    }

    void set(Element variable, Datum value) {
        variables.put(variable, value);
    }

    /** The record whose method this is. */
    Datum.Instance self() {
        if (self == null) {
            throw new Refusal(Message.UNSUPPORTED, "'this'");
        }
        return self;
    }
}
