package org.jdvm.exec.lane;

public final class Layout {
    public static final int BYTES = 16;
    public static final int COUNT = 4;

    private Layout() {}
}
