package org.jdvm.exec.lane;

/**
 * The error function and its complement in double precision, with an error below one unit in the last place. The rational approximations, and the
 * ranges they are made for, are those of the C library of Sun Microsystems (fdlibm, {@code s_erf.c}, 1993).
 */
final class ErrorFunction {
    /** erf(1), as a float with trailing zeros, around which the second range is approximated. */
    private static final double ERF_ONE = 8.45062911510467529297e-01;

    /** 2 / sqrt(pi) - 1. */
    private static final double SLOPE = 1.28379167095512586316e-01;

    // erf(x) = x + x * P(x^2) / Q(x^2) below 0.84375
    private static final double[] P = {
        1.28379167095512558561e-01,
        -3.25042107247001499370e-01,
        -2.84817495755985104766e-02,
        -5.77027029648944159157e-03,
        -2.37630166566501626084e-05
    };
    private static final double[] Q = {
        1,
        3.97917223959155352819e-01,
        6.50222499887672944485e-02,
        5.08130628187576562776e-03,
        1.32494738004321644526e-04,
        -3.96022827877536812320e-06
    };

    // erf(x) = ERF_ONE + PA(x - 1) / QA(x - 1) below 1.25
    private static final double[] PA = {
        -2.36211856075265944077e-03,
        4.14856118683748331666e-01,
        -3.72207876035701323847e-01,
        3.18346619901161753674e-01,
        -1.10894694282396677476e-01,
        3.54783043256182359371e-02,
        -2.16637559486879084300e-03
    };
    private static final double[] QA = {
        1,
        1.06420880400844228286e-01,
        5.40397917702171048937e-01,
        7.18286544141962662868e-02,
        1.26171219808761642112e-01,
        1.36370839120290507362e-02,
        1.19844998467991074170e-02
    };

    // erfc(x) = e^(-x^2 - 0.5625 + RA(1 / x^2) / SA(1 / x^2)) / x below 1 / 0.35
    private static final double[] RA = {
        -9.86494403484714822705e-03,
        -6.93858572707181764372e-01,
        -1.05586262253232909814e+01,
        -6.23753324503260060396e+01,
        -1.62396669462573470355e+02,
        -1.84605092906711035994e+02,
        -8.12874355063065934246e+01,
        -9.81432934416914548592e+00
    };
    private static final double[] SA = {
        1,
        1.96512716674392571292e+01,
        1.37657754143519042600e+02,
        4.34565877475229228821e+02,
        6.45387271733267880336e+02,
        4.29008140027567833386e+02,
        1.08635005541779435134e+02,
        6.57024977031928170135e+00,
        -6.04244152148580987438e-02
    };

    // the same below 28
    private static final double[] RB = {
        -9.86494292470009928597e-03,
        -7.99283237680523006574e-01,
        -1.77579549177547519889e+01,
        -1.60636384855821916062e+02,
        -6.37566443368389627722e+02,
        -1.02509513161107724954e+03,
        -4.83519191608651397019e+02
    };
    private static final double[] SB = {
        1,
        3.03380607434824582924e+01,
        3.25792512996573918826e+02,
        1.53672958608443695994e+03,
        3.19985821950859553908e+03,
        2.55305040643316442583e+03,
        4.74528541206955367215e+02,
        -2.24409524465858183362e+01
    };

    private ErrorFunction() {}

    static double erf(double x) {
        double a = Math.abs(x);
        if (a < 0.84375) {
            // 1 + SLOPE rounds to the slope with an error that counts where the rest is small
            return a < 0x1p-28 ? x + SLOPE * x : x + x * ratio(P, Q, x * x);
        }
        double y = a < 1.25 ? ERF_ONE + ratio(PA, QA, a - 1) : a < 6 ? 1 - tail(a) : 1;
        return Double.isNaN(x) ? x : Math.copySign(y, x);
    }

    static double erfc(double x) {
        double a = Math.abs(x);
        if (a < 0.84375) {
            double rest = x * ratio(P, Q, x * x);
            return x < 0.25 ? 1 - (x + rest) : 0.5 - (rest + (x - 0.5));
        }
        if (a < 1.25) {
            double rest = ratio(PA, QA, a - 1);
            return x > 0 ? 1 - ERF_ONE - rest : 1 + (ERF_ONE + rest);
        }
        double y = a < 28 ? tail(a) : Double.isNaN(a) ? a : 0;
        return x > 0 ? y : 2 - y;
    }

    /** erfc from 1.25 on. The square is split, so that its exponential has no error that grows with it. */
    private static double tail(double a) {
        double s = 1 / (a * a);
        double rest = a < 1 / 0.35 ? ratio(RA, SA, s) : ratio(RB, SB, s);
        double high = Double.longBitsToDouble(Double.doubleToRawLongBits(a) & 0xffff_ffff_0000_0000L);
        return StrictMath.exp(-high * high - 0.5625) * StrictMath.exp((high - a) * (high + a) + rest) / a;
    }

    private static double ratio(double[] above, double[] below, double x) {
        return polynomial(above, x) / polynomial(below, x);
    }

    private static double polynomial(double[] coefficients, double x) {
        double sum = 0;
        for (int i = coefficients.length - 1; i >= 0; i--) {
            sum = sum * x + coefficients[i];
        }
        return sum;
    }
}
