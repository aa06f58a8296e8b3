package org.jdvm.lanes;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.TypeName;
import java.util.Optional;

/** What one lane holds: the types that a description is written in. */
enum Lane {
    FLOAT(TypeName.FLOAT, "Float", "F32", "floats", "broadcast"),
    INT(TypeName.INT, "Int", "I32", "ints", "broadcastInt"),
    /** Has no vectors. */
    LONG(TypeName.LONG, "Long", "", "", ""),
    /** Has no vectors. */
    DOUBLE(TypeName.DOUBLE, "Double", "", "", ""),
    /** The result of a test; in vectors a mask, in memory 0 or 1. */
    BOOLEAN(TypeName.BOOLEAN, "Boolean", "", "", "");

    private static final String VECTORS = "jdk.incubator.vector";
    static final ClassName OPERATORS = ClassName.get(VECTORS, "VectorOperators");
    static final ClassName MASK = ClassName.get(VECTORS, "VectorMask");

    private final TypeName type;
    private final String title;
    private final String species;
    private final String load;
    private final String broadcast;

    Lane(TypeName type, String title, String species, String load, String broadcast) {
        this.type = type;
        this.title = title;
        this.species = species;
        this.load = load;
        this.broadcast = broadcast;
    }

    static Optional<Lane> of(String type) {
        for (Lane lane : values()) {
            if (lane.type.toString().equals(type)) {
                return Optional.of(lane);
            }
        }
        return Optional.empty();
    }

    /** The Java type of one lane. */
    TypeName type() {
        return type;
    }

    TypeName array() {
        return ArrayTypeName.of(type);
    }

    /** As it begins the names of classes. */
    String title() {
        return title;
    }

    boolean hasVectors() {
        return !species.isEmpty();
    }

    ClassName vector() {
        return ClassName.get(VECTORS, title + "Vector");
    }

    /** The constant with the vector species. */
    String species() {
        return species;
    }

    /** The method that loads a vector from memory. */
    String load() {
        return load;
    }

    /** The method that loads one number from memory into all lanes. */
    String broadcast() {
        return broadcast;
    }

    @Override
    public String toString() {
        return type.toString();
    }
}
