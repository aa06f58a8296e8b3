package org.jdvm.symbolic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The canonical form of a size: a sum of terms with different monomials, sorted, none with coefficient zero. */
final class Polynomial implements Dim, Comparable<Polynomial> {
    static final Polynomial ZERO = new Polynomial(List.of());
    static final Polynomial ONE = new Polynomial(List.of(new Term(1, Monomial.UNIT)));

    private final List<Term> terms;
    private final int hash;

    private Polynomial(List<Term> terms) {
        this.terms = terms;
        this.hash = terms.hashCode();
    }

    static Polynomial constant(long value) {
        return value == 0 ? ZERO : value == 1 ? ONE : new Polynomial(List.of(new Term(value, Monomial.UNIT)));
    }

    static Polynomial symbol(String name) {
        if (!DimParser.isSymbolName(name)) {
            throw new IllegalArgumentException(
                    "a size's name is an identifier such as S or batch, but this is \"" + name + "\"");
        }
        return atom(new Atom.Symbol(name));
    }

    static Polynomial atom(Atom atom) {
        return new Polynomial(List.of(new Term(1, Monomial.of(atom))));
    }

    static Polynomial monomial(Monomial monomial) {
        return new Polynomial(List.of(new Term(1, monomial)));
    }

    /** True if it is a sum of products of symbols, without quotients and the like. */
    boolean isPlain() {
        return Estimator.atoms(this).stream().allMatch(Atom.Symbol.class::isInstance);
    }

    static Polynomial of(Dim dim) {
        return switch (dim) {
            case Polynomial polynomial -> polynomial;
        };
    }

    /** The sum of the terms, which need not be sorted and may repeat a monomial. */
    static Polynomial sum(Iterable<Term> terms) {
        TreeMap<Monomial, Long> sum = new TreeMap<>();
        for (Term term : terms) {
            sum.merge(term.monomial(), term.coefficient(), Exact::add);
        }
        List<Term> sorted = new ArrayList<>(sum.size());
        sum.forEach((monomial, coefficient) -> {
            if (coefficient != 0) {
                sorted.add(new Term(coefficient, monomial));
            }
        });
        return ofSorted(sorted);
    }

    private static Polynomial ofSorted(List<Term> sorted) {
        return sorted.isEmpty() ? ZERO : new Polynomial(List.copyOf(sorted));
    }

    List<Term> terms() {
        return terms;
    }

    /** The constant term, 0 if there is none. */
    long constantTerm() {
        return !terms.isEmpty() && terms.getLast().isConstant()
                ? terms.getLast().coefficient()
                : 0;
    }

    /** The coefficient of a monomial, 0 if it does not occur. */
    long coefficientOf(Monomial monomial) {
        for (Term term : terms) {
            if (term.monomial().equals(monomial)) {
                return term.coefficient();
            }
        }
        return 0;
    }

    /** Whether the atom occurs at the top level. */
    boolean hasAtom(Atom atom) {
        return terms.stream().anyMatch(term -> term.monomial().contains(atom));
    }

    /** The terms that are not constant. */
    List<Term> variableTerms() {
        return constantTerm() == 0 ? terms : terms.subList(0, terms.size() - 1);
    }

    /** The greatest common divisor of the coefficients of all terms that are not constant; 0 if there are none. */
    long variableContent() {
        long gcd = 0;
        for (Term term : variableTerms()) {
            gcd = Exact.gcd(gcd, term.coefficient());
        }
        return gcd;
    }

    /** The atom, if this is one atom and nothing else; else null. */
    @Nullable
    Atom asAtom() {
        if (terms.size() == 1) {
            Term term = terms.getFirst();
            if (term.coefficient() == 1 && term.monomial().degree() == 1) {
                return term.monomial().atom(0);
            }
        }
        return null;
    }

    Polynomial times(Term factor) {
        List<Term> products = new ArrayList<>(terms.size());
        for (Term term : terms) {
            products.add(new Term(
                    Exact.multiply(term.coefficient(), factor.coefficient()),
                    term.monomial().times(factor.monomial())));
        }
        return sum(products);
    }

    Polynomial negate() {
        return scale(-1);
    }

    Polynomial scale(long factor) {
        if (factor == 0) {
            return ZERO;
        }
        return factor == 1 ? this : mapCoefficients(coefficient -> Exact.multiply(coefficient, factor));
    }

    /** Divides every coefficient; the divisor must divide them all. */
    Polynomial divideExactly(long divisor) {
        return divisor == 1 ? this : mapCoefficients(coefficient -> Exact.floorDiv(coefficient, divisor));
    }

    private Polynomial mapCoefficients(LongUnaryOperator map) {
        List<Term> mapped = new ArrayList<>(terms.size());
        for (Term term : terms) {
            mapped.add(new Term(map.applyAsLong(term.coefficient()), term.monomial()));
        }
        return new Polynomial(List.copyOf(mapped));
    }

    Polynomial add(Polynomial other) {
        if (terms.isEmpty()) {
            return other;
        }
        if (other.terms.isEmpty()) {
            return this;
        }
        List<Term> merged = new ArrayList<>(terms.size() + other.terms.size());
        int mine = 0;
        int theirs = 0;
        while (mine < terms.size() && theirs < other.terms.size()) {
            Term a = terms.get(mine);
            Term b = other.terms.get(theirs);
            int order = a.monomial().compareTo(b.monomial());
            if (order == 0) {
                long coefficient = Exact.add(a.coefficient(), b.coefficient());
                if (coefficient != 0) {
                    merged.add(new Term(coefficient, a.monomial()));
                }
            } else {
                merged.add(order < 0 ? a : b);
            }
            mine += order <= 0 ? 1 : 0;
            theirs += order >= 0 ? 1 : 0;
        }
        merged.addAll(terms.subList(mine, terms.size()));
        merged.addAll(other.terms.subList(theirs, other.terms.size()));
        return ofSorted(merged);
    }

    Polynomial subtract(Polynomial other) {
        return other.terms.isEmpty() ? this : add(other.negate());
    }

    Polynomial multiply(Polynomial other) {
        if (isConstant()) {
            return other.scale(constantTerm());
        }
        if (other.isConstant()) {
            return scale(other.constantTerm());
        }
        List<Term> products = new ArrayList<>(terms.size() * other.terms.size());
        for (Term mine : terms) {
            for (Term theirs : other.terms) {
                products.add(new Term(
                        Exact.multiply(mine.coefficient(), theirs.coefficient()),
                        mine.monomial().times(theirs.monomial())));
            }
        }
        return sum(products);
    }

    /** Replaces every atom, at the top level only. */
    Polynomial mapAtoms(Function<Atom, Polynomial> map) {
        Polynomial result = ZERO;
        for (Term term : terms) {
            Polynomial product = constant(term.coefficient());
            for (int i = 0; i < term.monomial().degree(); i++) {
                product = product.multiply(map.apply(term.monomial().atom(i)));
            }
            result = result.add(product);
        }
        return result;
    }

    void eachSymbol(Consumer<String> action) {
        for (Term term : terms) {
            for (int i = 0; i < term.monomial().degree(); i++) {
                term.monomial().atom(i).eachSymbol(action);
            }
        }
    }

    boolean anySymbol(Predicate<String> test) {
        boolean[] found = {false};
        eachSymbol(name -> found[0] |= test.test(name));
        return found[0];
    }

    boolean hasSymbol(String name) {
        return anySymbol(name::equals);
    }

    @Override
    public Dim plus(Dim other) {
        return add(of(other));
    }

    @Override
    public Dim minus(Dim other) {
        return subtract(of(other));
    }

    @Override
    public Dim times(Dim other) {
        return multiply(of(other));
    }

    @Override
    public Dim floorDiv(Dim other) {
        return Division.floorDiv(this, of(other));
    }

    @Override
    public Dim mod(Dim other) {
        return Division.mod(this, of(other));
    }

    @Override
    public Dim min(Dim other) {
        return Selection.min(List.of(this, of(other)));
    }

    @Override
    public Dim max(Dim other) {
        return Selection.max(List.of(this, of(other)));
    }

    @Override
    public Dim broadcast(Dim other) {
        return Selection.broadcast(List.of(this, of(other)));
    }

    @Override
    public Dim position(Dim size) {
        return Selection.position(this, of(size));
    }

    @Override
    public boolean isConstant() {
        return variableTerms().isEmpty();
    }

    @Override
    public long constantValue() {
        if (!isConstant()) {
            throw new IllegalStateException("the size " + this + " is not a constant");
        }
        return constantTerm();
    }

    @Override
    public Optional<String> symbolName() {
        return asAtom() instanceof Atom.Symbol(var name) ? Optional.of(name) : Optional.empty();
    }

    @Override
    public Set<String> symbols() {
        TreeSet<String> names = new TreeSet<>();
        eachSymbol(names::add);
        return Collections.unmodifiableSet(names);
    }

    @Override
    public long evaluate(ToLongFunction<String> valueOf) {
        long sum = 0;
        for (Term term : terms) {
            long product = term.coefficient();
            for (int i = 0; i < term.monomial().degree(); i++) {
                product = Exact.multiply(product, term.monomial().atom(i).evaluate(valueOf));
            }
            sum = Exact.add(sum, product);
        }
        return sum;
    }

    @Override
    public Dim substitute(Map<String, Dim> by) {
        return by.isEmpty() ? this : substituteAll(by);
    }

    private Polynomial substituteAll(Map<String, Dim> by) {
        return mapAtoms(atom -> {
            if (atom instanceof Atom.Symbol(var name)) {
                Dim replacement = by.get(name);
                return replacement == null ? atom(atom) : of(replacement);
            }
            return atom.mapOperands(operand -> operand.substituteAll(by));
        });
    }

    @Override
    public DimProgram compile(ToIntFunction<String> slotOf) {
        return DimCompiler.compile(this, slotOf);
    }

    /** Term by term; an order for sorting operands, without a meaning for the values. */
    @Override
    public int compareTo(Polynomial other) {
        int common = Math.min(terms.size(), other.terms.size());
        for (int i = 0; i < common; i++) {
            Term mine = terms.get(i);
            Term theirs = other.terms.get(i);
            int order = mine.monomial().compareTo(theirs.monomial());
            if (order == 0) {
                order = Long.compare(mine.coefficient(), theirs.coefficient());
            }
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(terms.size(), other.terms.size());
    }

    static int compareLists(List<Polynomial> left, List<Polynomial> right) {
        int order = Integer.compare(left.size(), right.size());
        for (int i = 0; order == 0 && i < left.size(); i++) {
            order = left.get(i).compareTo(right.get(i));
        }
        return order;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof Polynomial that && hash == that.hash && terms.equals(that.terms);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return DimPrinter.print(this);
    }
}
