package org.jdvm.processor;

import javax.lang.model.element.VariableElement;
import org.jdvm.front.AbstractValue;

/** Something that can be assigned. */
sealed interface Place {
    String type();

    AbstractValue get();

    void set(AbstractValue value);

    /** An element of an array. */
    record Element(AbstractValue.Array array, AbstractValue index) implements Place {
        @Override
        public String type() {
            return array.component();
        }

        @Override
        public AbstractValue get() {
            return array.get(index);
        }

        @Override
        public void set(AbstractValue value) {
            array.set(index, value);
        }
    }

    /** A local variable. */
    record Local(String name, Scope scope) implements Place {
        @Override
        public String type() {
            return scope.type(name);
        }

        @Override
        public AbstractValue get() {
            return scope.get(name);
        }

        @Override
        public void set(AbstractValue value) {
            scope.set(name, value);
        }
    }

    /** A static field, while its class is initialised. */
    record StaticField(VariableElement field, StaticFields fields) implements Place {
        @Override
        public String type() {
            return fields.type(field);
        }

        @Override
        public AbstractValue get() {
            return fields.value(field);
        }

        @Override
        public void set(AbstractValue value) {
            fields.set(field, value);
        }
    }

    /** A component of the record that is constructed. */
    record OwnComponent(String name, AbstractValue.Instance self, String type) implements Place {
        @Override
        public AbstractValue get() {
            return self.get(name);
        }

        @Override
        public void set(AbstractValue value) {
            self.set(name, value);
        }
    }
}
