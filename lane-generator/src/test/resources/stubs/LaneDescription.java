package org.jdvm.npu;

@interface LaneDescription {
    Class<? extends Enum<?>> value();

    @interface Scalar {}
}
