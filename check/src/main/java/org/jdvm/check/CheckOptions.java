package org.jdvm.check;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jdvm.annotations.DType;

/**
 * What is checked, and with how many cases.
 *
 * @param stages the stages
 * @param types the element types
 * @param deep true for many more cases
 * @param seed decides all that is random
 */
public record CheckOptions(Set<Stage> stages, Set<DType> types, boolean deep, long seed) {
    private static final int DEEP = 10;

    /** Copies the sets. */
    public CheckOptions {
        stages = Set.copyOf(stages);
        types = Set.copyOf(types);
    }

    /** {@return all stages and types, with few cases} */
    public static CheckOptions usual() {
        return new CheckOptions(EnumSet.allOf(Stage.class), Set.of(DType.values()), false, 1);
    }

    /** {@return these options with many more cases} */
    public CheckOptions deeper() {
        return new CheckOptions(stages, types, true, seed);
    }

    int cases(Stage stage) {
        return stage.cases() * (deep ? DEEP : 1);
    }

    /** The command that repeats one line of the result. */
    String command(String operation, DType type, Stage stage) {
        List<String> words = List.of(
                "./jdvm check", operation, "--type", type.toString(), "--stage", stage.toString(), "--seed", "" + seed);
        return String.join(" ", words) + (deep ? " --deep" : "");
    }
}
