package org.jdvm.symbolic;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The canonical forms of min, max and broadcast: flat, sorted, without members that cannot matter; and of position. */
final class Selection {
    private Selection() {}

    static Polynomial min(List<Polynomial> members) {
        TreeSet<Polynomial> flat = flatten(members, atom -> atom instanceof Atom.Min(var inner) ? inner : null);
        List<Polynomial> kept = keepExtreme(flat, true);
        return kept.size() == 1 ? kept.getFirst() : Polynomial.atom(new Atom.Min(kept));
    }

    static Polynomial max(List<Polynomial> members) {
        TreeSet<Polynomial> flat = flatten(members, atom -> atom instanceof Atom.Max(var inner) ? inner : null);
        List<Polynomial> kept = keepExtreme(flat, false);
        return kept.size() == 1 ? kept.getFirst() : Polynomial.atom(new Atom.Max(kept));
    }

    static Polynomial broadcast(List<Polynomial> members) {
        TreeSet<Polynomial> flat = flatten(members, atom -> atom instanceof Atom.Broadcast(var inner) ? inner : null);
        flat.remove(Polynomial.ONE);
        long size = 1;
        for (Polynomial member : flat) {
            if (member.isConstant()) {
                size = Exact.broadcast(size, member.constantTerm());
            }
        }
        return switch (flat.size()) {
            case 0 -> Polynomial.ONE;
            case 1 -> flat.first();
            default -> Polynomial.atom(new Atom.Broadcast(List.copyOf(flat)));
        };
    }

    static Polynomial position(Polynomial position, Polynomial size) {
        if (!position.isConstant()) {
            return Polynomial.atom(new Atom.Position(position, size));
        }
        return position.constantTerm() < 0 ? position.add(size) : position;
    }

    private static TreeSet<Polynomial> flatten(
            List<Polynomial> members, Function<@Nullable Atom, @Nullable List<Polynomial>> innerMembers) {
        TreeSet<Polynomial> flat = new TreeSet<>();
        for (Polynomial member : members) {
            List<Polynomial> inner = innerMembers.apply(member.asAtom());
            if (inner == null) {
                flat.add(member);
            } else {
                flat.addAll(inner);
            }
        }
        return flat;
    }

    /** Of members that differ by a constant only the least (or greatest) matters. */
    private static List<Polynomial> keepExtreme(TreeSet<Polynomial> members, boolean least) {
        List<Polynomial> kept = new ArrayList<>();
        for (Polynomial member : members) {
            boolean beaten = false;
            for (Polynomial other : members) {
                beaten |= other.variableTerms().equals(member.variableTerms())
                        && (least
                                ? other.constantTerm() < member.constantTerm()
                                : other.constantTerm() > member.constantTerm());
            }
            if (!beaten) {
                kept.add(member);
            }
        }
        return List.copyOf(kept);
    }
}
