package org.jdvm.tier;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * How background threads are made, ended and heard of. They hold nothing of the application that happened to start them: no thread
 * group, class loader, inherited variable or access context of the caller. An error in one never reaches the handler of its thread.
 */
public final class Daemon {
    private static final long MOST_MILLIS_TO_END = 1000;

    private Daemon() {}

    /**
     * {@return a thread that is not started yet}
     *
     * @param name its name
     * @param body what it does; must catch all it throws
     */
    public static Thread create(String name, Runnable body) {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        Thread thread = new Thread(group, body, name, 0, false);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Waits a moment for a thread that was told to end, so that its classes can be unloaded next.
     *
     * @param thread the thread
     */
    public static void awaitEnd(Thread thread) {
        // One that is only about to start ends by itself.
        if (thread == Thread.currentThread() || !thread.isAlive()) {
            return;
        }
        try {
            thread.join(Duration.ofMillis(MOST_MILLIS_TO_END));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** One kind of trouble in the background: the first is logged as a warning, others are only there for who debugs. */
    public static final class Trouble {
        private final Class<?> where;
        private final String what;
        private final AtomicBoolean told = new AtomicBoolean();

        /**
         * Names it.
         *
         * @param where the class in whose name it is logged
         * @param what what goes on without what failed
         */
        public Trouble(Class<?> where, String what) {
            this.where = where;
            this.what = what;
        }

        /**
         * Logs it. Never fails: there may be no memory, or the classes that log may be gone with their loader.
         *
         * @param cause what happened
         */
        public void log(Throwable cause) {
            log(() -> "", cause);
        }

        /**
         * Logs it, with what it happened to.
         *
         * @param subject what it happened to, for the message
         * @param cause what happened
         */
        public void log(Supplier<String> subject, Throwable cause) {
            try {
                boolean isFirst = told.compareAndSet(false, true);
                System.Logger logger = System.getLogger(where.getName());
                if (isFirst) {
                    // Only for a fault of the library the stack says more than the message.
                    Throwable stack = cause instanceof RuntimeException ? cause : null;
                    logger.log(Level.WARNING, what + subject.get() + ": " + cause, stack);
                } else if (logger.isLoggable(Level.DEBUG)) {
                    logger.log(Level.DEBUG, what + subject.get(), cause);
                }
            } catch (Throwable _) {
                // There is no way left to say it.
            }
        }
    }
}
