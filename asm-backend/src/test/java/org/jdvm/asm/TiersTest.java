package org.jdvm.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdvm.bytecode.Program;
import org.jdvm.exec.Npu;
import org.jdvm.exec.state.Binding;
import org.jdvm.machine.NpuSpec;
import org.jdvm.machine.TierPolicy;
import org.jdvm.machine.TierSettings;
import org.jdvm.tier.Scratch;
import org.jdvm.tier.SectionCompiler;
import org.jdvm.tier.TieredProgram;
import org.jdvm.tier.Tiers;
import org.junit.jupiter.api.Test;

/** From launches to published code, and what happens when code is bad. */
class TiersTest {
    private static final TierSettings EAGER =
            TierSettings.of(TierPolicy.EAGER_COMPILE).unmeasured();
    private static final NpuSpec MACHINE = NpuSpec.host(2);

    private static Operators.Specialised made(String operator, int... sizes) {
        return Operators.specialise(operator, sizes, MACHINE, false);
    }

    private static Tiers tiers(TierSettings settings, SectionCompiler compiler) {
        return new Tiers(settings, (program, arrays, scalars) -> {}, () -> compiler);
    }

    @Test
    void aKnownStructureHasItsCodeAtOnce() throws InterruptedException {
        try (Npu npu = new Npu(MACHINE, EAGER)) {
            npu.tiers().lower(npu.tiers().open(made("softmax", 1, 300, 200).program()));
            long classes = npu.tiers().counters().made();
            assertNotNull(
                    npu.tiers().open(made("softmax", 1, 301, 211).program()).lowered());
            assertEquals(classes, npu.tiers().counters().made());
        }
    }

    @Test
    void interpretLowersNothing() throws InterruptedException {
        try (Npu npu = new Npu(MACHINE, TierSettings.of(TierPolicy.INTERPRET))) {
            TieredProgram program = npu.tiers().open(made("add", 1, 4, 5).program());
            npu.tiers().lower(program);
            assertNull(program.lowered());
        }
    }

    @Test
    void autoWaitsForLaunches() throws InterruptedException {
        List<Program> asked = new ArrayList<>();
        SectionCompiler compiler = new FakeCompiler((program, section) -> {
            asked.add(program);
            return new SectionCompiler.Result.Refused("only counted");
        });
        TierSettings settings = TierSettings.of(TierPolicy.AUTO);
        try (Tiers tiers = tiers(settings, compiler)) {
            TieredProgram program = tiers.open(made("add", 1, 4, 5).program());
            for (int i = 1; i < settings.launches(); i++) {
                tiers.launched(program);
            }
            // The queue has one thread: were the program in it, it would be done before this one.
            tiers.lower(tiers.open(made("softmax", 1, 4, 5).program()));
            assertEquals(1, asked.size());
            tiers.launched(program);
            tiers.lower(tiers.open(made("softmax", 1, 4, 5).program()));
            assertEquals(2, asked.size());
        }
    }

    @Test
    void failuresAreCountedAndLeaveTheInterpreter() throws InterruptedException {
        for (Error error : List.of(new VerifyError("made up"), new NoClassDefFoundError("made up"))) {
            SectionCompiler compiler = new FakeCompiler((program, section) -> {
                throw error;
            });
            try (Tiers tiers = tiers(EAGER, compiler)) {
                TieredProgram program = tiers.open(made("add", 1, 4, 5).program());
                tiers.lower(program);
                assertNull(program.lowered());
                assertEquals(1, tiers.counters().rejected());
            }
        }
    }

    /** The indices that a section computes are made for its own sizes: code is not at fault if they are outside in a trial. */
    @Test
    void codeWhoseLookUpsCannotBeTriedIsUsed() throws InterruptedException {
        SectionCompiler compiler = new FakeCompiler((program, section) -> new SectionCompiler.Result.Made(
                (long[] numbers,
                        Object[] arrays,
                        int[] offsets,
                        double[] scalars,
                        Scratch scratch,
                        long from,
                        long to) -> {
                    throw new IndexOutOfBoundsException("index -1 is outside 0..2");
                },
                "Fake",
                0));
        try (Tiers tiers = tiers(EAGER, compiler)) {
            TieredProgram program = tiers.open(made("add", 1, 4, 5).program());
            tiers.lower(program);
            assertNotNull(program.lowered());
            assertEquals(0, tiers.counters().rejected());
        }
    }

    @Test
    void codeThatFailsLaterIsTakenAway() throws InterruptedException {
        Operators.Specialised made = made("add", 1, 4, 5);
        boolean[] broken = {false};
        SectionCompiler compiler = new FakeCompiler((program, section) -> new SectionCompiler.Result.Made(
                (long[] numbers,
                        Object[] arrays,
                        int[] offsets,
                        double[] scalars,
                        Scratch scratch,
                        long from,
                        long to) -> {
                    if (broken[0]) {
                        throw new ArrayIndexOutOfBoundsException("made up");
                    }
                },
                "Fake",
                0));
        try (Tiers tiers = tiers(EAGER, compiler)) {
            TieredProgram program = tiers.open(made.program());
            tiers.lower(program);
            assertNotNull(program.lowered());
            broken[0] = true;
            tiers.failed(program, program.lowered().code(0), new ArrayIndexOutOfBoundsException("made up"));
            assertNull(program.lowered());
            assertEquals(0, tiers.counters().classes());
        }
    }

    @Test
    void theCacheOfStructuresIsBounded() throws InterruptedException {
        SectionCompiler compiler = new AsmSectionCompiler(Emitter.SCALAR);
        try (Tiers tiers = tiers(EAGER.withStructures(2), compiler)) {
            TieredProgram first = tiers.open(made("add", 1, 4, 5).program());
            tiers.lower(first);
            for (String operator : List.of("swiglu", "softmax", "layer_norm", "sum_rows")) {
                tiers.lower(tiers.open(made(operator, 1, 4, 5).program()));
            }
            assertEquals(2, tiers.counters().classes());
            // the machine's own thread may make a class again that was evicted, so there can be more
            assertTrue(
                    tiers.counters().evicted() >= 3,
                    () -> "evicted " + tiers.counters().evicted());
            assertNotNull(first.lowered(), "a program keeps its code");
        }
    }

    @Test
    void callersMayComeWhileCodeIsPublished() throws Exception {
        Operators.Specialised made = made("softmax", 1, 400, 131);
        Execution expected = new Execution(made.program(), made.scalars(), 3);
        expected.interpret();
        try (Npu npu = new Npu(MACHINE, EAGER);
                ExecutorService callers = Executors.newFixedThreadPool(4)) {
            TieredProgram program = npu.tiers().open(made.program());
            List<Future<Execution>> runs = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                runs.add(callers.submit(() -> {
                    Execution run = expected.again();
                    Binding[] bindings = Arrays.stream(run.arrays)
                            .map(array -> new Binding(array, Execution.OFFSET, null))
                            .toArray(Binding[]::new);
                    for (int i = 0; i < 50; i++) {
                        npu.run(program, bindings, made.scalars());
                    }
                    return run;
                }));
            }
            for (Future<Execution> run : runs) {
                run.get().assertSame(expected, "concurrent");
            }
            npu.tiers().lower(program);
            assertNotNull(program.lowered());
        }
    }

    /** A back end made of one function. */
    private record FakeCompiler(Function function) implements SectionCompiler {
        interface Function {
            Result compile(Program program, int section);
        }

        @Override
        public String description() {
            return "fake";
        }

        @Override
        public Result compile(Program program, int section) {
            return function.compile(program, section);
        }
    }
}
