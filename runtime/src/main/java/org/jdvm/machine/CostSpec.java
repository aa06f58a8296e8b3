package org.jdvm.machine;

/**
 * What work costs on a machine, as data: by these numbers the specialiser chooses tiles, tasks and plans. They decide which program is made,
 * not how a program runs, but for {@link Tasks#spawn}.
 *
 * @param tasks how large tasks are
 * @param splits when reductions of few long rows are split over the cores
 * @param products the model of matrix products
 * @param bounds the largest tiles of products that are tried
 */
public record CostSpec(Tasks tasks, Splits splits, Products products, Bounds bounds) {

    /** Costs measured on x86 with AVX2 and AVX-512. */
    private static final CostSpec X86 = new CostSpec(
            new Tasks(24_000, 1024, 4096, 16, 2),
            new Splits(2, 32, 8, 4, 32),
            new Products(40_000, 200_000, 20, 100, 12, 4, 6, 60, 1000),
            new Bounds(8, 8, 6, 8, 16, 64, 4));

    /**
     * How large tasks are, in elements touched by vector instructions.
     *
     * @param spawn work below which a section stays on one core
     * @param smallest elements below which a task is not cut for the sake of more tasks
     * @param rowWise elements of a task that calls a routine for rows, where rows are shorter: what a core computes in about the time that
     *     handing it a task takes
     * @param productsPerElement multiply-adds in the time of an element
     * @param rightElement reading an element of a right operand of a product, in elements
     */
    public record Tasks(long spawn, int smallest, int rowWise, int productsPerElement, int rightElement) {
        /** Checks that sizes are positive. */
        public Tasks {
            positive("the costs of tasks", smallest, rowWise, productsPerElement, rightElement);
        }
    }

    /**
     * When reductions of few long rows are split into chunks, which are tasks.
     *
     * @param chunkTiles tiles in a chunk of a long row: enough to make up for a task, few enough to stay in the first-level cache
     * @param tiles kernels over fewer tiles than this are soon done on one core
     * @param tasks fewer tasks than this, one after the other along their rows, leave cores idle
     * @param residentTasks the same for rows that stay in the local buffer, which are read only once unless they are split
     * @param columns a task along rows that are not reduced has at least this many columns
     */
    public record Splits(int chunkTiles, int tiles, int tasks, int residentTasks, int columns) {
        /** Checks that numbers are positive. */
        public Splits {
            positive("the bounds of splits", chunkTiles, tiles, tasks, residentTasks, columns);
        }
    }

    /**
     * What the parts of matrix products cost, in multiply-adds that the machine does in the same time.
     *
     * @param task beginning a task
     * @param section a section more: its tasks begin when all cores are done with the one before
     * @param move writing an element to memory and reading it again
     * @param moveRows the same for rows of a product: the passes over them begin again, on other tiles
     * @param far reading an element of the right operand from memory
     * @param near the same for one that a task with other rows has read before
     * @param step an elementwise step or a reduction on one element of a left operand that the kernel computes, in whatever cache its rows
     *     stay
     * @param pack packing an element of queries or keys, which every segment of keys does anew
     * @param row beginning a row in a step
     */
    public record Products(
            double task,
            double section,
            double move,
            double moveRows,
            double far,
            double near,
            double step,
            double pack,
            double row) {
        /** Checks that costs are positive. */
        public Products {
            for (double cost : new double[] {task, section, move, moveRows, far, near, step, pack, row}) {
                if (!(cost > 0) || Double.isInfinite(cost)) {
                    throw new IllegalArgumentException("the costs of products must be positive, not " + cost);
                }
            }
        }
    }

    /**
     * The largest tiles of products that are tried, in blocks of the cube unit.
     *
     * @param rows rows of a product in memory
     * @param columns columns of it
     * @param operandRows rows of a left operand that the kernel computes
     * @param operandColumns columns of a product with it
     * @param onlineRows rows of an operand that is run through in segments
     * @param onlineKeys keys of a segment
     * @param farTiles how many times as high tiles may be, and as large, of a product whose right operand no cache holds: it is read from
     *     memory once for each of them
     */
    public record Bounds(
            int rows, int columns, int operandRows, int operandColumns, int onlineRows, int onlineKeys, int farTiles) {
        /** Checks that there is a tile. */
        public Bounds {
            positive(
                    "the bounds of tiles",
                    rows,
                    columns,
                    operandRows,
                    operandColumns,
                    onlineRows,
                    onlineKeys,
                    farTiles);
        }
    }

    /**
     * {@return the usual costs}
     *
     * @param spawn work below which a section stays on one core, in elements touched
     */
    public static CostSpec of(long spawn) {
        return X86.withSpawn(spawn);
    }

    /**
     * {@return these costs with another one of starting work on several cores}
     *
     * @param spawn work below which a section stays on one core, in elements touched
     */
    public CostSpec withSpawn(long spawn) {
        Tasks all =
                new Tasks(spawn, tasks.smallest(), tasks.rowWise(), tasks.productsPerElement(), tasks.rightElement());
        return new CostSpec(all, splits, products, bounds);
    }

    private static void positive(String what, int... numbers) {
        for (int number : numbers) {
            if (number < 1) {
                throw new IllegalArgumentException(what + " must be positive, not " + number);
            }
        }
    }
}
