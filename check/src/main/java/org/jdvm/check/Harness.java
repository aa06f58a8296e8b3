package org.jdvm.check;

import java.util.List;
import java.util.function.Consumer;
import org.jdvm.annotations.DType;

/**
 * Checks operations of the table. Each operation, element type and stage gives one {@link CheckResult}; equal options give equal cases, also if only
 * some of the operations are checked. It changes which routines all machines of the process use, and must be the only one at a time.
 */
public final class Harness implements AutoCloseable {
    private final List<CheckedOperation> operations = CheckedOperation.all();
    private final CheckOptions options;
    private final Runner runner = new Runner();

    /**
     * Starts the machines that operations run on.
     *
     * @param options what is checked
     */
    public Harness(CheckOptions options) {
        this.options = options;
    }

    /** {@return the names of all operations, in order} */
    public static List<String> operations() {
        return CheckedOperation.all().stream().map(CheckedOperation::name).toList();
    }

    /**
     * Checks one operation.
     *
     * @param name its name
     * @param results takes each result as soon as there is one
     * @throws IllegalArgumentException if there is no such operation
     */
    public void check(String name, Consumer<CheckResult> results) {
        CheckedOperation operation = operations.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no operation " + name));
        for (DType type : operation.types()) {
            for (Stage stage : Stage.values()) {
                if (options.types().contains(type) && options.stages().contains(stage)) {
                    results.accept(new StageRun(operation, type, stage, options, runner).run());
                }
            }
        }
    }

    /** Ends the machines. */
    @Override
    public void close() {
        runner.close();
    }
}
