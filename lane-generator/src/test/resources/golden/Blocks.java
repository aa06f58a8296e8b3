package org.jdvm.exec.gemm;

@ProductBlocks(value = {6, 2}, pitch = 2064)
final class Blocks {
    private Blocks() {}
}
