package org.jdvm.front;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdvm.annotations.DType;
import org.jdvm.front.Signature.Declared;
import org.jdvm.front.Signature.DeclaredArray;
import org.jdvm.front.Signature.DeclaredDims;
import org.jdvm.front.Signature.DeclaredRecord;
import org.jdvm.front.Signature.DeclaredScalar;
import org.jdvm.front.Signature.DeclaredTensor;
import org.jdvm.ir.Parameter.ScalarType;

/** Reads the text form of {@link Signature}. */
final class SignatureParser {
    private final String text;
    private int position;

    SignatureParser(String text) {
        this.text = text;
    }

    Signature signature() {
        String name = word("(");
        List<Declared> parameters = list('(', ')');
        expect(" -> ");
        Declared result = type(Signature.RESULT);
        List<String> conditions = new ArrayList<>();
        while (position < text.length()) {
            expect(" where \"");
            conditions.add(word("\""));
            expect("\"");
        }
        return new Signature(name, parameters, result, conditions);
    }

    private List<Declared> list(char open, char close) {
        List<Declared> declared = new ArrayList<>();
        expect(String.valueOf(open));
        if (!at(close)) {
            do {
                String name = word(":");
                expect(": ");
                declared.add(type(name));
            } while (accept(", "));
        }
        expect(String.valueOf(close));
        return declared;
    }

    private Declared type(String name) {
        int start = position;
        String type = word("[{,)} ");
        if (type.equals("tensor")) {
            return accept("[]") ? new DeclaredArray(name) : new DeclaredTensor(name, Optional.empty());
        }
        if (at('[')) {
            expect("[");
            String dims = word("]");
            expect("]");
            return new DeclaredTensor(name, Optional.of(new DeclaredDims(DType.parse(type), dims)));
        }
        if (at('{')) {
            return new DeclaredRecord(name, type, list('{', '}'));
        }
        for (ScalarType scalar : ScalarType.values()) {
            if (scalar.name().toLowerCase(Locale.ROOT).equals(type)) {
                return new DeclaredScalar(name, scalar);
            }
        }
        position = start;
        throw error("a type");
    }

    private String word(String ends) {
        int start = position;
        while (position < text.length() && ends.indexOf(text.charAt(position)) < 0) {
            position++;
        }
        return text.substring(start, position);
    }

    private boolean at(char c) {
        return position < text.length() && text.charAt(position) == c;
    }

    private boolean accept(String token) {
        boolean there = text.startsWith(token, position);
        if (there) {
            position += token.length();
        }
        return there;
    }

    private void expect(String token) {
        if (!accept(token)) {
            throw error("'" + token + "'");
        }
    }

    private IllegalArgumentException error(String expected) {
        return new IllegalArgumentException(
                "expected " + expected + " at position " + position + " of the signature \"" + text + "\"");
    }
}
