package org.jdvm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.text.Disassembler;
import org.jdvm.call.GivenSizes;
import org.jdvm.call.PlannedOperator;
import org.jdvm.exec.gemm.FoundTiles;
import org.jdvm.front.DiagnosticCode;
import org.jdvm.fusion.MissedFusion;
import org.jdvm.fusion.Summary;
import org.jdvm.ir.Node;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.SlowLayout;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;

/**
 * How an operator is computed at given sizes: its graph, the kernels with the reasons for them, and the bytecode, as text.
 *
 * @param graph the operator after all passes
 * @param operations the number of its operations
 * @param kernels the number of kernels that they are cut into
 * @param intermediates tensors that operations hand to each other
 * @param stored how many of these reach memory
 * @param missed those that reach memory although they could be computed where they are used, a line each with the reason
 * @param plan the kernels and the decisions
 * @param guards what the sizes decided: which plan, how each kernel runs through its rows, which tensors
 *     its tiles move in pieces
 * @param words the number of words of the bytecode
 * @param program the bytecode, as {@code run-program} reads it
 * @param bytesUnfused bytes moved if each operation were a separate kernel
 * @param bytesFused bytes that the kernels move
 * @param specialiseNanos how long specialising took, in nanoseconds
 */
public record Explanation(
        String graph,
        int operations,
        int kernels,
        int intermediates,
        int stored,
        List<String> missed,
        String plan,
        List<String> guards,
        int words,
        String program,
        long bytesUnfused,
        long bytesFused,
        long specialiseNanos) {

    static Explanation of(PlannedOperator operator, Map<String, Long> sizes, NpuSpec machine) {
        Template template = operator.template();
        long[] environment = GivenSizes.bind(template, sizes);
        Specializer specializer = new Specializer(machine);
        specializer.specialize(template, environment);
        long start = System.nanoTime();
        Program specialised = specializer.specialize(template, environment);
        long nanos = System.nanoTime() - start;
        Program program = specialised.withSizes(symbol -> template.value(symbol, environment));
        Summary summary = Summary.of(template.plan());
        return new Explanation(
                template.graph().toString(),
                summary.operations(),
                summary.kernels(),
                summary.intermediates(),
                summary.stored(),
                MissedFusion.of(template.plan(), operator.source()).stream()
                        .map(miss -> miss.description() + ": " + miss.reason())
                        .toList(),
                template.plan().toString(),
                decided(specializer, template, environment),
                program.words().length,
                Disassembler.print(program),
                summary.bytesUnfused().evaluate(sizes::get),
                summary.bytesFused().evaluate(sizes::get),
                nanos);
    }

    private static List<String> decided(Specializer specializer, Template template, long[] environment) {
        List<String> lines = new ArrayList<>(specializer.guards(template, environment));
        for (SlowLayout slow : specializer.slowLayouts(template, environment)) {
            lines.add(DiagnosticCode.SLOW_LAYOUT.text(
                    template.graph().name(), slow.kernel(), slow.tensor(), slow.bytesApart(), slow.axis()));
        }
        boolean hasIntegerProducts = template.graph().nodes().stream()
                .filter(node -> node instanceof Node.Matmul)
                .anyMatch(node -> node.result().type() == DType.I32);
        if (hasIntegerProducts) {
            lines.add(FoundTiles.description());
        }
        return List.copyOf(lines);
    }

    /** {@return all of it as text, in sections} */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add("== graph");
        lines.add(graph.strip());
        lines.add("");
        lines.add("== kernels: %d operations in %d %s, 1 launch"
                .formatted(operations, kernels, kernels == 1 ? "kernel" : "kernels"));
        lines.add(plan.strip());
        lines.add("%d of %d intermediate tensors in memory".formatted(stored, intermediates));
        missed.forEach(miss -> lines.add("not fused: " + miss));
        lines.add("");
        lines.add("== decided by these sizes");
        lines.addAll(guards);
        lines.add("");
        lines.add("== bytecode: %d words, specialised in %.1f us".formatted(words, specialiseNanos / 1e3));
        lines.add(program.strip());
        lines.add("");
        lines.add("== memory traffic: %,d bytes unfused, %,d bytes fused".formatted(bytesUnfused, bytesFused));
        return String.join("\n", lines) + "\n";
    }
}
