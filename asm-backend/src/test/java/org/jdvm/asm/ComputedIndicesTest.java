package org.jdvm.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.List;
import org.jdvm.annotations.Coordinates;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Interpolation;
import org.jdvm.bytecode.Program;
import org.jdvm.exec.Npu;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Shape;
import org.jdvm.ir.TensorMethods;
import org.jdvm.ir.Value;
import org.jdvm.machine.NpuSpec;
import org.jdvm.machine.TierPolicy;
import org.jdvm.machine.TierSettings;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;
import org.jdvm.symbolic.Dim;
import org.jdvm.tier.TieredProgram;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Look-ups at indices that are computed from those of axes are tried out inside their axes, and become classes. */
class ComputedIndicesTest {
    private static final NpuSpec MACHINE = NpuSpec.host(1);

    private static Program program(String method, int axis, int rows, int columns) {
        GraphBuilder builder = new GraphBuilder(method);
        Shape shape = Shape.of(Dim.symbol("R"), Dim.symbol("C"));
        Value x = builder.input(new TensorParameter("x", DType.F32, shape, false));
        List<?> arguments = switch (method) {
            case "flip" -> List.of(Dim.of(axis));
            case "roll" -> List.of(Dim.of(axis), Dim.of(2));
            case "resize" -> List.of(Dim.of(axis), Dim.symbol("R"), Interpolation.LINEAR, Coordinates.HALF_PIXEL);
            default -> List.of(Dim.of(axis), Dim.of(3), Dim.of(2));
        };
        Value moved = (Value) new TensorMethods(builder).call(method, x, arguments);
        Template template = new Template(Planner.plan(builder.build(List.of(moved))));
        long[] environment =
                template.binder().bind(new int[][] {{rows, columns}}, new int[][] {{columns, 1}}, new double[0]);
        return new Specializer(MACHINE).specialize(template, environment);
    }

    @ParameterizedTest
    @CsvSource({
        "flip, 0",
        "flip, 1",
        "roll, 0",
        "roll, 1",
        "padEdge, 0",
        "padEdge, 1",
        "padReflect, 0",
        "padReflect, 1",
        "padWrap, 0",
        "padWrap, 1",
        "resize, 0",
        "resize, 1"
    })
    void becomeClasses(String method, int axis) throws InterruptedException {
        for (int[] sizes : new int[][] {{7, 5}, {40, 300}, {1000, 33}}) {
            try (Npu npu =
                    new Npu(MACHINE, TierSettings.of(TierPolicy.EAGER_COMPILE).unmeasured())) {
                TieredProgram program = npu.tiers().open(program(method, axis, sizes[0], sizes[1]));
                npu.tiers().lower(program);
                assertNotNull(program.lowered(), method + " " + sizes[0]);
                assertEquals(0, npu.tiers().counters().rejected(), method + " " + sizes[0]);
            }
        }
    }
}
