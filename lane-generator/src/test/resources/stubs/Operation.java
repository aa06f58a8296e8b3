package org.jdvm.exec.lane;

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
