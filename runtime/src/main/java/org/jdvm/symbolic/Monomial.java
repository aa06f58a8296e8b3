package org.jdvm.symbolic;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A product of atoms, sorted, each as often as its power; the empty product is 1. */
final class Monomial implements Comparable<Monomial> {
    static final Monomial UNIT = new Monomial(new Atom[0]);

    private final Atom[] atoms;
    private final int hash;

    private Monomial(Atom[] atoms) {
        this.atoms = atoms;
        this.hash = Arrays.hashCode(atoms);
    }

    static Monomial of(Atom atom) {
        return new Monomial(new Atom[] {atom});
    }

    int degree() {
        return atoms.length;
    }

    Atom atom(int index) {
        return atoms[index];
    }

    /** The product of all atoms but the one at the index. */
    Monomial without(int index) {
        if (atoms.length == 1) {
            return UNIT;
        }
        Atom[] others = new Atom[atoms.length - 1];
        System.arraycopy(atoms, 0, others, 0, index);
        System.arraycopy(atoms, index + 1, others, index, others.length - index);
        return new Monomial(others);
    }

    boolean contains(Atom atom) {
        for (Atom mine : atoms) {
            if (mine.equals(atom)) {
                return true;
            }
        }
        return false;
    }

    Monomial times(Monomial other) {
        if (other.atoms.length == 0) {
            return this;
        }
        if (atoms.length == 0) {
            return other;
        }
        Atom[] product = Arrays.copyOf(atoms, atoms.length + other.atoms.length);
        System.arraycopy(other.atoms, 0, product, atoms.length, other.atoms.length);
        Arrays.sort(product);
        return new Monomial(product);
    }

    /** The monomial that gives this one when multiplied by {@code divisor}, or null if there is none. */
    @Nullable
    Monomial dividedBy(Monomial divisor) {
        if (divisor.atoms.length > atoms.length) {
            return null;
        }
        Atom[] quotient = new Atom[atoms.length - divisor.atoms.length];
        int next = 0;
        int kept = 0;
        for (Atom atom : atoms) {
            if (next < divisor.atoms.length && atom.equals(divisor.atoms[next])) {
                next++;
            } else if (kept == quotient.length) {
                return null;
            } else {
                quotient[kept++] = atom;
            }
        }
        return quotient.length == 0 ? UNIT : new Monomial(quotient);
    }

    /** Higher degree first, then by the atoms in turn: an order that multiplication keeps, as polynomial division needs. */
    @Override
    public int compareTo(Monomial other) {
        int byDegree = Integer.compare(other.atoms.length, atoms.length);
        for (int i = 0; byDegree == 0 && i < atoms.length; i++) {
            byDegree = atoms[i].compareTo(other.atoms[i]);
        }
        return byDegree;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Monomial that && hash == that.hash && Arrays.equals(atoms, that.atoms);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
