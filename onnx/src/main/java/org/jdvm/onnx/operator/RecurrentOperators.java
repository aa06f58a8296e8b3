package org.jdvm.onnx.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.onnx.value.OnnxValue;
import org.jspecify.annotations.Nullable;

/** Recurrent layers: LSTM, GRU and a plain one, in both directions. */
final class RecurrentOperators {
    private RecurrentOperators() {}

    static void addTo(OperatorTable table) {
        table.addAll("LSTM", 1, call -> new Layer(call, 4, List.of("Sigmoid", "Tanh", "Tanh")).run());
        table.addAll("GRU", 1, call -> new Layer(call, 3, List.of("Sigmoid", "Tanh")).run());
        table.addAll("RNN", 1, call -> new Layer(call, 1, List.of("Tanh")).run());
    }

    /** One call of a layer. */
    private static final class Layer {
        final NodeCall call;
        final int gates;
        final int hidden;
        final int batch;
        final int steps;
        final boolean isBatchFirst;
        final Tensor x;
        final List<String> functions;
        final int directions;

        Layer(NodeCall call, int gates, List<String> defaults) {
            this.call = call;
            this.gates = gates;
            this.isBatchFirst = call.i("layout", 0) != 0;
            this.x = isBatchFirst ? call.t(0).permute(1, 0, 2) : call.t(0);
            this.steps = x.dim(0);
            this.batch = x.dim(1);
            this.hidden = call.in(2).dim(2);
            this.directions = call.in(1).dim(0);
            List<String> given = call.ss("activations");
            List<String> all = new ArrayList<>();
            for (int i = 0; i < directions; i++) {
                all.addAll(defaults);
            }
            this.functions = given == null || given.isEmpty() ? all : given;
            if (functions.size() != all.size()) {
                throw new JdvmException(
                        "attribute activations has %d names; %d are expected".formatted(functions.size(), all.size()));
            }
        }

        OnnxValue[] run() {
            boolean isReverse = call.s("direction", "forward").equals("reverse");
            List<Tensor> outputs = new ArrayList<>();
            List<Tensor> lasts = new ArrayList<>();
            List<Tensor> cells = new ArrayList<>();
            for (int direction = 0; direction < directions; direction++) {
                run(direction, isReverse || direction == 1, outputs, lasts, cells);
            }
            Tensor all = Tensor.concat(1, outputs.toArray(Tensor[]::new));
            Tensor last = Tensor.concat(0, lasts.toArray(Tensor[]::new));
            Tensor cell = gates == 4 ? Tensor.concat(0, cells.toArray(Tensor[]::new)) : last;
            if (isBatchFirst) {
                all = all.permute(2, 0, 1, 3);
                last = last.permute(1, 0, 2);
                cell = cell.permute(1, 0, 2);
            }
            return gates == 4
                    ? new OnnxValue[] {call.same(all), call.same(last), call.same(cell)}
                    : new OnnxValue[] {call.same(all), call.same(last)};
        }

        private Tensor weight(int input, int direction) {
            return call.t(input).slice(0, direction, direction + 1).squeeze(0);
        }

        private Tensor state(int input, int direction) {
            if (!call.has(input)) {
                return Tensor.zeros(DType.F32, batch, hidden).cast(x.type());
            }
            Tensor state = isBatchFirst ? call.t(input).permute(1, 0, 2) : call.t(input);
            return state.slice(0, direction, direction + 1).squeeze(0);
        }

        private void run(
                int direction, boolean isBackward, List<Tensor> outputs, List<Tensor> lasts, List<Tensor> cells) {
            Tensor inputWeight = weight(1, direction);
            Tensor recurrence = weight(2, direction).transpose();
            Tensor inputBias = null;
            Tensor hiddenBias = null;
            if (call.has(3)) {
                Tensor bias = weight(3, direction);
                inputBias = bias.slice(0, 0, gates * hidden);
                hiddenBias = bias.slice(0, gates * hidden, 2 * gates * hidden);
            }
            long @Nullable [] lengths = call.has(4) ? call.in(4).longs() : null;
            // One product for all steps; only what depends on the step before is computed in order.
            Tensor projected = x.matmul(inputWeight.transpose());
            projected = inputBias == null ? projected : projected.add(inputBias);
            Tensor h = state(5, direction);
            Tensor c = gates == 4 ? state(6, direction) : h;
            Tensor peepholes = gates == 4 && call.has(7) ? weight(7, direction) : null;
            Tensor[] results = new Tensor[steps];
            for (int step = 0; step < steps; step++) {
                int at = isBackward ? steps - 1 - step : step;
                Tensor in = projected.slice(0, at, at + 1).squeeze(0);
                Tensor[] next = switch (gates) {
                    case 4 -> lstm(direction, in, h, c, recurrence, hiddenBias, peepholes);
                    case 3 -> gru(direction, in, h, recurrence, hiddenBias);
                    default -> plain(direction, in, h, recurrence, hiddenBias);
                };
                Tensor newH = next[0];
                Tensor newC = next[next.length - 1];
                if (lengths != null) {
                    Tensor isInside = inside(lengths, at);
                    results[at] = isInside.select(newH, newH.mul(0));
                    h = isInside.select(newH, h);
                    c = isInside.select(newC, c);
                } else {
                    results[at] = newH;
                    h = newH;
                    c = newC;
                }
                if (step % 16 == 15) {
                    Tensor.compute(h, c, results[at]);
                }
            }
            for (int i = 0; i < steps; i++) {
                results[i] = results[i].reshape(1, 1, batch, hidden);
            }
            outputs.add(Tensor.concat(0, results));
            lasts.add(h.expandDims(0));
            cells.add(c.expandDims(0));
        }

        private Tensor inside(long[] lengths, int at) {
            boolean[] inside = new boolean[batch];
            for (int i = 0; i < batch; i++) {
                inside[i] = at < lengths[i];
            }
            return Tensor.of(inside, batch, 1).broadcastTo(batch, hidden);
        }

        private Tensor gate(Tensor all, int gate) {
            return all.slice(-1, gate * hidden, (gate + 1) * hidden);
        }

        private Tensor clipped(Tensor t) {
            double limit = call.f("clip", 0);
            return limit > 0 ? t.clamp(-limit, limit) : t;
        }

        private Tensor[] lstm(
                int direction,
                Tensor in,
                Tensor h,
                Tensor c,
                Tensor recurrence,
                @Nullable Tensor bias,
                @Nullable Tensor peepholes) {
            Tensor all = in.add(h.matmul(recurrence));
            all = bias == null ? all : all.add(bias);
            Tensor i = gate(all, 0);
            Tensor o = gate(all, 1);
            Tensor f = gate(all, 2);
            if (peepholes != null) {
                i = i.add(peepholes.slice(0, 0, hidden).mul(c));
                f = f.add(peepholes.slice(0, 2 * hidden, 3 * hidden).mul(c));
            }
            int first = direction * 3;
            i = apply(first, clipped(i));
            f = call.i("input_forget", 0) != 0 ? i.rsub(1) : apply(first, clipped(f));
            Tensor newC = f.mul(c).add(i.mul(apply(first + 1, clipped(gate(all, 3)))));
            if (peepholes != null) {
                o = o.add(peepholes.slice(0, hidden, 2 * hidden).mul(newC));
            }
            o = apply(first, clipped(o));
            return new Tensor[] {o.mul(apply(first + 2, newC)), newC};
        }

        private Tensor[] gru(int direction, Tensor in, Tensor h, Tensor recurrence, @Nullable Tensor bias) {
            int first = direction * 2;
            Tensor gates = h.matmul(recurrence.slice(1, 0, 2 * hidden));
            gates = bias == null ? gates : gates.add(bias.slice(0, 0, 2 * hidden));
            Tensor z = apply(first, clipped(gate(in, 0).add(gate(gates, 0))));
            Tensor r = apply(first, clipped(gate(in, 1).add(gate(gates, 1))));
            Tensor weight = recurrence.slice(1, 2 * hidden, 3 * hidden);
            Tensor ownBias = bias == null ? null : bias.slice(0, 2 * hidden, 3 * hidden);
            Tensor memory;
            if (call.i("linear_before_reset", 0) != 0) {
                Tensor product = h.matmul(weight);
                memory = r.mul(ownBias == null ? product : product.add(ownBias));
            } else {
                Tensor product = r.mul(h).matmul(weight);
                memory = ownBias == null ? product : product.add(ownBias);
            }
            Tensor candidate = apply(first + 1, clipped(gate(in, 2).add(memory)));
            return new Tensor[] {z.rsub(1).mul(candidate).add(z.mul(h))};
        }

        private Tensor[] plain(int direction, Tensor in, Tensor h, Tensor recurrence, @Nullable Tensor bias) {
            Tensor sum = in.add(h.matmul(recurrence));
            return new Tensor[] {apply(direction, clipped(bias == null ? sum : sum.add(bias)))};
        }

        private Tensor apply(int function, Tensor t) {
            float[] alphas = call.fs("activation_alpha");
            float[] betas = call.fs("activation_beta");
            String name = functions.get(function);
            double alpha = alphas != null && function < alphas.length ? alphas[function] : Double.NaN;
            double beta = betas != null && function < betas.length ? betas[function] : Double.NaN;
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "sigmoid" -> t.sigmoid();
                case "tanh" -> t.tanh();
                case "relu" -> t.relu();
                case "affine" -> t.mul(or(alpha, 1)).add(or(beta, 0));
                case "leakyrelu" -> t.leakyRelu(or(alpha, 0.01f));
                case "thresholdedrelu" -> t.gt(or(alpha, 1)).select(t, 0);
                case "scaledtanh" -> t.mul(or(beta, 1)).tanh().mul(or(alpha, 1));
                case "hardsigmoid" -> t.hardSigmoid(or(alpha, 0.2f), or(beta, 0.5f));
                case "elu" -> t.elu(or(alpha, 1));
                case "softsign" -> t.softsign();
                case "softplus" -> t.softplus();
                default -> throw NodeCall.unsupported("activation '" + name + "'");
            };
        }

        private static double or(double value, double absent) {
            return Double.isNaN(value) ? absent : value;
        }
    }
}
