package org.jdvm.symbolic;

/** A size compiled for fast evaluation without allocation: symbols are slots of a {@code long[]}. Immutable. */
public final class DimProgram {
    private final Node root;
    private final String text;

    DimProgram(Node root, String text) {
        this.root = root;
        this.text = text;
    }

    /**
     * The value, given the values of the symbols in their slots.
     *
     * @throws ArithmeticException if the expression is undefined for these values
     */
    public long evaluate(long[] environment) {
        return root.evaluate(environment);
    }

    /** The canonical text of the size. */
    @Override
    public String toString() {
        return text;
    }

    /** A step of the evaluation. Every node computes in the order in which {@link Dim#evaluate} does, so that both overflow alike. */
    abstract static sealed class Node {
        abstract long evaluate(long[] environment);
    }

    static final class Constant extends Node {
        private final long value;

        Constant(long value) {
            this.value = value;
        }

        @Override
        long evaluate(long[] environment) {
            return value;
        }
    }

    static final class Slot extends Node {
        private final int slot;

        Slot(int slot) {
            this.slot = slot;
        }

        @Override
        long evaluate(long[] environment) {
            return environment[slot];
        }
    }

    /** {@code factor * symbol + offset}. */
    static final class Affine extends Node {
        private final long factor;
        private final int slot;
        private final long offset;

        Affine(long factor, int slot, long offset) {
            this.factor = factor;
            this.slot = slot;
            this.offset = offset;
        }

        @Override
        long evaluate(long[] environment) {
            return Exact.add(Exact.multiply(factor, environment[slot]), offset);
        }
    }

    /** {@code factor} times symbols. */
    static final class Product extends Node {
        private final long factor;
        private final int[] slots;

        Product(long factor, int[] slots) {
            this.factor = factor;
            this.slots = slots;
        }

        @Override
        long evaluate(long[] environment) {
            long product = factor;
            for (int slot : slots) {
                product = Exact.multiply(product, environment[slot]);
            }
            return product;
        }
    }

    /** {@code factor} times any operands. */
    static final class ProductOfNodes extends Node {
        private final long factor;
        private final Node[] operands;

        ProductOfNodes(long factor, Node[] operands) {
            this.factor = factor;
            this.operands = operands;
        }

        @Override
        long evaluate(long[] environment) {
            long product = factor;
            for (Node operand : operands) {
                product = Exact.multiply(product, operand.evaluate(environment));
            }
            return product;
        }
    }

    static final class Sum extends Node {
        private final Node[] terms;

        Sum(Node[] terms) {
            this.terms = terms;
        }

        @Override
        long evaluate(long[] environment) {
            long sum = 0;
            for (Node term : terms) {
                sum = Exact.add(sum, term.evaluate(environment));
            }
            return sum;
        }
    }

    /** Division by a power of two, which a shift rounds down like {@code floorDiv}. */
    static final class Shift extends Node {
        private final Node dividend;
        private final int shift;

        Shift(Node dividend, int shift) {
            this.dividend = dividend;
            this.shift = shift;
        }

        @Override
        long evaluate(long[] environment) {
            return dividend.evaluate(environment) >> shift;
        }
    }

    /** The remainder modulo a power of two. */
    static final class Mask extends Node {
        private final Node dividend;
        private final long mask;

        Mask(Node dividend, long mask) {
            this.dividend = dividend;
            this.mask = mask;
        }

        @Override
        long evaluate(long[] environment) {
            return dividend.evaluate(environment) & mask;
        }
    }

    static final class FloorDiv extends Node {
        private final Node dividend;
        private final Node divisor;

        FloorDiv(Node dividend, Node divisor) {
            this.dividend = dividend;
            this.divisor = divisor;
        }

        @Override
        long evaluate(long[] environment) {
            return Exact.floorDiv(dividend.evaluate(environment), divisor.evaluate(environment));
        }
    }

    static final class Mod extends Node {
        private final Node dividend;
        private final Node divisor;

        Mod(Node dividend, Node divisor) {
            this.dividend = dividend;
            this.divisor = divisor;
        }

        @Override
        long evaluate(long[] environment) {
            return Exact.floorMod(dividend.evaluate(environment), divisor.evaluate(environment));
        }
    }

    static final class Min extends Node {
        private final Node[] members;

        Min(Node[] members) {
            this.members = members;
        }

        @Override
        long evaluate(long[] environment) {
            long least = Long.MAX_VALUE;
            for (Node member : members) {
                least = Math.min(least, member.evaluate(environment));
            }
            return least;
        }
    }

    static final class Max extends Node {
        private final Node[] members;

        Max(Node[] members) {
            this.members = members;
        }

        @Override
        long evaluate(long[] environment) {
            long most = Long.MIN_VALUE;
            for (Node member : members) {
                most = Math.max(most, member.evaluate(environment));
            }
            return most;
        }
    }

    static final class Position extends Node {
        private final Node position;
        private final Node size;

        Position(Node position, Node size) {
            this.position = position;
            this.size = size;
        }

        @Override
        long evaluate(long[] environment) {
            return Exact.position(position.evaluate(environment), size.evaluate(environment));
        }
    }

    static final class Broadcast extends Node {
        private final Node[] members;

        Broadcast(Node[] members) {
            this.members = members;
        }

        @Override
        long evaluate(long[] environment) {
            long size = 1;
            for (Node member : members) {
                size = Exact.broadcast(size, member.evaluate(environment));
            }
            return size;
        }
    }
}
