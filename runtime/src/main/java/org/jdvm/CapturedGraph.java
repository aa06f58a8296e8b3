package org.jdvm;

import java.util.List;
import java.util.function.Consumer;
import org.jdvm.capture.ArrayMemory;
import org.jdvm.capture.Capture;
import org.jdvm.capture.Contents;
import org.jdvm.capture.GraphAssembler;
import org.jdvm.capture.Leaf;
import org.jdvm.capture.Recorded;
import org.jdvm.capture.Signature;
import org.jdvm.capture.Source;
import org.jdvm.capture.Structure;
import org.jspecify.annotations.Nullable;

/**
 * A captured graph as a template: computes every capture of its structure. It learns which intermediate results are needed later,
 * and keeps these from then on.
 */
final class CapturedGraph implements Structure {
    /** Which intermediate results were missed; null before the first run. Guarded by this. */
    private boolean @Nullable [] missed;

    private volatile @Nullable Compiled compiled;

    private record Compiled(GraphAssembler.Assembled assembled, OperatorTemplate template, boolean[] kept) {}

    @Override
    public synchronized void keep(int position) {
        if (missed != null) {
            missed[position] = true;
        }
    }

    void run(Dvm dvm, String reason, Capture capture, Signature signature, boolean[] asked) {
        Compiled known = compiled;
        boolean isNew = known == null || !covers(known.kept());
        if (isNew) {
            known = compile(dvm, capture, asked);
        }
        Consumer<String> trace = dvm.debugging().trace();
        if (trace != null) {
            trace.accept(describe(reason, isNew, known, capture));
        }
        double[] scalars = known.assembled().scalars(signature);
        List<Source> inputs = capture.inputs();
        Tensor[] arguments = new Tensor[inputs.size()];
        int begun = 0;
        Tensor[] results;
        try {
            for (; begun < arguments.length; begun++) {
                arguments[begun] = begin(leaf(inputs.get(begun)));
            }
            results = known.template().callAll(dvm, arguments, scalars);
        } finally {
            for (int input = 0; input < begun; input++) {
                leaf(inputs.get(input)).memory().endReading();
            }
        }
        int result = 0;
        for (int node = 0; node < known.kept().length; node++) {
            if (known.kept()[node]) {
                capture.nodes().get(node).complete(results[result++].storage().memory());
            }
        }
        capture.computed(this, known.kept());
    }

    private synchronized boolean covers(boolean[] kept) {
        boolean[] wanted = missed;
        for (int node = 0; wanted != null && node < kept.length; node++) {
            if (wanted[node] && !kept[node]) {
                return false;
            }
        }
        return true;
    }

    private synchronized Compiled compile(Dvm dvm, Capture capture, boolean[] asked) {
        boolean[] wanted = missed;
        if (wanted == null) {
            wanted = new boolean[asked.length];
            missed = wanted;
        }
        boolean[] kept = asked.clone();
        for (int node = 0; node < kept.length; node++) {
            kept[node] |= wanted[node];
        }
        forget(dvm);
        String name = kept.length == 1 ? capture.nodes().getFirst().method().toString() : "recorded";
        GraphAssembler.Assembled assembled = GraphAssembler.assemble(name, capture, kept);
        Compiled made = new Compiled(assembled, OperatorTemplate.of(assembled.graph()), kept);
        compiled = made;
        return made;
    }

    void forget(Dvm dvm) {
        Compiled known = compiled;
        if (known != null) {
            dvm.forget(known.template());
        }
    }

    private static Leaf leaf(Source input) {
        return switch (input) {
            case Leaf leaf -> leaf;
            case Recorded recorded -> {
                Leaf result = recorded.result();
                if (result == null) {
                    throw new IllegalStateException("not computed: " + recorded);
                }
                yield result;
            }
        };
    }

    private static Tensor begin(Leaf leaf) {
        ArrayMemory memory = leaf.memory().beginReading(leaf.version());
        return new Tensor(leaf.type(), leaf.dims(), new Contents(memory, true), leaf.offset(), leaf.strides(), null);
    }

    private static String describe(String reason, boolean isNew, Compiled compiled, Capture capture) {
        StringBuilder text = new StringBuilder();
        text.append("flush of ")
                .append(capture.nodes().size())
                .append(" operations because ")
                .append(reason)
                .append(isNew ? "; not seen before\n" : "; seen before\n");
        text.append(compiled.assembled().graph()).append('\n');
        text.append("cut into ")
                .append(compiled.template().plan().kernels().size())
                .append(" kernels:\n")
                .append(compiled.template().plan());
        return text.toString();
    }
}
