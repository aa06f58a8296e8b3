package generated.own;

import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Classes of the package that are called like those of which the generated class consists. */
final class OwnClasses {
    private OwnClasses() {}

    record Object(@Dims("H") org.jdvm.Tensor x, @Dims("H") org.jdvm.Tensor y) {}

    @Operator
    static org.jdvm.Tensor object(Object object) {
        return object.x().add(object.y());
    }

    @Operator
    static org.jdvm.Tensor tensor(Tensor tensor, float number) {
        return tensor.value().mul(number);
    }

    @Operator
    static Dvm dvm(@Dims("H") org.jdvm.Tensor Dvm, List org) {
        return new Dvm(Dvm, org.value());
    }

    @Operator(ragged = "T")
    @Dims("T, H")
    static org.jdvm.Tensor rows(@Dims("T, H") org.jdvm.Tensor rows) {
        return rows.softmax(0);
    }
}

record Tensor(@Dims("H") org.jdvm.Tensor value) {}

record Dvm(org.jdvm.Tensor first, org.jdvm.Tensor second) {}

record List(@Dims("H") org.jdvm.Tensor value) {}

final class OperatorTemplate {
    private OperatorTemplate() {}

    @Operator
    static org.jdvm.Tensor object(@Dims("H") org.jdvm.Tensor x) {
        return x.neg();
    }
}

class Objects {}

class String {}

class Map {}

@interface Override {}

@interface SuppressWarnings {}

@interface Deprecated {}

class NullPointerException {}

class RaggedTensor {}
