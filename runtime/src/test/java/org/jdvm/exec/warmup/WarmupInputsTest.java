package org.jdvm.exec.warmup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.exec.tile.FloatReduce;
import org.jdvm.exec.tile.FloatSums;
import org.jdvm.ir.Op;
import org.jdvm.machine.HostVectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * That made-up data takes routines through all of their code: where a branch never went one way, the compiler leaves that way out, and the
 * first row that goes it throws the compiled code away.
 */
class WarmupInputsTest {
    @Test
    void reductionsGoBothWaysAtEachBranch() throws ReflectiveOperationException {
        assumeTrue(HostVectors.areUsable());
        Instrumented classes = new Instrumented(Set.of(FloatSums.class.getName(), FloatReduce.class.getName()));
        Class<?> inputs = classes.loadClass(WarmupInputs.class.getName());
        var constructor = inputs.getDeclaredConstructor();
        constructor.setAccessible(true);
        Object samples = constructor.newInstance();
        Method vector = inputs.getDeclaredMethod("vector", int.class, int.class);
        vector.setAccessible(true);
        for (Op op : List.of(Op.SUM, Op.REDUCE_MAX, Op.REDUCE_MIN)) {
            ((Runnable) vector.invoke(samples, KernelVariants.REDUCE_ROWS, op.ordinal())).run();
            ((Runnable) vector.invoke(samples, KernelVariants.REDUCE_COLUMNS, op.ordinal())).run();
        }
        assertFalse(classes.branches.isEmpty());
        assertEquals(List.of(), classes.missed());
    }

    /** Which ways branches went, two numbers for each; loaded by the class loader of the instrumented classes. */
    public static final class Ways {
        static final BitSet TAKEN = new BitSet();

        private Ways() {}

        public static void take(int way) {
            TAKEN.set(way);
        }
    }

    /** Copies of the project's classes, some of which record what their branches do. */
    private static final class Instrumented extends ClassLoader {
        private static final String OWN = "org.jdvm.";

        private final Set<String> watched;
        private final List<String> branches = new ArrayList<>();

        Instrumented(Set<String> watched) {
            super(WarmupInputsTest.class.getClassLoader());
            this.watched = watched;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(OWN)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known != null ? known : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                byte[] code = watched.contains(name) ? instrument(name, bytes) : bytes;
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        private byte[] instrument(String name, byte[] bytes) {
            ClassFile file = ClassFile.of();
            return file.transformClass(
                    file.parse(bytes),
                    ClassTransform.transformingMethodBodies(
                            CodeTransform.ofStateful(() -> new Recorder(name, branches))));
        }

        /** {@return the branches that did not go both ways} */
        List<String> missed() throws ReflectiveOperationException {
            Field field = loadClass(Ways.class.getName()).getDeclaredField("TAKEN");
            field.setAccessible(true);
            BitSet taken = (BitSet) field.get(null);
            return IntStream.range(0, 2 * branches.size())
                    .filter(way -> !taken.get(way))
                    .mapToObj(way -> branches.get(way / 2) + (way % 2 == 0 ? " always jumps" : " never jumps"))
                    .toList();
        }
    }

    /** Inserts a call before each way of a conditional branch, unless the branch depends on the machine's vectors alone. */
    private static final class Recorder implements CodeTransform {
        private static final ClassDesc WAYS = Ways.class.describeConstable().orElseThrow();
        private static final MethodTypeDesc TAKE = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);

        private final String name;
        private final List<String> branches;
        private @Nullable Instruction last;
        private @Nullable Instruction beforeLast;
        private int line;

        Recorder(String name, List<String> branches) {
            this.name = name;
            this.branches = branches;
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            if (element instanceof LineNumber number) {
                line = number.line();
            }
            if (element instanceof BranchInstruction branch && isRecorded(branch.opcode())) {
                int way = 2 * branches.size();
                branches.add(name + ", line " + line);
                Label jumps = code.newLabel();
                Label next = code.newLabel();
                code.branch(branch.opcode(), jumps)
                        .loadConstant(way)
                        .invokestatic(WAYS, "take", TAKE)
                        .goto_(next)
                        .labelBinding(jumps)
                        .loadConstant(way + 1)
                        .invokestatic(WAYS, "take", TAKE)
                        .goto_(branch.target())
                        .labelBinding(next);
            } else {
                code.with(element);
            }
            if (element instanceof Instruction instruction) {
                beforeLast = last;
                last = instruction;
            }
        }

        private boolean isRecorded(Opcode opcode) {
            boolean ofVectors = beforeLast instanceof FieldInstruction field
                    && field.name().equalsString("COUNT")
                    && last instanceof ConstantInstruction;
            return opcode != Opcode.GOTO && opcode != Opcode.GOTO_W && !ofVectors;
        }
    }
}
