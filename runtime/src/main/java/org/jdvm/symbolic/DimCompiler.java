package org.jdvm.symbolic;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/** Lays out a size as the code of a {@link DimProgram}; operands come before the nodes that use them. */
final class DimCompiler {
    private final ToIntFunction<String> slotOf;
    private int[] code = new int[16];
    private int codeSize;
    private long[] constants = new long[4];
    private int constantCount;

    private DimCompiler(ToIntFunction<String> slotOf) {
        this.slotOf = slotOf;
    }

    static DimProgram compile(Polynomial dim, ToIntFunction<String> slotOf) {
        DimCompiler compiler = new DimCompiler(slotOf);
        int root = compiler.polynomial(dim);
        return new DimProgram(
                Arrays.copyOf(compiler.code, compiler.codeSize),
                Arrays.copyOf(compiler.constants, compiler.constantCount),
                root,
                dim.toString());
    }

    private int polynomial(Polynomial polynomial) {
        Atom single = polynomial.asAtom();
        if (single != null) {
            return atom(single);
        }
        int[] operands = polynomial.terms().stream()
                .flatMapToInt(term -> java.util.stream.IntStream.range(
                                0, term.monomial().degree())
                        .map(i -> atom(term.monomial().atom(i))))
                .toArray();
        int start = codeSize;
        emit(DimProgram.SUM);
        emit(polynomial.terms().size());
        int next = 0;
        for (Term term : polynomial.terms()) {
            emit(constant(term.coefficient()));
            emit(term.monomial().degree());
            for (int i = 0; i < term.monomial().degree(); i++) {
                emit(operands[next++]);
            }
        }
        return ~start;
    }

    private int atom(Atom atom) {
        return switch (atom) {
            case Atom.Symbol(var name) -> slot(name);
            case Atom.FloorDiv _ -> node(DimProgram.FLOOR_DIV, false, atom.operands());
            case Atom.Mod _ -> node(DimProgram.MOD, false, atom.operands());
            case Atom.Min _ -> node(DimProgram.MIN, true, atom.operands());
            case Atom.Max _ -> node(DimProgram.MAX, true, atom.operands());
            case Atom.Broadcast _ -> node(DimProgram.BROADCAST, true, atom.operands());
        };
    }

    private int slot(String name) {
        int slot = slotOf.applyAsInt(name);
        if (slot < 0) {
            throw new IllegalArgumentException("the size " + name + " has no slot: slotOf gave " + slot);
        }
        return slot;
    }

    private int node(int operation, boolean counted, List<Polynomial> operands) {
        int[] compiled = operands.stream().mapToInt(this::polynomial).toArray();
        int start = codeSize;
        emit(operation);
        if (counted) {
            emit(compiled.length);
        }
        for (int operand : compiled) {
            emit(operand);
        }
        return ~start;
    }

    private void emit(int word) {
        if (codeSize == code.length) {
            code = Arrays.copyOf(code, 2 * codeSize);
        }
        code[codeSize++] = word;
    }

    private int constant(long value) {
        for (int i = 0; i < constantCount; i++) {
            if (constants[i] == value) {
                return i;
            }
        }
        if (constantCount == constants.length) {
            constants = Arrays.copyOf(constants, 2 * constantCount);
        }
        constants[constantCount] = value;
        return constantCount++;
    }
}
