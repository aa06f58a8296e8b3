package org.jdvm.exec.gemm;

@interface ProductBlocks {
    int[] value();

    int pitch();
}
