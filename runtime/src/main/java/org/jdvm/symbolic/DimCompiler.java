package org.jdvm.symbolic;

import java.util.List;
import java.util.function.ToIntFunction;

/** Translates a size into the nodes of a {@link DimProgram}. */
final class DimCompiler {
    private final ToIntFunction<String> slotOf;

    private DimCompiler(ToIntFunction<String> slotOf) {
        this.slotOf = slotOf;
    }

    static DimProgram compile(Polynomial dim, ToIntFunction<String> slotOf) {
        return new DimProgram(new DimCompiler(slotOf).polynomial(dim), dim.toString());
    }

    private DimProgram.Node polynomial(Polynomial polynomial) {
        List<Term> terms = polynomial.variableTerms();
        if (terms.isEmpty()) {
            return new DimProgram.Constant(polynomial.constantTerm());
        }
        if (terms.size() == 1
                && polynomial.constantTerm() != 0
                && terms.getFirst().monomial().degree() == 1
                && terms.getFirst().monomial().atom(0) instanceof Atom.Symbol(var name)) {
            return new DimProgram.Affine(terms.getFirst().coefficient(), slot(name), polynomial.constantTerm());
        }
        List<DimProgram.Node> nodes =
                polynomial.terms().stream().map(this::term).toList();
        return nodes.size() == 1 ? nodes.getFirst() : new DimProgram.Sum(array(nodes));
    }

    private DimProgram.Node term(Term term) {
        Monomial monomial = term.monomial();
        if (monomial.degree() == 0) {
            return new DimProgram.Constant(term.coefficient());
        }
        if (monomial.degree() == 1 && term.coefficient() == 1) {
            return atom(monomial.atom(0));
        }
        int[] slots = new int[monomial.degree()];
        DimProgram.Node[] operands = new DimProgram.Node[monomial.degree()];
        boolean symbolsOnly = true;
        for (int i = 0; i < operands.length; i++) {
            if (monomial.atom(i) instanceof Atom.Symbol(var name)) {
                slots[i] = slot(name);
            } else {
                symbolsOnly = false;
            }
            operands[i] = atom(monomial.atom(i));
        }
        return symbolsOnly
                ? new DimProgram.Product(term.coefficient(), slots)
                : new DimProgram.ProductOfNodes(term.coefficient(), operands);
    }

    private DimProgram.Node atom(Atom atom) {
        return switch (atom) {
            case Atom.Symbol(var name) -> new DimProgram.Slot(slot(name));
            case Atom.FloorDiv(var dividend, var divisor)
            when isPowerOfTwo(divisor) ->
                new DimProgram.Shift(polynomial(dividend), Long.numberOfTrailingZeros(divisor.constantTerm()));
            case Atom.FloorDiv(var dividend, var divisor) ->
                new DimProgram.FloorDiv(polynomial(dividend), polynomial(divisor));
            case Atom.Mod(var dividend, var divisor)
            when isPowerOfTwo(divisor) -> new DimProgram.Mask(polynomial(dividend), divisor.constantTerm() - 1);
            case Atom.Mod(var dividend, var divisor) -> new DimProgram.Mod(polynomial(dividend), polynomial(divisor));
            case Atom.Min(var members) -> new DimProgram.Min(polynomials(members));
            case Atom.Max(var members) -> new DimProgram.Max(polynomials(members));
            case Atom.Broadcast(var members) -> new DimProgram.Broadcast(polynomials(members));
            case Atom.Position(var position, var size) ->
                new DimProgram.Position(polynomial(position), polynomial(size));
        };
    }

    private static boolean isPowerOfTwo(Polynomial divisor) {
        return divisor.isConstant() && divisor.constantTerm() > 0 && Long.bitCount(divisor.constantTerm()) == 1;
    }

    private int slot(String name) {
        int slot = slotOf.applyAsInt(name);
        if (slot < 0) {
            throw new IllegalArgumentException("the size " + name + " has no slot: slotOf gave " + slot);
        }
        return slot;
    }

    private DimProgram.Node[] polynomials(List<Polynomial> polynomials) {
        return array(polynomials.stream().map(this::polynomial).toList());
    }

    private static DimProgram.Node[] array(List<DimProgram.Node> nodes) {
        return nodes.toArray(DimProgram.Node[]::new);
    }
}
