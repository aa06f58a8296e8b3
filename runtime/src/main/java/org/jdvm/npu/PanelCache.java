package org.jdvm.npu;

/** The packed matrix panels of one memory whose contents never change. */
public final class PanelCache {}
