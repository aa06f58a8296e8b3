package sample;

import java.util.List;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;

class Declarations {
    // MESSAGE: JDVM004 tensor 'weights.bias' of operator 'noDimsInside' has no @Dims
    record Weights(@Dims("H, H") Tensor weight, Tensor bias) {}

    record Named(@Dims("H") Tensor weight, String name) {}

    record Sized(Tensor tensor, int size) {}

    private record Hidden(@Dims("H") Tensor weight) {}

    @Operator
    // MESSAGE: JDVM001 operator 'instance' is not static
    Tensor instance(@Dims("H") Tensor x) {
        return x;
    }

    @Operator
    // MESSAGE: JDVM002 operator 'secret' is private
    private static Tensor secret(@Dims("H") Tensor x) {
        return x;
    }

    @Operator
    // MESSAGE: JDVM002 record 'Hidden' of operator 'secretRecord' is private
    static Tensor secretRecord(Hidden x) {
        return x.weight;
    }

    private static class Inner {
        @Operator
        // MESSAGE: JDVM002 class 'Inner' of operator 'inner' is private
        static Tensor inner(@Dims("H") Tensor x) {
            return x;
        }
    }

    @Operator
    // MESSAGE: JDVM003 operator 'generic' has type parameters
    static <T> Tensor generic(@Dims("H") Tensor x) {
        return x;
    }

    @Operator
    // MESSAGE: JDVM004 tensor 'y' of operator 'noDims' has no @Dims; state its sizes
    static Tensor noDims(@Dims("H") Tensor x, Tensor y) {
        return x.add(y);
    }

    @Operator
    static Tensor noDimsInside(@Dims("H") Tensor x, Weights weights) {
        return x;
    }

    @Operator
    // MESSAGE: JDVM005 'flag' of operator 'parameterTypes' is a boolean
    // MESSAGE: JDVM005 'name' of operator 'parameterTypes' is a java.lang.String
    // MESSAGE: JDVM005 'all' of operator 'parameterTypes' is a org.jdvm.Tensor[]
    // MESSAGE: JDVM005 'boxed' of operator 'parameterTypes' is a java.lang.Integer
    static Tensor parameterTypes(boolean flag, String name, @Dims("H") Tensor x, Tensor[] all, Integer boxed) {
        return x;
    }

    @Operator
    // MESSAGE: JDVM006 operator 'numbers' returns int
    static int numbers(@Dims("H") Tensor x) {
        return x.dim(0);
    }

    @Operator
    // MESSAGE: JDVM006 operator 'list' returns java.util.List<org.jdvm.Tensor>
    static List<Tensor> list(@Dims("H") Tensor x) {
        return List.of(x);
    }

    @Operator
    // MESSAGE: JDVM006 operator 'sized' returns int
    static Sized sized(@Dims("H") Tensor x) {
        return new Sized(x, 1);
    }

    @Operator
    // MESSAGE: JDVM007 @Dims of 'x' cannot be read: expected a number, a name or '(' but found the end
    static Tensor syntax(@Dims("T, H +") Tensor x) {
        return x;
    }

    @Operator
    // MESSAGE: JDVM007 @Dims of 'x' cannot be read: ... may only be the first entry of "T, ..."
    static Tensor dots(@Dims("T, ...") Tensor x) {
        return x;
    }

    @Operator
    // MESSAGE: JDVM007 @Dims of 'x' cannot be read: ... may only be the first entry of "2*..., H", as it is
    static Tensor dotsInside(@Dims("2*..., H") Tensor x) {
        return x;
    }

    @Operator
    // MESSAGE: JDVM008 @Where cannot be read: ... in "... > 2" is not a size, but any number of them
    @Where("... > 2")
    static Tensor dotsAsSize(@Dims("..., H") Tensor x) {
        return x;
    }

    @Operator
    // MESSAGE: JDVM009 @Dims of 'y' names 'x.dim0', which is not a size of operator 'madeName'
    static Tensor madeName(@Dims("_") Tensor x, @Dims("x.dim0") Tensor y) {
        return x;
    }

    @Operator
    // MESSAGE: JDVM007 @Dims of 'x' cannot be read: a size is missing in "T, , H"
    static Tensor missing(@Dims("T, , H") Tensor x) {
        return x;
    }

    @Operator
    // MESSAGE: JDVM007 @Dims of 'x' cannot be read: a size cannot be -1
    static Tensor negative(@Dims("T, -1") Tensor x) {
        return x;
    }

    @Operator
    // MESSAGE: JDVM008 @Where cannot be read: expected a relation (==, !=, <, <=, > or >=)
    @Where("H")
    static Tensor noRelation(@Dims("H") Tensor x) {
        return x;
    }

    @Operator
    // MESSAGE: JDVM009 @Where("K > 1") names 'K', which is not a size of operator 'unknown'; its sizes are heads, H
    @Where("K > 1")
    static Tensor unknown(@Dims("H") Tensor x, int heads) {
        return x;
    }

    @Operator
    // MESSAGE: JDVM009 @Dims of the result names 'K', which is not a size of operator 'unknownResult'; its sizes are H
    @Dims("K + 1")
    static Tensor unknownResult(@Dims("H") Tensor x) {
        return x;
    }

    @Operator
    // MESSAGE: JDVM010 the size 'A' cannot be found from the arguments: it only occurs in A*B
    static Tensor undetermined(@Dims("A*B") Tensor x) {
        return x;
    }

    @Operator
    // MESSAGE: JDVM011 @Where("H < 0") cannot hold: H < 0 is never true
    @Where("H < 0")
    static Tensor impossible(@Dims("H") Tensor x) {
        return x;
    }

    @Operator
    @Where("H == 8")
    // MESSAGE: JDVM011 @Where("H > 9") cannot hold: H == 8 (@Where("H == 8"))
    @Where("H > 9")
    static Tensor contradiction(@Dims("H") Tensor x) {
        return x;
    }

    @Operator
    // MESSAGE: JDVM012 the result is declared as [T], but the body computes [T, H]: 1 and 2 dims
    @Dims("T")
    static Tensor resultRank(@Dims("T, H") Tensor x) {
        return x;
    }

    @Operator
    // MESSAGE: JDVM012 the result is declared as [T, H + 1], but the body computes [T, H]: in dim 1 H + 1 is never H
    @Dims("T, H + 1")
    static Tensor resultSize(@Dims("T, H") Tensor x) {
        return x;
    }

    @Operator
    // MESSAGE: JDVM013 the result is declared as f16, but the body computes f32
    @Dims(value = "T", dtype = DType.F16)
    static Tensor resultType(@Dims("T") Tensor x) {
        return x;
    }

    @Operator
    // MESSAGE: JDVM014 'eps' has @Dims, but it is a float
    static Tensor dimsOnNumber(@Dims("T") Tensor x, @Dims("T") float eps) {
        return x;
    }

    @Operator
    // MESSAGE: JDVM006 operator 'nothing' returns void
    static void nothing(@Dims("T") Tensor x) {}
}
