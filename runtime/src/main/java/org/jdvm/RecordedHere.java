package org.jdvm;

import java.util.Arrays;

/**
 * Where an operation was recorded that failed when it was computed: suppressed in the exception, with the stack of the recording. Only
 * with {@link Dvm#origins}.
 */
public final class RecordedHere extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Notes where it is called, without the frames of this library.
     *
     * @param operation the operation, its type and sizes
     */
    public RecordedHere(String operation) {
        super(operation + " was recorded here");
        StackTraceElement[] stack = getStackTrace();
        int first = 0;
        while (first < stack.length && isLibrary(stack[first].getClassName())) {
            first++;
        }
        setStackTrace(Arrays.copyOfRange(stack, Math.min(first, stack.length), stack.length));
    }

    private static boolean isLibrary(String className) {
        return className.startsWith("org.jdvm.lazy.")
                || className.equals(Tensor.class.getName())
                || className.equals(RaggedTensor.class.getName())
                || className.equals(OperatorTemplate.class.getName())
                || className.equals(RecordedHere.class.getName());
    }
}
