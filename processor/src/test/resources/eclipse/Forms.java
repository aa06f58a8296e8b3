package sample;

import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** What compilers translate in different ways. */
class Forms {
    static final int WIDTH = 3;
    static final int[] SIZES = {2, WIDTH, 5};
    static final float[][] TABLE = {{1, 2}, {3, 4.5f}};
    static final double HALF = 1.0 / 2;
    private static final Kind[] KINDS = {Kind.SCALE, Kind.SHIFT, Kind.NEGATE};

    enum Kind {
        SHIFT,
        SCALE,
        NEGATE,
        OTHER;

        enum Part {
            LOW,
            HIGH
        }
    }

    record Range(int from, int to) {
        static final Range UNIT = new Range(0, 1);

        Range {
            if (to < from) {
                to = from;
            }
        }

        Range(int to) {
            this(0, to);
        }

        int length() {
            return to - from;
        }

        Range wider(int by) {
            return new Range(from - by, this.to + by);
        }

        Kind.Part part() {
            return length() > 2 ? Kind.Part.HIGH : Kind.Part.LOW;
        }
    }

    static class Inner {
        private static final int SECRET = helper(2);

        private static int helper(int a) {
            return a * a + Forms.hidden(a);
        }

        private static Tensor apply(Tensor x, int... steps) {
            for (int step : steps) {
                x = x.add(step + SECRET);
            }
            return x.mul(steps.length);
        }
    }

    private static int hidden(int a) {
        return a + 1;
    }

    private static Tensor kind(Tensor x, Kind kind) {
        switch (kind) {
            case SHIFT:
                x = x.add(1);
                // falls through
            case SCALE:
                return x.mul(2);
            case NEGATE:
                x = x.neg();
                break;
            default:
                x = x.abs();
        }
        return x.sub(3);
    }

    @Operator
    static Tensor oldSwitch(@Dims("N") Tensor x) {
        for (Kind kind : KINDS) {
            x = kind(x, kind);
        }
        return kind(x, Kind.OTHER);
    }

    @Operator
    static Tensor arrowSwitch(@Dims("N") Tensor x) {
        for (Kind kind : new Kind[] {Kind.OTHER, Kind.SHIFT, Kind.SCALE, Kind.NEGATE}) {
            x = switch (kind) {
                case SHIFT -> x.add(1);
                case SCALE, OTHER -> x.mul(2);
                case NEGATE -> {
                    Tensor y = x.neg();
                    yield y.add(5);
                }
            };
        }
        return x;
    }

    @Operator
    static Tensor exhaustiveSwitch(@Dims("N") Tensor x) {
        int number = switch (Kind.NEGATE) {
            case SHIFT -> 1;
            case SCALE -> 2;
            case NEGATE -> 3;
            case OTHER -> 4;
        };
        return x.add(number);
    }

    @Operator
    static Tensor severalEnums(@Dims("N") Tensor x) {
        switch (new Range(4).part()) {
            case LOW -> x = x.add(1);
            case HIGH -> x = x.add(2);
        }
        switch (DType.I32) {
            case F32 -> x = x.add(3);
            case I32 -> x = x.add(4);
            default -> x = x.add(5);
        }
        switch (Kind.SCALE) {
            case SCALE -> x = x.add(6);
            default -> x = x.add(7);
        }
        return x;
    }

    private static Tensor named(Tensor x, String name) {
        switch (name) {
            case "exp":
                return x.exp();
            case "Aa", "other":
                x = x.add(1);
                break;
            case "BB":
                x = x.add(2);
                break;
            default:
                x = x.neg();
        }
        return x;
    }

    @Operator
    static Tensor stringSwitch(@Dims("N") Tensor x) {
        String last = "none";
        int number = switch (last) {
            case "some" -> 1;
            case "none" -> 2;
            default -> 3;
        };
        // two of the names have one hash code
        return named(named(named(named(x, "Aa"), "BB"), "exp"), last).add(number);
    }

    @Operator
    static Tensor numberSwitch(@Dims("N") Tensor x) {
        for (int i = -1; i < 3; i++) {
            x = x.add(
                    switch (i) {
                        case -1 -> 10;
                        case 0, 1 -> i + 20;
                        default -> 1000;
                    });
        }
        char letter = 'b';
        switch (letter) {
            case 'a' -> x = x.neg();
            case 'b' -> x = x.abs();
            default -> x = x.exp();
        }
        return x;
    }

    @Operator
    static Tensor asserted(@Dims("N, 3") Tensor x) {
        assert x.rank() == 2;
        assert x.dim(1) == WIDTH : "the width is " + x.dim(1);
        return x.sum(1);
    }

    @Operator
    static Tensor errors(@Dims("N, 3") Tensor x, int heads) {
        if (x.dim(1) != WIDTH) {
            throw new IllegalArgumentException("the width is " + x.dim(1) + ", not " + WIDTH);
        }
        if (x.rank() > 5) {
            throw new IllegalStateException(String.format("rank %d", x.rank()));
        }
        return x.add(heads);
    }

    @Operator
    static Tensor ternaries(@Dims("N, 3") Tensor x) {
        int width = x.dim(1);
        boolean wide = width > 2 && (width < 4 || width == 100);
        boolean narrow = !wide | width == 1;
        float factor = wide ? narrow ? 1 : 2.5f : width != 3 ? 3 : 4;
        Tensor y = width == 3 ? x : x.neg();
        return (wide ^ narrow ? y : x.exp()).mul(factor).add(wide & narrow ? 1 : 0L);
    }

    @Operator
    static Tensor loops(@Dims("N") Tensor x) {
        outer:
        for (int a = 0; a < 4; a++) {
            int b = 5;
            while (true) {
                if (--b < a) {
                    continue outer;
                }
                if (a * b == 6) {
                    break outer;
                }
                do {
                    x = x.add(a - b);
                } while (b-- > 3);
            }
        }
        block:
        {
            if (WIDTH == 3) {
                break block;
            }
            x = x.neg();
        }
        for (int[] row : new int[][] {{1, 2}, {3}}) {
            for (var each : row) {
                x = x.mul(each);
            }
        }
        return x;
    }

    @Operator
    static Tensor records(@Dims("N") Tensor x) {
        record Both(Tensor left, Tensor right) {
            Both swapped() {
                return new Both(right, left);
            }

            Tensor difference() {
                return left().sub(right);
            }
        }
        var range = new Range(3).wider(2);
        var both = new Both(x.exp(), x.mul(range.length())).swapped();
        return both.difference().add(Range.UNIT.to()).add(new Range(5, 2).length());
    }

    @Operator
    static Tensor helpers(@Dims("N") Tensor x) {
        return Inner.apply(Inner.apply(Inner.apply(x), 1), SIZES[0], SIZES[1]).add(Inner.SECRET).sum(new int[] {0});
    }

    @Operator
    static Tensor constants(@Dims("N") Tensor x) {
        final int local = WIDTH + 1;
        int[] copy = {SIZES[2], local};
        copy[0] += SIZES.length;
        copy[1]++;
        float more = TABLE[1][1];
        more *= HALF;
        long big = 1L << 33;
        return x.add(copy[0]).mul(copy[1]).sub(more).add(big % 1000).add(~local).add(-local >>> 28);
    }

    @Operator
    static Tensor sizes(@Dims("N, M") Tensor x, int k, double scale) {
        int n = x.dim(0);
        var area = (long) n * x.dim(1);
        return x.add(n % 2 + k / 3 - Math.max(k, 1)).mul(area).add((float) scale / n).add(Math.sqrt(scale) * area);
    }

    @Operator
    static Tensor[] arrays(@Dims("N") Tensor x) {
        Tensor[] parts = new Tensor[3];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = i == 0 ? x : parts[i - 1].add(i);
        }
        return new Tensor[] {Tensor.concat(0, parts), Tensor.concat(0, x, parts[2]), parts[1]};
    }
}
