package org.jdvm.asm.code;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Copies static methods of a library of functions into generated code, so that the compiler of the virtual machine need not decide
 * whether to inline them. What they call in the same class is copied too, and in others of its package that generated code
 * cannot see: to the place of the call, or as a method of the generated class if it has a loop.
 *
 * <p>A class of functions may only be read, not linked, by generated code: its static fields are
 * replaced by expressions.
 */
public final class Inliner {
    private final ClassVisitor target;
    private final String targetName;
    private final Function<String, Expr> fields;
    private final Map<String, ClassReader> libraries = new HashMap<>();
    private final Set<String> copied = new HashSet<>();
    private final Map<String, Facts> facts = new HashMap<>();
    private final Function<String, @Nullable InputStream> resources;

    /**
     * Creates an inliner for one generated class.
     *
     * @param target the class
     * @param targetName its internal name
     * @param resources opens a class file by the internal name of its class
     * @param fields gives the expression that replaces a static field, by class and name: {@code org/jdvm/exec/lane/Lanes.F32}
     */
    public Inliner(
            ClassVisitor target,
            String targetName,
            Function<String, @Nullable InputStream> resources,
            Function<String, Expr> fields) {
        this.target = target;
        this.targetName = targetName;
        this.resources = resources;
        this.fields = fields;
    }

    /** Copies a method's instructions, with its locals from a slot on; its arguments are on the stack. */
    void inline(Method method, MethodVisitor out, int firstSlot) {
        int locals = facts(method.owner(), method.name(), method.descriptor()).locals();
        Body body = new Body(method.owner(), out, firstSlot, firstSlot + locals, true);
        int slot = firstSlot;
        Type[] types = method.parameters().toArray(Type[]::new);
        for (Type type : types) {
            slot += type.getSize();
        }
        for (int i = types.length - 1; i >= 0; i--) {
            slot -= types[i].getSize();
            out.visitVarInsn(types[i].getOpcode(Opcodes.ISTORE), slot);
        }
        read(method.owner(), method.name(), method.descriptor(), body);
        out.visitLabel(body.end);
    }

    /** Calls a copy of a method in the generated class; its arguments are on the stack. */
    void callCopy(Method method, MethodVisitor out) {
        copy(method.owner(), method.name(), method.descriptor());
        out.visitMethodInsn(Opcodes.INVOKESTATIC, targetName, method.name(), method.descriptor(), false);
    }

    private void read(String owner, String name, String descriptor, MethodVisitor body) {
        boolean[] found = {false};
        library(owner)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public @Nullable MethodVisitor visitMethod(
                                    int access,
                                    String methodName,
                                    String methodDescriptor,
                                    @Nullable String signature,
                                    String @Nullable [] exceptions) {
                                if (!methodName.equals(name) || !methodDescriptor.equals(descriptor)) {
                                    return null;
                                }
                                found[0] = true;
                                return body;
                            }
                        },
                        ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        if (!found[0]) {
            throw new IllegalStateException("there is no function " + owner + "." + name + descriptor);
        }
    }

    private ClassReader library(String owner) {
        return libraries.computeIfAbsent(owner, name -> {
            try (InputStream in = resources.apply(name)) {
                if (in == null) {
                    throw new IllegalStateException("the class file of " + name + " cannot be read");
                }
                return new ClassReader(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * What must be known of a function before it is copied.
     *
     * @param locals slots of its locals
     * @param loop true if it has one
     */
    private record Facts(int locals, boolean loop) {}

    private Facts facts(String owner, String name, String descriptor) {
        return facts.computeIfAbsent(owner + "." + name + descriptor, key -> {
            boolean[] loop = {false};
            int[] locals = {0};
            Set<Label> passed = new HashSet<>();
            read(owner, name, descriptor, new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitLabel(Label label) {
                    passed.add(label);
                }

                @Override
                public void visitJumpInsn(int opcode, Label label) {
                    loop[0] |= passed.contains(label);
                }

                @Override
                public void visitMaxs(int maxStack, int maxLocals) {
                    locals[0] = maxLocals;
                }
            });
            return new Facts(locals[0], loop[0]);
        });
    }

    private static String packageOf(String name) {
        return name.substring(0, name.lastIndexOf('/') + 1);
    }

    private void copy(String owner, String name, String descriptor) {
        if (!copied.add(owner + "." + name + descriptor)) {
            return;
        }
        MethodVisitor out = target.visitMethod(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC, name, descriptor, null, null);
        out.visitCode();
        read(owner, name, descriptor, new Body(owner, out, 0, 0, false));
        out.visitMaxs(0, 0);
        out.visitEnd();
    }

    /** Passes the instructions of a function on, with its locals moved and what it refers to replaced. */
    private final class Body extends MethodVisitor {
        private final String owner;
        private final int firstSlot;
        private final boolean inlined;
        private final int freeSlot;
        private final Label end = new Label();

        Body(String owner, MethodVisitor out, int firstSlot, int freeSlot, boolean inlined) {
            super(Opcodes.ASM9, out);
            this.owner = owner;
            this.firstSlot = firstSlot;
            this.freeSlot = freeSlot;
            this.inlined = inlined;
        }

        /** True for the function's class and the others of its package, unless the generated class sees these too. */
        private boolean isLibrary(String callee) {
            String home = packageOf(owner);
            return callee.equals(owner)
                    || packageOf(callee).equals(home) && !packageOf(targetName).equals(home);
        }

        @Override
        public void visitCode() {
            // The method around has begun already.
        }

        @Override
        public void visitMaxs(int maxStack, int maxLocals) {
            // Computed for the method around.
        }

        @Override
        public void visitEnd() {
            // The method around goes on.
        }

        @Override
        public void visitVarInsn(int opcode, int slot) {
            super.visitVarInsn(opcode, firstSlot + slot);
        }

        @Override
        public void visitIincInsn(int slot, int increment) {
            super.visitIincInsn(firstSlot + slot, increment);
        }

        @Override
        public void visitInsn(int opcode) {
            if (inlined && opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
                super.visitJumpInsn(Opcodes.GOTO, end);
            } else {
                super.visitInsn(opcode);
            }
        }

        @Override
        public void visitFieldInsn(int opcode, String fieldOwner, String name, String descriptor) {
            Expr replacement = opcode == Opcodes.GETSTATIC ? fields.apply(fieldOwner + "." + name) : null;
            if (replacement instanceof Expr.StaticField field) {
                super.visitFieldInsn(
                        opcode, field.owner(), field.name(), field.type().getDescriptor());
            } else {
                super.visitFieldInsn(opcode, fieldOwner, name, descriptor);
            }
        }

        @Override
        public void visitMethodInsn(int opcode, String callee, String name, String descriptor, boolean isInterface) {
            if (opcode != Opcodes.INVOKESTATIC || !isLibrary(callee)) {
                super.visitMethodInsn(opcode, callee, name, descriptor, isInterface);
            } else if (!inlined || facts(callee, name, descriptor).loop()) {
                copy(callee, name, descriptor);
                super.visitMethodInsn(opcode, targetName, name, descriptor, isInterface);
            } else {
                Method method = new Method(
                        Method.Call.STATIC,
                        callee,
                        name,
                        Type.getReturnType(descriptor),
                        List.of(Type.getArgumentTypes(descriptor)));
                inline(method, mv, freeSlot);
            }
        }
    }
}
