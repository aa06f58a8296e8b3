package org.jdvm.onnx.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/**
 * Expressions over symbols for sizes that several traces have: a size is known in each trace, and an expression is one only if it has that value in
 * all of them.
 */
public final class SizeExpressions {
    /** A product of symbols, and its value in each trace. */
    private record Product(Dim dim, long[] values) {}

    /** Denominators of quotients are not larger. */
    private static final int MOST_DENOMINATOR = 64;

    /** With more symbols, only those of the inputs are in products of three. */
    private static final int MOST_IN_TRIPLES = 12;

    private final int traces;
    private final Map<String, long[]> symbols = new LinkedHashMap<>();
    private final int named;
    private List<Product> products = List.of();

    /**
     * Begins with the symbols of the inputs.
     *
     * @param symbols the sizes of each in all traces
     * @param traces how many there are
     */
    public SizeExpressions(Map<String, long[]> symbols, int traces) {
        this.symbols.putAll(symbols);
        this.traces = traces;
        this.named = symbols.size();
        combine();
    }

    private void combine() {
        List<Product> single = symbols.entrySet().stream()
                .map(symbol -> new Product(Dim.symbol(symbol.getKey()), symbol.getValue()))
                .toList();
        List<Product> all = new ArrayList<>(single);
        for (int i = 0; i < single.size(); i++) {
            for (int j = i; j < single.size(); j++) {
                all.add(times(single.get(i), single.get(j)));
            }
        }
        int most = single.size() <= MOST_IN_TRIPLES ? single.size() : named;
        for (int i = 0; i < most; i++) {
            for (int j = i; j < most; j++) {
                for (int k = j; k < most; k++) {
                    all.add(times(times(single.get(i), single.get(j)), single.get(k)));
                }
            }
        }
        products = all;
    }

    private static Product times(Product a, Product b) {
        long[] values = new long[a.values.length];
        Arrays.setAll(values, i -> a.values[i] * b.values[i]);
        return new Product(a.dim.times(b.dim), values);
    }

    /** {@return a constant, a product, or a multiple of one symbol and a constant, with these values; null if there is none} */
    public @Nullable Dim simple(long... values) {
        if (Arrays.stream(values).allMatch(value -> value == values[0])) {
            return Dim.of(values[0]);
        }
        for (Product product : products) {
            if (Arrays.equals(product.values, values)) {
                return product.dim;
            }
        }
        for (Product product : products) {
            Dim found = linear(product, values, 1);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** {@return an expression with these values; null if there is none} */
    public @Nullable Dim find(long... values) {
        Dim simple = simple(values);
        if (simple != null) {
            return simple;
        }
        for (Product product : products) {
            long[] rest = new long[traces];
            Arrays.setAll(rest, i -> values[i] - product.values[i]);
            for (Product other : products) {
                Dim found = linear(other, rest, 1);
                if (found != null) {
                    return product.dim.plus(found);
                }
            }
        }
        for (Product product : products) {
            Dim found = linear(product, values, MOST_DENOMINATOR);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** {@code (a * product + b) / c} with integers, exact in all traces. */
    private static @Nullable Dim linear(Product product, long[] values, int most) {
        int other = 1;
        while (other < values.length && product.values[other] == product.values[0]) {
            other++;
        }
        if (other == values.length) {
            return null;
        }
        long rise = values[other] - values[0];
        long run = product.values[other] - product.values[0];
        long common = gcd(Math.abs(rise), Math.abs(run)) * Long.signum(run);
        long factor = common == 0 ? 0 : rise / common;
        long denominator = common == 0 ? 1 : run / common;
        if (factor == 0 || denominator > most || most > 1 && denominator == 1) {
            return null;
        }
        long constant = values[0] * denominator - factor * product.values[0];
        for (int i = 0; i < values.length; i++) {
            if (values[i] * denominator != factor * product.values[i] + constant) {
                return null;
            }
        }
        return product.dim.times(factor).plus(constant).floorDiv(denominator);
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** {@return a new symbol for a size that no expression describes, named after the symbol of which it is a part} */
    public Dim define(long... values) {
        String name = "size";
        for (Map.Entry<String, long[]> symbol :
                symbols.entrySet().stream().limit(named).toList()) {
            long ratio = Math.round(symbol.getValue()[0] / (double) Math.max(1, values[0]));
            boolean isPart = ratio > 1;
            for (int i = 0; i < traces; i++) {
                isPart &= Math.abs(symbol.getValue()[i] - values[i] * ratio) <= 2 * ratio;
            }
            if (isPart) {
                name = symbol.getKey() + "By" + ratio;
                break;
            }
        }
        String free = name;
        for (int i = 2; symbols.containsKey(free); i++) {
            free = name + "Or" + i;
        }
        symbols.put(free, values);
        combine();
        return Dim.symbol(free);
    }
}
