package org.jdvm.exec.gemm;

@ProductBlocks(
        packed = {6, 2},
        direct = {2})
final class Blocks {
    private Blocks() {}
}
