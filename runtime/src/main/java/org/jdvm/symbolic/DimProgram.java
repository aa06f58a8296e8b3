package org.jdvm.symbolic;

/** A size compiled for fast, allocation-free evaluation: symbols are slots of a {@code long[]}. Immutable. */
public final class DimProgram {
    // code is a sequence of nodes; an operand is a slot (>= 0) or the complement of a node's position in code (< 0)
    //   SUM n, then n times: index into constants, number of factors, operands
    //   FLOOR_DIV a b | MOD a b | MIN n operands | MAX n operands | BROADCAST n operands
    static final int SUM = 0;
    static final int FLOOR_DIV = 1;
    static final int MOD = 2;
    static final int MIN = 3;
    static final int MAX = 4;
    static final int BROADCAST = 5;

    private final int[] code;
    private final long[] constants;
    private final int root;
    private final String text;

    DimProgram(int[] code, long[] constants, int root, String text) {
        this.code = code;
        this.constants = constants;
        this.root = root;
        this.text = text;
    }

    /**
     * The value, given the values of the symbols in their slots.
     *
     * @throws ArithmeticException if the expression is undefined for these values
     */
    public long evaluate(long[] environment) {
        return root >= 0 ? environment[root] : node(~root, environment);
    }

    private long operand(int operand, long[] environment) {
        return operand >= 0 ? environment[operand] : node(~operand, environment);
    }

    private long node(int at, long[] environment) {
        return switch (code[at]) {
            case SUM -> sum(at, environment);
            case FLOOR_DIV -> Exact.floorDiv(operand(code[at + 1], environment), operand(code[at + 2], environment));
            case MOD -> Exact.floorMod(operand(code[at + 1], environment), operand(code[at + 2], environment));
            default -> selection(at, environment);
        };
    }

    private long sum(int at, long[] environment) {
        long sum = 0;
        int next = at + 2;
        for (int terms = code[at + 1]; terms > 0; terms--) {
            long product = constants[code[next]];
            int factors = code[next + 1];
            next += 2;
            for (; factors > 0; factors--) {
                product = Exact.multiply(product, operand(code[next++], environment));
            }
            sum = Exact.add(sum, product);
        }
        return sum;
    }

    private long selection(int at, long[] environment) {
        long selected = operand(code[at + 2], environment);
        for (int i = 1; i < code[at + 1]; i++) {
            long member = operand(code[at + 2 + i], environment);
            selected = switch (code[at]) {
                case MIN -> Math.min(selected, member);
                case MAX -> Math.max(selected, member);
                default -> Exact.broadcast(selected, member);
            };
        }
        return selected;
    }

    /** The canonical text of the size. */
    @Override
    public String toString() {
        return text;
    }
}
