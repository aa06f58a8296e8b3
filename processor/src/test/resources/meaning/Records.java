package sample;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Records of all kinds as parameters, results and in between. */
class Records {
    record Negated(Tensor x) {
        Negated {
            x = x.neg();
        }
    }

    record Shown(@Dims("H") Tensor t) {
        @Override
        public Tensor t() {
            return t.neg();
        }

        Tensor inside() {
            return t.add(1);
        }
    }

    record Negating(@Dims("H") Tensor t) {
        Negating {
            t = t.neg();
        }
    }

    record Named(@Dims("H") Tensor t, float by) {
        @Override
        public Tensor t() {
            return t;
        }

        Tensor scaled() {
            return t.mul(by);
        }

        static Named of(Tensor t) {
            return new Named(t, 2);
        }
    }

    record Box<T>(T value) {
        <S> Box<S> with(S other) {
            return new Box<>(other);
        }
    }

    interface Shape {
        int sides();

        default int doubled() {
            return 2 * sides();
        }
    }

    record Square(int size) implements Shape {
        public int sides() {
            return 4;
        }
    }

    record Polygon(int... lengths) implements Shape {
        Polygon {
            lengths = lengths.clone();
            lengths[0] = 100;
        }

        Polygon(float one) {
            this((int) one, 7);
        }

        public int sides() {
            return lengths.length;
        }

        @Override
        public int doubled() {
            return Shape.super.doubled() + lengths[0];
        }
    }

    static class Outer<T> {
        record Inner<S>(S held, int count) {
            Inner(S held) {
                this(held, 1);
            }
        }

        static <T> Inner<T> inner(T held) {
            return new Inner<>(held);
        }
    }

    @Operator
    static Negated refusedResultThatChanges(@Dims("H") Tensor x) {
        return new Negated(x.add(1));
    }

    record Two(Tensor first, Tensor second) {
        Two(Tensor both) {
            this(both, both.neg());
        }

        Two {
            assert first.rank() == second.rank();
        }
    }

    @Operator
    static Two result(@Dims("H") Tensor x) {
        return new Two(x.add(1));
    }

    @Operator
    static Tensor parameterThatChanges(Negating n) {
        return n.t().add(1);
    }

    @Operator
    static Tensor refusedAccessorThatChanges(Shown shown) {
        return shown.t().add(1);
    }

    @Operator
    static Tensor refusedAccessorFromInside(Shown shown) {
        return shown.inside();
    }

    @Operator
    static Tensor methods(Named n) {
        return n.scaled().add(Named.of(n.t()).scaled());
    }

    @Operator
    static Tensor negated(@Dims("H") Tensor x) {
        return new Negated(x.add(1)).x();
    }

    @Operator
    static Tensor boxes(@Dims("H") Tensor x) {
        Box<Box<Tensor>> box = new Box<>(new Box<>(x.add(2)));
        Tensor inner = box.value().value();
        return new Box<>("three").with(inner).value().mul(2);
    }

    @Operator
    static Tensor shapes(@Dims("H") Tensor x) {
        Shape[] all = {new Square(2), new Polygon(1, 2, 3), new Polygon(3.5f)};
        int total = 0;
        for (Shape shape : all) {
            total = total * 10 + shape.doubled();
        }
        return x.add(total);
    }

    @Operator
    static Tensor aliased(@Dims("H") Tensor x) {
        int[] lengths = {1, 2};
        Polygon polygon = new Polygon(lengths);
        lengths[1] = 50;
        return x.add(polygon.lengths()[0] + polygon.lengths()[1] + lengths[0]);
    }

    @Operator
    static Tensor nested(@Dims("H") Tensor x) {
        Outer.Inner<Tensor> inner = Outer.inner(x);
        Outer.Inner<Outer.Inner<Tensor>> twice = new Outer.Inner<>(inner, 4);
        return twice.held().held().add(twice.count()).mul(twice.held().count() + 1);
    }

    @Operator
    static Tensor local(@Dims("H") Tensor x) {
        record Step(Tensor value, int left) {
            Step next() {
                return new Step(value.mul(2), left - 1);
            }

            static Step first(Tensor value) {
                return new Step(value, 3);
            }
        }
        Step step = Step.first(x);
        while (step.left() > 0) {
            step = step.next();
        }
        return step.value();
    }

    @Operator
    static Tensor same(@Dims("H") Tensor x) {
        Square a = new Square(1);
        Square b = a;
        return a == b && a != new Square(1) ? x.add(1) : x;
    }

    @Operator
    static Tensor refusedEquals(@Dims("H") Tensor x) {
        return new Square(1).equals(new Square(1)) ? x.add(1) : x;
    }

    @Operator
    static Tensor refusedPattern(@Dims("H") Tensor x) {
        Shape shape = new Square(3);
        return shape instanceof Square(int size) ? x.add(size) : x;
    }
}
