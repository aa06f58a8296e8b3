package generated;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Operators and parameters with the names of what the generated class consists of. */
public final class Parameters {
    private Parameters() {}

    /** Numbers. */
    public record Objects(@Dims("H") Tensor List, float String) {}

    /** Tensors. */
    public record Pair(Tensor first, Tensor second) {}

    @Operator
    public static Tensor w(@Dims("H") Tensor X, @Dims("H") Tensor W) {
        return X.mul(W);
    }

    /**
     * Two machines.
     *
     * @param Dvm the first
     * @param org the second
     * @return the sum
     */
    @Operator
    public static Tensor machine(@Dims("H") Tensor Dvm, @Dims("H") Tensor org) {
        return Dvm.add(org);
    }

    @Operator
    public static Tensor names(
            @Dims("H") Tensor Tensor,
            @Dims("H") Tensor OperatorTemplate,
            @Dims("H") Tensor Parameters,
            Objects Objects,
            float NullPointerException,
            double String) {
        return Tensor.add(OperatorTemplate)
                .add(Parameters)
                .add(Objects.List())
                .mul(NullPointerException)
                .mul((float) String);
    }

    @Operator
    public static Pair pair(@Dims("H") Tensor results, @Dims("H") Tensor result, @Dims("H") Tensor dvm) {
        return new Pair(results.sub(result), dvm);
    }

    @Operator
    public static Tensor template(@Dims("H") Tensor TEMPLATE, @Dims("H") Tensor TEMPLATE_2) {
        return TEMPLATE.sub(TEMPLATE_2);
    }

    @Operator
    public static Tensor Template(@Dims("H") Tensor x) {
        return x.neg();
    }

    @Operator
    public static Tensor template_2(@Dims("H") Tensor x) {
        return x.neg();
    }

    @Operator
    public static Tensor template(@Dims("H") Tensor x) {
        return x;
    }

    @Operator
    public static Tensor of(@Dims("H") Tensor dvm, @Dims("H") Tensor result) {
        return dvm.sub(result);
    }

    @Operator
    public static Tensor hashCode(@Dims("H") Tensor x, int java) {
        return x.mul(java);
    }

    @Operator
    public static Tensor templates(@Dims("H") Tensor templates) {
        return templates.neg();
    }

    @Operator
    public static Tensor parameters(@Dims("H") Tensor x) {
        return x;
    }

    @Operator
    public static Tensor parse(@Dims("H") Tensor parse, @Dims("H") Tensor call) {
        return parse.add(call);
    }

    @Operator(ragged = "T")
    @Dims("T, H")
    public static Tensor rows(@Dims("T, H") Tensor Dvm, @Dims("T, H") Tensor RaggedTensor, @Dims("H") Tensor ROWS) {
        return Dvm.softmax(0).add(RaggedTensor).mul(ROWS);
    }

    @Operator(dynamic = true)
    @SafeVarargs
    public static <T> T first(@Dims("H") Tensor x, T Parameters, T... FIRST) {
        return Parameters;
    }
}
