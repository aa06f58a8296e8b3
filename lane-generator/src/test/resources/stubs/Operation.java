package org.jdvm.npu;

enum Operation {
    HALVED,
    SIN,
    WRAPPED_SUM,
    POW,
    LT,
    IS_ODD,
    DIV,
    THREE,
    MIXED,
    OTHER_RESULT
}
