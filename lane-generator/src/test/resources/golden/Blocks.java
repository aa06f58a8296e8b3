package org.jdvm.exec.gemm;

@ProductBlocks({6, 2})
final class Blocks {
    private Blocks() {}
}
