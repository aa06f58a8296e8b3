package org.jdvm.machine;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** When sections become JVM classes. No call ever waits for one under any policy. */
public enum TierPolicy {
    /** Never. */
    INTERPRET,
    /** Once a program has been launched often enough. */
    AUTO,
    /** As soon as there is a program. */
    EAGER_COMPILE;

    /** The system property that sets the policy of machines that are not given one. */
    public static final String PROPERTY = "jdvm.tier";

    /**
     * {@return the policy that the system property asks for, {@link #AUTO} by default}
     *
     * @throws IllegalArgumentException if the property has another value
     */
    public static TierPolicy fromProperty() {
        String text = System.getProperty(PROPERTY);
        if (text == null) {
            return AUTO;
        }
        for (TierPolicy policy : values()) {
            if (policy.toString().equals(text)) {
                return policy;
            }
        }
        throw new IllegalArgumentException("-D%s=%s: expected %s"
                .formatted(
                        PROPERTY,
                        text,
                        Arrays.stream(values()).map(TierPolicy::toString).collect(Collectors.joining(", "))));
    }

    /** {@return the name as it is written in the system property} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
