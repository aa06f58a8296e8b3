package org.jdvm.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Program;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Op;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.machine.NpuSpec;
import org.jdvm.machine.TierPolicy;
import org.jdvm.machine.TierSettings;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;
import org.jdvm.symbolic.Dim;
import org.jdvm.tier.LoweredProgram;
import org.jdvm.tier.TieredProgram;
import org.jdvm.tier.Tiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many classes there are: few for many shapes, no more than the limit, and unloaded when they are no longer needed. */
class ClassCountTest {
    private static final TierSettings EAGER =
            TierSettings.of(TierPolicy.EAGER_COMPILE).unmeasured();
    private static final NpuSpec MACHINE = NpuSpec.host(2);
    private static final int SHAPES = 1000;

    private static Tiers tiers(TierSettings settings) {
        AsmSectionCompiler compiler = new AsmSectionCompiler(Emitter.forThisMachine());
        return new Tiers(settings, (program, arrays, scalars) -> {}, () -> compiler);
    }

    private static Program program(String operator, int... sizes) {
        return Operators.specialise(operator, sizes, MACHINE, false).program();
    }

    @ParameterizedTest
    @ValueSource(strings = {"softmax", "layer_norm", "masked_softmax", "sum_columns", "mean_rows", "rope"})
    void aThousandShapesOfAnOperator(String operator) throws InterruptedException {
        Template template = new Template(Planner.plan(Operators.graph(operator)));
        SplittableRandom random = new SplittableRandom(5);
        try (Tiers tiers = tiers(EAGER)) {
            for (int i = 0; i < SHAPES; i++) {
                int[] sizes = {random.nextInt(1, 5), random.nextInt(1, 700), random.nextInt(1, 1100)};
                Program program =
                        Operators.specialise(template, sizes, MACHINE, false).program();
                tiers.lower(tiers.open(program));
            }
            assertEquals(0, tiers.counters().rejected());
            assertEquals(0, tiers.counters().refused());
            assertTrue(tiers.counters().classes() <= 8, tiers.counters()::toString);
        }
    }

    /** A bias for each element of the last axis, added to tensors of some rank; sizes of 1 are among them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aThousandShapesOfABroadcast(int rank) throws InterruptedException {
        List<Dim> dims = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            dims.add(Dim.symbol("N" + axis));
        }
        GraphBuilder builder = new GraphBuilder("bias" + rank);
        Value x = builder.input(new TensorParameter("x", DType.F32, new Shape(dims), false));
        Value bias = builder.input(new TensorParameter("bias", DType.F32, new Shape(List.of(dims.getLast())), false));
        Template template = new Template(Planner.plan(builder.build(List.of(builder.elementwise(Op.ADD, x, bias)))));
        SplittableRandom random = new SplittableRandom(7);
        try (Tiers tiers = tiers(EAGER)) {
            for (int i = 0; i < SHAPES; i++) {
                int[] sizes = random.ints(rank, 1, rank > 2 ? 20 : 900).toArray();
                int[] last = {sizes[rank - 1]};
                int[][] strides = {Operators.strides(sizes, 1), {1}};
                long[] environment = template.binder().bind(new int[][] {sizes, last}, strides, new double[0]);
                tiers.lower(tiers.open(new Specializer(MACHINE).specialize(template, environment)));
            }
            assertEquals(0, tiers.counters().rejected() + tiers.counters().refused());
            assertTrue(tiers.counters().classes() <= 5, tiers.counters()::toString);
        }
    }

    private static WeakReference<Class<?>> classOf(Tiers tiers, Program program) throws InterruptedException {
        TieredProgram tiered = tiers.open(program);
        tiers.lower(tiered);
        LoweredProgram lowered = tiered.lowered();
        assertNotNull(lowered);
        assertTrue(lowered.code(0).getClass().isHidden());
        return new WeakReference<>(lowered.code(0).getClass());
    }

    @Test
    void classesUnloadOnceTheyWereEvicted() throws InterruptedException {
        try (Tiers tiers = tiers(EAGER.withStructures(2))) {
            WeakReference<Class<?>> made = classOf(tiers, program("softmax", 1, 40, 50));
            System.gc();
            assertNotNull(made.get(), "the cache holds it");
            for (String operator : List.of("swiglu", "layer_norm", "sum_rows")) {
                tiers.lower(tiers.open(program(operator, 1, 4, 5)));
            }
            for (int i = 0; i < 100 && made.get() != null; i++) {
                System.gc();
                Thread.sleep(10);
            }
            assertNull(made.get(), "the class is still loaded");
        }
    }

    @Test
    void evictionIsLogged() throws InterruptedException {
        Logger logger = Logger.getLogger(Tiers.class.getName());
        Level before = logger.getLevel();
        List<String> lines = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.ALL);
        logger.setLevel(Level.FINE);
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
        try (Tiers tiers = tiers(EAGER.withStructures(1))) {
            WeakReference<Class<?>> first = classOf(tiers, program("add", 1, 40, 50));
            String name = first.get().getName();
            tiers.lower(tiers.open(program("softmax", 1, 40, 50)));
            String shortName = name.substring(0, name.indexOf('/'));
            assertFalse(
                    lines.stream()
                            .filter(line -> line.equals("evicted " + shortName + ": more than 1 structures"))
                            .toList()
                            .isEmpty(),
                    lines::toString);
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
            logger.setLevel(before);
        }
    }
}
