package org.jdvm;

import java.util.Arrays;
import org.jdvm.capture.Recorded;

/**
 * Where an operation was recorded that failed when it was computed: suppressed in the exception, with the stack of the recording. Only
 * with {@link Dvm#origins}.
 */
public final class RecordedHere extends RuntimeException {
    private static final long serialVersionUID = 1;

    RecordedHere(Recorded operation) {
        super(operation + " was recorded here");
        StackTraceElement[] stack = getStackTrace();
        int first = 0;
        while (first < stack.length
                && stack[first].getClassName().startsWith("org.jdvm.")
                && isLibrary(stack[first].getClassName())) {
            first++;
        }
        setStackTrace(Arrays.copyOfRange(stack, Math.min(first, stack.length), stack.length));
    }

    private static boolean isLibrary(String className) {
        return className.equals(Tensor.class.getName())
                || className.equals(Recorder.class.getName())
                || className.equals(Debugging.class.getName())
                || className.equals(Dvm.class.getName())
                || className.equals(TensorViews.class.getName())
                || className.equals(InPlace.class.getName())
                || className.equals(OperatorTemplate.class.getName())
                || className.equals(RecordedHere.class.getName());
    }
}
