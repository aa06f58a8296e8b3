package org.jdvm.asm.code;

import org.objectweb.asm.Type;

/** The types that generated code is about. */
public final class Types {
    /** {@code float[]}. */
    public static final Type FLOATS = Type.getType(float[].class);

    /** {@code int[]}. */
    public static final Type INTS = Type.getType(int[].class);

    /** {@code long[]}. */
    public static final Type LONGS = Type.getType(long[].class);

    /** {@code short[]}. */
    public static final Type SHORTS = Type.getType(short[].class);

    /** {@code byte[]}. */
    public static final Type BYTES = Type.getType(byte[].class);

    /** {@code double[]}. */
    public static final Type DOUBLES = Type.getType(double[].class);

    /** {@code Object[]}. */
    public static final Type OBJECTS = Type.getType(Object[].class);

    /** {@code FloatVector}; by name, since its module may be missing. */
    public static final Type FLOAT_VECTOR = vector("FloatVector");

    /** {@code IntVector}. */
    public static final Type INT_VECTOR = vector("IntVector");

    /** {@code Vector}. */
    public static final Type VECTOR = vector("Vector");

    /** {@code VectorMask}. */
    public static final Type MASK = vector("VectorMask");

    /** {@code VectorSpecies}. */
    public static final Type SPECIES = vector("VectorSpecies");

    /** {@code Object}. */
    public static final Type OBJECT = Type.getType(Object.class);

    private Types() {}

    private static Type vector(String name) {
        return Type.getObjectType("jdk/incubator/vector/" + name);
    }

    static Type elementOf(Type array) {
        return Type.getType(array.getDescriptor().substring(1));
    }

    static String shortName(Type type) {
        String name = type.getClassName();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
