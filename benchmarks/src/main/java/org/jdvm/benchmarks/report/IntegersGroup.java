package org.jdvm.benchmarks.report;

import java.util.List;
import org.jdvm.benchmarks.report.Group.Minutes;
import org.jdvm.benchmarks.report.Group.Program;
import org.jdvm.benchmarks.report.Group.Table;
import org.jdvm.benchmarks.report.Group.Unit;

/** The group of products of 8-bit integers. */
final class IntegersGroup {
    private IntegersGroup() {}

    static Group group() {
        return new Group(
                "integers",
                "Products of 8-bit integers",
                new Minutes(10, 25),
                List.of(
                        new Program(IntegerModels.class),
                        new Program(IntegerProducts.class),
                        new Program(IntegerAccuracy.class)),
                List.of(
                        models("One text, by its length in tokens", "tokens", "model", "tokens"),
                        models("200 texts of mixed lengths, one at a time", "stream", "model"),
                        models("A batch of 32 texts of mixed lengths", "batch", "model"),
                        products("Dense layers with quantising and bias", "time", Unit.US)
                                .operations(IntegersGroup::operations)
                                .ratio("native tiles", "java code"),
                        products("The same as rates", "rate", Unit.GOPS),
                        Table.times(
                                "Products of blocks in the first-level cache by native tiles, the peak above",
                                Groups.INTEGER_PEAK,
                                Unit.GOPS,
                                "threads"),
                        Table.times("Vectors of passages", "IntegerAccuracy", Unit.NUMBER, "model")
                                .columns("figure")));
    }

    private static Table models(String title, String part, String... rows) {
        return Table.compared(title, "IntegerModels." + part, Unit.MS, rows);
    }

    private static Table products(String title, String part, Unit unit) {
        return Table.times(title, "IntegerProducts." + part, unit, "rows", "depth", "columns")
                .columns("threads", "way");
    }

    /** {@return operations of a layer} */
    static double operations(Result result) {
        return 2
                * Double.parseDouble(result.param("rows"))
                * Double.parseDouble(result.param("depth"))
                * Double.parseDouble(result.param("columns"));
    }
}
