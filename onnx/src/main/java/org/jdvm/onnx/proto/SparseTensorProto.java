package org.jdvm.onnx.proto;

import org.jspecify.annotations.Nullable;

/**
 * A tensor of which only elements other than zero are stored.
 *
 * @param values these elements; its name is that of the tensor
 * @param indices where they are: positions in row-major order, or one row of indices for each
 * @param dims the sizes of the tensor
 */
public record SparseTensorProto(
        @Nullable TensorProto values, @Nullable TensorProto indices, long[] dims) {
    static SparseTensorProto read(Wire in) {
        TensorProto values = null;
        TensorProto indices = null;
        PackedNumbers dims = new PackedNumbers();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> values = TensorProto.read(in.message());
                case 2 -> indices = TensorProto.read(in.message());
                case 3 -> in.integers(dims::add);
                default -> in.skip();
            }
        }
        return new SparseTensorProto(values, indices, dims.toArray());
    }
}
