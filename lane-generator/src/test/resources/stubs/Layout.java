package org.jdvm.exec.lane;

final class Layout {
    static final int BYTES = 16;

    private Layout() {}
}
