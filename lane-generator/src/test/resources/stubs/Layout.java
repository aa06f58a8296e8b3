package org.jdvm.npu;

final class Layout {
    static final int BYTES = 16;

    private Layout() {}
}
