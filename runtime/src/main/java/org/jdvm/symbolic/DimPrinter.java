package org.jdvm.symbolic;

import java.util.List;

/** Writes the canonical text of a size. */
final class DimPrinter {
    private DimPrinter() {}

    static String print(Polynomial polynomial) {
        StringBuilder text = new StringBuilder();
        write(polynomial, text);
        return text.toString();
    }

    private static void write(Polynomial polynomial, StringBuilder text) {
        if (polynomial.terms().isEmpty()) {
            text.append('0');
            return;
        }
        boolean first = true;
        for (Term term : polynomial.terms()) {
            long coefficient = term.coefficient();
            if (!first) {
                // the least long has no positive counterpart to write after a minus
                boolean subtract = coefficient < 0 && coefficient != Long.MIN_VALUE;
                text.append(subtract ? " - " : " + ");
                coefficient = subtract ? -coefficient : coefficient;
            }
            write(coefficient, term.monomial(), text);
            first = false;
        }
    }

    private static void write(long coefficient, Monomial monomial, StringBuilder text) {
        if (monomial.degree() == 0) {
            text.append(coefficient);
            return;
        }
        if (coefficient == -1) {
            text.append('-');
        } else if (coefficient != 1) {
            text.append(coefficient).append('*');
        }
        for (int i = 0; i < monomial.degree(); i++) {
            if (i > 0) {
                text.append('*');
            }
            Atom atom = monomial.atom(i);
            text.append(atom.word());
            if (!(atom instanceof Atom.Symbol)) {
                writeOperands(atom.operands(), text);
            }
        }
    }

    private static void writeOperands(List<Polynomial> operands, StringBuilder text) {
        text.append('(');
        for (int i = 0; i < operands.size(); i++) {
            if (i > 0) {
                text.append(", ");
            }
            write(operands.get(i), text);
        }
        text.append(')');
    }
}
