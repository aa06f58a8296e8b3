package sample;

import static java.lang.Math.max;
import static sample.Control.Helpers.*;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Statements and expressions in unusual combinations. */
class Control {
    static final String BLOCK = """
        two
          lines\
         joined
        """;

    static class Helpers {
        static final int FACTOR = 3;

        static int pick(Object a) {
            return 1;
        }

        static int pick(int... a) {
            return 2;
        }

        static int pick(long a) {
            return 3;
        }

        static int pick(Integer a) {
            return 4;
        }

        static int count(Tensor... all) {
            return all.length;
        }

        static int count(Tensor first, Tensor... rest) {
            return 10 + rest.length;
        }

        static Tensor sum(Tensor first, Tensor... rest) {
            for (Tensor one : rest) {
                first = first.add(one);
            }
            return first;
        }

        static <T> T last(T... all) {
            return all[all.length - 1];
        }

        static int order(int[] log, int value) {
            log[0] = log[0] * 10 + value;
            return value;
        }
    }

    @Operator
    static Tensor labels(@Dims("H") Tensor x) {
        int total = 0;
        outer:
        for (int i = 0; ; i++) {
            inner:
            do {
                switch (i % 3) {
                    case 0:
                        total += 1;
                    case 1:
                        total += 10;
                        break inner;
                    default:
                        if (i > 6) {
                            break outer;
                        }
                        total += 100;
                        continue outer;
                }
            } while (true);
            block:
            {
                if (total % 2 == 0) {
                    break block;
                }
                total += 1000;
            }
        }
        return x.add(total);
    }

    @Operator
    static Tensor yields(@Dims("H") Tensor x, int k) {
        int total = 0;
        for (int i = 0; i < 5; i++) {
            total = total * 7
                    + switch (i) {
                        case 0, 2:
                            int twice = 2 * i;
                            yield twice + 1;
                        case 1:
                            yield switch ("a" + "b") {
                                case "ab" -> 5;
                                default -> 6;
                            };
                        default: {
                            for (int j = 0; ; j++) {
                                if (j * j > 10) {
                                    yield j;
                                }
                            }
                        }
                    };
        }
        return x.add(total).mul(k);
    }

    @Operator
    static Tensor text(@Dims("H") Tensor x) {
        int add = switch (BLOCK) {
            case "two\n  lines joined\n" -> 4;
            default -> 5;
        };
        return x.add(BLOCK.equals("""
            two
              lines joined
            """) ? add : -add);
    }

    @Operator
    static Tensor overloads(@Dims("H") Tensor x) {
        short s = 3;
        char c = 'x';
        int n = pick(s) * 1000 + pick(c) * 100 + pick() * 10 + pick(1, 2);
        return x.add(n).add(pick("a"));
    }

    @Operator
    static Tensor spread(@Dims("H") Tensor x) {
        Tensor[] all = {x, x.exp(), x.neg()};
        return sum(x).add(sum(x, all)).add(sum(all[1], all[2], x)).add(last(x, x.sin()));
    }

    @Operator
    static Tensor evaluationOrder(@Dims("H") Tensor x) {
        int[] log = {0};
        int[] values = {1, 2, 3, 4};
        int i = 0;
        values[i++] = values[i] + i++ * 10;
        values[order(log, 2)] += order(log, 1) + order(log, 3) * order(log, 2);
        i += i++ + ++i;
        int j = i-- - --i;
        return x.add(log[0]).add(values[0] * 1000 + values[2]).add(i * 7 + j);
    }

    @Operator
    static Tensor promotion(@Dims("H") Tensor x) {
        byte b = (byte) 200;
        b += 100.7;
        b >>>= 1;
        char c = 'a';
        c += 1;
        short s = (short) 70000;
        s *= 2.5;
        long l = Integer.MAX_VALUE + 1;
        l += 0.5f;
        int shifted = 1 << 33;
        long wide = 1L << 33;
        float f = 0.1f + 0.2f;
        double d = 0.1f + 0.2;
        return x.add(b).add(c).add(s).add(l).add(shifted).add((int) (wide >> 30)).add(f).add(d).add(true ? 1 : 'a');
    }

    @Operator
    static Tensor extremes(@Dims("H") Tensor x) {
        int a = Integer.MIN_VALUE / -1;
        int b = Math.abs(Integer.MIN_VALUE);
        int c = (int) Double.NaN + (int) 1e20 + (int) Float.NEGATIVE_INFINITY;
        long d = (long) -1e30;
        int e = (char) -1 + (byte) 300 + (short) 1e6;
        int f = -7 / 2 * 100 + -7 % 3 * 10 + Math.floorMod(-7, 3) + Math.floorDiv(-7, 2);
        f += Math.floorDiv(Integer.MIN_VALUE, -1) / 1000 + (int) (Math.floorDiv(Long.MIN_VALUE, -1L) >> 40);
        f += (int) (Math.abs(Long.MIN_VALUE) >> 50) + Math.ceilDiv(7, 2) + (int) Math.abs(-3L);
        boolean g = 0.0 == -0.0 && Double.NaN != Double.NaN && !(Float.NaN >= 0);
        return x.add(a / 1e6f).add(b / 1e6f).add(c).add(d / 1e15f).add(e).add(f).add(g ? 5 : 6);
    }

    @Operator
    static Tensor sizes(@Dims("T, H") Tensor x, int k) {
        int rows = x.dim(0);
        int columns = x.dim(-1);
        int half = columns / 2;
        return x.reshape(rows, 2, half)
                .permute(1, 0, 2)
                .mul(rows * columns - half)
                .add(k * FACTOR + max(rows, 2 * k))
                .add(x.size() % 7);
    }

    @Operator
    static Tensor asserted(@Dims("H") Tensor x) {
        int n = 3;
        assert n == 3;
        assert n < 5 : "never " + n;
        return x.add(n);
    }

    @Operator
    static Tensor loops(@Dims("H") Tensor x) {
        Tensor[][] table = new Tensor[2][3];
        for (int i = 0, j = 10; i < 2 && j > 0; i++, j -= 3) {
            for (int k = 2; k >= 0; k--) {
                table[i][k] = x.mul(i + j * k);
            }
        }
        Tensor result = x;
        for (Tensor[] row : table) {
            int column = 0;
            for (var one : row) {
                if (column++ == 1) {
                    continue;
                }
                result = result.add(one);
            }
        }
        return result;
    }

    @Operator
    static Tensor functions(@Dims("H") Tensor x, float eps, double scale) {
        double a = Math.sqrt(scale) * Math.exp(-eps) + StrictMath.floor(-2.5) + Math.rint(2.5) + Math.round(-0.5);
        float b = Math.max(eps, -0f) + Math.min(1f, eps) + Math.abs(-eps);
        return x.mul(a).add(b).add(Math.pow(scale, 2)).add(Math.log1p(0.25)).add(Math.cbrt(27));
    }

    @Operator
    static Tensor refusedBoxed(@Dims("H") Tensor x) {
        Integer boxed = 3;
        return x.add(boxed);
    }

    @Operator
    static Tensor refusedBoxing(@Dims("H") Tensor x) {
        return x.add(pick(2f));
    }

    @Operator
    static Tensor refusedTry(@Dims("H") Tensor x) {
        try {
            return x.add(1);
        } finally {
            x = x.neg();
        }
    }

    @Operator
    static Tensor refusedAssert(@Dims("H") Tensor x) {
        int n = 3;
        assert n == 4;
        return x.add(n);
    }

    @Operator
    static Tensor refusedMissing(@Dims("H") Tensor x) {
        Tensor y;
        int[] none = {};
        return x.add(none[0]);
    }
}
