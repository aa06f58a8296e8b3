package org.jdvm.exec.gemm;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jdvm.machine.Tuning;
import org.jdvm.machine.Tuning.Choice;
import org.jspecify.annotations.Nullable;

/** The ways that were chosen in this process so far, and those that were found before and kept in a file. */
public final class Ways {
    private static final Map<String, Choice> FOUND = new ConcurrentHashMap<>();

    /** Read when the first product is computed. */
    private static final class Before {
        static final @Nullable String SETTING = System.getProperty(Tuning.PROPERTY);
        static final Map<String, Choice> KNOWN = known(SETTING);
    }

    private Ways() {}

    /** {@return true if nothing is to be chosen} */
    static boolean isOff() {
        return Tuning.OFF.equals(Before.SETTING);
    }

    /** {@return what was found for a class of work by an earlier process; null if nothing is known} */
    static @Nullable Choice before(Supplier<String> name) {
        return Before.KNOWN.isEmpty() ? null : Before.KNOWN.get(name.get());
    }

    /** Remembers what was found. */
    static void found(String name, Choice choice) {
        FOUND.put(name, choice);
    }

    /** {@return what is known: from before, or found in this process} */
    public static Map<String, Choice> all() {
        Map<String, Choice> all = new TreeMap<>(Before.KNOWN);
        all.putAll(FOUND);
        return all;
    }

    private static Map<String, Choice> known(@Nullable String setting) {
        if (Tuning.OFF.equals(setting)) {
            return Map.of();
        }
        // The name of the file takes longer to find out than most processes have for their first product.
        if (setting == null && !Files.isDirectory(Tuning.defaultFolder())) {
            return Map.of();
        }
        Path file = setting == null ? Tuning.defaultFile() : Path.of(setting);
        if (setting == null && !Files.exists(file)) {
            return Map.of();
        }
        try {
            Tuning tuning = Tuning.read(file);
            String difference = tuning.difference();
            if (difference.isEmpty()) {
                return tuning.choices();
            }
            ignore(file, "it is of another host: " + difference);
        } catch (IOException e) {
            ignore(file, e.getMessage());
        }
        return Map.of();
    }

    private static void ignore(Path file, @Nullable String reason) {
        System.getLogger(Ways.class.getName())
                .log(Level.WARNING, "the choices in %s are ignored, and made anew: %s".formatted(file, reason));
    }
}
