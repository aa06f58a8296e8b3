package org.jdvm.onnx;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An input or output of a model.
 *
 * @param name its name
 * @param type the name of its element type in the standard, such as {@code float} or {@code int64}; empty if the file does not say it
 * @param dims its sizes: numbers, names of sizes that calls choose, or {@code _} for one without a name; null if the file does not say the rank
 */
public record OnnxInfo(String name, String type, @Nullable List<String> dims) {
    /** {@return name, type and sizes, as in {@code input_ids: int64[batch, sequence]}} */
    @Override
    public String toString() {
        return name + ": " + (type.isEmpty() ? "?" : type) + (dims == null ? "" : dims.toString());
    }
}
