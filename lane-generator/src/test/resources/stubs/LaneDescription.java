package org.jdvm.exec.lane;

@interface LaneDescription {
    Class<? extends Enum<?>> value();

    @interface Scalar {}
}
