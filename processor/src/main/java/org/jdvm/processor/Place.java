package org.jdvm.processor;

import org.jdvm.front.Datum;

/** Something that can be assigned. */
sealed interface Place {
    String type();

    Datum get();

    void set(Datum value);

    /** An element of an array. */
    record Element(Datum.Array array, Datum index) implements Place {
        @Override
        public String type() {
            return array.component();
        }

        @Override
        public Datum get() {
            return array.get(index);
        }

        @Override
        public void set(Datum value) {
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
        public Datum get() {
            return scope.get(name);
        }

        @Override
        public void set(Datum value) {
            scope.set(name, value);
        }
    }

    /** A component of the record that is constructed. */
    record OwnComponent(String name, Datum.Instance self, String type) implements Place {
        @Override
        public Datum get() {
            return self.get(name);
        }

        @Override
        public void set(Datum value) {
            self.set(name, value);
        }
    }
}
