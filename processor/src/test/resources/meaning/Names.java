package sample;

import static java.lang.Integer.MAX_VALUE;
import static java.lang.Math.*;
import static sample.Names.Deep.Deeper.VALUE;
import static sample.Names.Deep.Deeper.lift;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;

/** Names that hide each other, members found in many ways, enums with behaviour. */
class Names extends Above implements Beside {
    static final int SIZE = 1 + Above.hidden(2);
    static final float[] Tensor = {4, 5};

    static int hidden(int a) {
        return a + 100;
    }

    static class Deep {
        static int VALUE = 1;

        static class Deeper {
            static final int VALUE = Math.max(8, 9);

            static <T extends Comparable<T>> int lift(int a) {
                return a + VALUE;
            }

            static class Deepest extends Deeper {
                static final int VALUE = Deeper.VALUE + 1;

                static int lift(int a) {
                    return Deeper.lift(a) + VALUE;
                }
            }
        }
    }

    enum Level {
        LOW,
        MIDDLE,
        HIGH;

        static final Level DEFAULT = MIDDLE;

        static int weight(Level level) {
            return switch (level) {
                case LOW -> 1;
                case MIDDLE -> 5;
                case HIGH -> 25;
            };
        }
    }

    @Operator
    static Tensor fields(@Dims("H") Tensor x) {
        return x.add(BASE + SIZE).add(WEIGHTS[1] + SHARED[0]).add(Tensor[1]).add(VALUE);
    }

    @Operator
    static Tensor methods(@Dims("H") Tensor x) {
        return x.add(hidden(1)).add(Above.hidden(1)).add(inherited(2)).add(Beside.open(4)).add(lift(1));
    }

    @Operator
    static Tensor deep(@Dims("H") Tensor x) {
        int VALUE = 3;
        {
            int inner = VALUE;
            VALUE += inner;
        }
        int lift = Deep.Deeper.Deepest.lift(VALUE);
        return x.add(lift + lift(VALUE)).add(sample.Names.Deep.Deeper.Deepest.VALUE);
    }

    @Operator
    static Tensor enums(@Dims("H") Tensor x) {
        int total = 0;
        for (Level level : Level.values()) {
            total = total * 3 + Level.weight(level) + level.ordinal();
            if (level == Level.DEFAULT) {
                total += 50;
            }
        }
        total += switch (Level.DEFAULT) {
            case Level.LOW, Level.HIGH -> 1;
            case Level.MIDDLE -> {
                int a = Level.HIGH.ordinal();
                yield a * 7;
            }
        };
        return x.add(total);
    }

    @Operator
    static Tensor literals(@Dims("H") Tensor x) {
        int a = 0x1F + 0b101 + 017 + 1_000 + '\u0041' + '\t' + '\101';
        float b = 0x1.8p1f + 1e-2f + .5f + 3f;
        long c = 0xFFFF_FFFFL >>> 4;
        int d = MAX_VALUE + 1 >> 28;
        return x.add(a).add(b).add(c / 1000).add(d).mul(PI).add((int) max(2, 3L));
    }

    @Operator
    static Tensor arrays(@Dims("H") Tensor x) {
        int[] a[] = {{1}, {2, 3}, {}};
        int[][] b = new int[][] {a[1], {4, 5}};
        int[][][] c = new int[2][2][];
        c[1] = b;
        a[1][0] += 10;
        c[1][0][1] *= 3;
        int[] copy = a[1].clone();
        copy[0] = 1000;
        char[] letters = {'a', 98};
        letters[0]++;
        letters[1] += 2.7;
        byte[] bytes = {127};
        bytes[0]++;
        long[] longs = new long[1];
        longs[0] = 1L << 40;
        return x.add(a[1][0] + a[1][1] + a[2].length + b[0].length + c[0].length)
                .add(copy[0])
                .add(letters[0] * letters[1])
                .add(bytes[0])
                .add(longs[0] >> 35);
    }

    @Operator
    @Where("T == 5")
    static Tensor known(@Dims("T, H") Tensor x) {
        Tensor sum = x.slice(0, 0, 1);
        for (int i = 1; i < x.dim(0); i++) {
            sum = sum.add(x.slice(0, i, i + 1).mul(i));
        }
        return x.dim(0) == 5 && x.rank() == 2 ? sum.squeeze(0) : sum;
    }

    @Operator
    static Tensor shortCircuit(@Dims("H") Tensor x) {
        int[] count = {0};
        boolean a = count[0]++ > 0 && count[0]++ > 0;
        boolean b = count[0]++ > 0 || count[0]++ > 0;
        boolean c = count[0]++ > 100 & count[0]++ > 0;
        boolean d = a ^ b | !c;
        d &= b;
        d |= a;
        return x.add(count[0]).add(a ? 1 : b ? 2 : 3).add(d == true ? 10 : 20);
    }

    @Operator
    static Tensor unnamed(@Dims("H") Tensor x) {
        int total = 0;
        for (int _ : WEIGHTS) {
            total++;
        }
        final var last = total;
        return x.add(last);
    }

    @Operator
    static Tensor floats(@Dims("H") Tensor x, float eps, double scale) {
        float a = eps * 3 / 7 + 1;
        double b = a / scale + eps;
        float c = (float) b * (float) scale;
        a += scale;
        a *= 1.1;
        int whole = (int) 3.99f + (int) -3.99 + (int) 1e10 + round(2.5f);
        return x.mul(a).add(b).sub(c).add(whole);
    }

    @Operator
    static Tensor whole(@Dims("H") Tensor x, int n, long k) {
        int half = n / 2 * 2 + n % 3 - n;
        long both = n * k + (k << 2) - k / 2;
        int least = min(n, 7) + max(n, 3) + abs(-3);
        return x.add(half).add(both).add(least).mul(floorDiv(n, 2));
    }

    @Operator
    static Tensor refusedAnonymous(@Dims("H") Tensor x) {
        return x.add(new Object() {
            int seven() {
                return 7;
            }
        }.seven());
    }

    @Operator
    static Tensor refusedMutable(@Dims("H") Tensor x) {
        return x.add(Deep.VALUE);
    }

    @Operator
    static Tensor refusedText(@Dims("H") Tensor x) {
        String text = "a";
        text += 1;
        return text.equals("a1") ? x.add(1) : x;
    }

    @Operator
    static Tensor refusedLength(@Dims("H") Tensor x) {
        return x.add("abc".length());
    }
}

class Above {
    static final int BASE = Integer.sum(1, 2);
    static final int[] SHARED = {7};

    static int hidden(int a) {
        return a + 1;
    }

    static int inherited(int a) {
        return a * 3 + BASE;
    }
}

interface Beside {
    int[] WEIGHTS = {1, 2, 3};

    private static int secret(int a) {
        return a - 1;
    }

    static int open(int a) {
        return secret(a) * 2;
    }
}
