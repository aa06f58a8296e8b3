package org.jdvm.nativetiles;

import com.google.auto.service.AutoService;
import org.jdvm.exec.gemm.IntegerTilesProvider;

/** Offers kernels of machine code where the host can run them, native access is enabled, and they pass their tests. */
@AutoService(IntegerTilesProvider.class)
public final class NativeTilesProvider implements IntegerTilesProvider {
    /** Nothing is done yet: {@link #offer} is what takes time. */
    public NativeTilesProvider() {}

    @Override
    public Offer offer() {
        return offer(HostReport.read());
    }

    /** What is offered on a host. */
    static Offer offer(HostReport report) {
        VectorWidth width = report.width();
        if (width == null) {
            return new Offer.Refused(report.refusal());
        }
        VnniTiles tiles = VnniTiles.write(width);
        TileSelfTest.run(tiles);
        return new Offer.Ready(tiles, tiles.toString());
    }
}
