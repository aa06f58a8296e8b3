package org.jdvm.exec.gemm;

@interface ProductBlocks {
    int[] packed();

    int[] direct();
}
