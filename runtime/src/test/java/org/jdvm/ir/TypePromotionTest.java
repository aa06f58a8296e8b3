package org.jdvm.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No operand is converted silently: the error names the cast, and with it the call works. */
class TypePromotionTest {
    @ParameterizedTest
    @CsvSource({
        "F32, I32, F32, the second one",
        "I32, F32, F32, the first one",
        "F32, F16, F32, the second one",
        "F16, BF16, F32, both",
        "F32, BOOL, F32, the second one",
        "F32, I64, F32, the second one",
        "I8, I32, I32, the first one",
        "I32, I64, I64, the first one",
        "U8, I8, I16, both",
        "U8, I16, I16, the first one",
        "U8, U16, U16, the first one",
        "I8, U16, I32, both",
        "U16, I16, I32, both",
        "U16, I32, I32, the first one",
        "F16, U8, F16, the second one",
        "BF16, I8, BF16, the second one",
        "F16, I16, F32, both",
        "I32, BOOL, I32, the second one",
        "U8, BOOL, U8, the second one",
    })
    void theErrorNamesTheCast(DType a, DType b, DType common, String which) {
        String message = assertThrows(
                        JdvmException.class, () -> Tensor.zeros(a, 2).eq(Tensor.zeros(b, 2)))
                .getMessage();
        assertEquals(
                "eq: the operands are %s and %s; cast %s: cast(DType.%s)".formatted(a, b, which, common.name()),
                message);
    }

    @Test
    void theCastIsRight() {
        for (DType a : DType.values()) {
            for (DType b : DType.values()) {
                DType common = TypePromotion.common(a, b);
                assertEquals(common, TypePromotion.common(b, a));
                Tensor x = Tensor.zeros(a, 2).cast(common);
                Tensor y = Tensor.zeros(b, 2).cast(common);
                assertEquals(2, x.eq(y).cast(DType.I32).sum(0).toLongArray()[0]);
                if (!common.isFloat()) {
                    for (DType type : List.of(a, b)) {
                        for (long number : new long[] {type.least(), type.most()}) {
                            assertEquals(number, common.wrap(number));
                        }
                    }
                }
            }
        }
    }
}
