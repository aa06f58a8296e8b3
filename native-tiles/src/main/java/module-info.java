import org.jdvm.exec.gemm.IntegerTilesProvider;
import org.jdvm.nativetiles.NativeTilesProvider;

/** Products of 8-bit integers as machine code that is written at run time. */
module org.jdvm.nativetiles {
    requires org.jdvm.runtime;
    requires static org.jspecify;
    requires static com.google.auto.service;

    provides IntegerTilesProvider with
            NativeTilesProvider;
}
