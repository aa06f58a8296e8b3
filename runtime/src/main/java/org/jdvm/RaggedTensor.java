package org.jdvm;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdvm.lazy.LazyTensor;
import org.jdvm.lazy.RaggedArgument;
import org.jdvm.storage.StridedArrays;
import org.jdvm.storage.TensorData;
import org.jspecify.annotations.Nullable;

/**
 * Sequences of different lengths, a batch without padding: one after the other along the first dim of one tensor, or each in a separate
 * tensor ({@link #view}).
 *
 * <p>What is done to each row alone is done to all of them at once on {@link #values}, and put back by {@link #withValues}. What
 * mixes the rows of a sequence (attention, a mean) is an operator with {@link org.jdvm.annotations.Operator#ragged ragged} sizes: it
 * takes ragged tensors and runs for every sequence in one call.
 */
public final class RaggedTensor implements TensorArgument {
    private static final int SHOWN = 8;

    /** All sequences one after the other; null if each is in a separate tensor. */
    private final @Nullable Tensor packed;

    /** The sequences, if each is in a separate tensor. */
    private final List<Tensor> separate;

    private final int[] offsets;

    private RaggedTensor(Tensor packed, int[] offsets) {
        this.packed = packed;
        this.separate = List.of();
        this.offsets = offsets;
    }

    private RaggedTensor(List<Tensor> separate, int[] offsets) {
        this.packed = null;
        this.separate = separate;
        this.offsets = offsets;
    }

    /**
     * {@return sequences of given lengths}
     *
     * @param values all of them, one after the other along the first dim
     * @param lengths the length of each
     * @throws IllegalArgumentException if a length is negative, or their sum is not the first dim of the values
     */
    public static RaggedTensor of(Tensor values, int... lengths) {
        TensorData.given("RaggedTensor.of", "the list of lengths", lengths);
        int[] offsets = new int[lengths.length + 1];
        long sum = 0;
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] < 0) {
                throw new JdvmException("RaggedTensor.of: sequence %d has the length %d".formatted(i, lengths[i]));
            }
            sum += lengths[i];
            offsets[i + 1] = (int) Math.min(sum, Integer.MAX_VALUE);
        }
        int rows = rows("RaggedTensor.of", values);
        if (sum != rows) {
            throw new JdvmException(
                    "RaggedTensor.of: the lengths of %d sequences add up to %d, but the values %s have %d in dim 0"
                            .formatted(lengths.length, sum, Arrays.toString(values.sizes()), rows));
        }
        return new RaggedTensor(values, offsets);
    }

    /**
     * {@return sequences that begin at given rows}
     *
     * @param values all sequences, one after the other along the first dim
     * @param offsets the first row of each sequence, followed by the number of rows
     * @throws IllegalArgumentException if the offsets do not begin with 0, descend, or do not end with the first dim of the values
     */
    public static RaggedTensor ofOffsets(Tensor values, int... offsets) {
        TensorData.given("RaggedTensor.ofOffsets", "the list of offsets", offsets);
        int rows = rows("RaggedTensor.ofOffsets", values);
        if (offsets.length == 0 || offsets[0] != 0 || offsets[offsets.length - 1] != rows) {
            throw new JdvmException(
                    "RaggedTensor.ofOffsets: offsets go from 0 to %d, the first dim of the values %s, but these are %s"
                            .formatted(rows, Arrays.toString(values.sizes()), shown(offsets)));
        }
        for (int i = 1; i < offsets.length; i++) {
            if (offsets[i] < offsets[i - 1]) {
                throw new JdvmException("RaggedTensor.ofOffsets: offset %d is %d, less than %d before it"
                        .formatted(i, offsets[i], offsets[i - 1]));
            }
        }
        return new RaggedTensor(values, offsets.clone());
    }

    /**
     * {@return copies of some tensors, one after the other}
     *
     * @param sequences at least one tensor, all of one type and, but for the first dim, of the same sizes
     * @throws IllegalArgumentException if there is none or they do not fit each other
     */
    public static RaggedTensor of(List<Tensor> sequences) {
        RaggedTensor view = separate("RaggedTensor.of", sequences);
        return new RaggedTensor(view.pack("RaggedTensor.of"), view.offsets);
    }

    /**
     * {@return some tensors as the sequences of a batch, where they are}
     *
     * <p>Nothing is copied: a call of an operator for each sequence reads the tensors themselves. {@link #values} makes a copy.
     *
     * @param sequences at least one tensor, all of one type and, but for the first dim, of the same sizes
     * @throws IllegalArgumentException if there is none or they do not fit each other
     */
    public static RaggedTensor view(List<Tensor> sequences) {
        return separate("RaggedTensor.view", sequences);
    }

    private static RaggedTensor separate(String what, List<Tensor> sequences) {
        TensorData.given(what, "the list of sequences", sequences);
        if (sequences.isEmpty()) {
            throw new JdvmException(
                    what + ": the list is empty, which leaves type and sizes open; give values without rows");
        }
        Tensor first = sequences.getFirst();
        int[] offsets = new int[sequences.size() + 1];
        long sum = 0;
        for (int i = 0; i < sequences.size(); i++) {
            Tensor sequence = sequences.get(i);
            sum += rows(what + ": sequence " + i, sequence);
            offsets[i + 1] = (int) Math.min(sum, Integer.MAX_VALUE);
            if (sequence.type() != first.type() || !Arrays.equals(rest(sequence), rest(first))) {
                throw new JdvmException("%s: sequence %d is %s%s, but sequence 0 is %s%s; only dim 0 may differ"
                        .formatted(
                                what,
                                i,
                                sequence.type(),
                                Arrays.toString(sequence.sizes()),
                                first.type(),
                                Arrays.toString(first.sizes())));
            }
        }
        return new RaggedTensor(List.copyOf(sequences), offsets);
    }

    private Tensor pack(String what) {
        Tensor first = separate.getFirst();
        int[] dims = first.dims();
        dims[0] = offsets[count()];
        Object array = TensorData.allocate(first.type(), TensorData.elements(what, dims));
        int at = 0;
        for (Tensor sequence : separate) {
            LazyTensor.Storage from = sequence.lazy().storage();
            int[] sizes = sequence.sizes();
            StridedArrays.copy(
                    from.array(), from.offset(), from.strides(), array, at, StridedArrays.contiguous(sizes), sizes);
            at += sequence.size();
        }
        return new Tensor(LazyTensor.over(first.type(), array, false, dims));
    }

    private static int rows(String what, @Nullable Tensor values) {
        if (values == null) {
            throw new JdvmException(what + ": the tensor is null");
        }
        if (values.rank() == 0) {
            throw new JdvmException(what + ": the tensor has rank 0, but sequences need a first dim");
        }
        return values.dim(0);
    }

    private static int[] rest(Tensor tensor) {
        return Arrays.copyOfRange(tensor.sizes(), 1, tensor.rank());
    }

    /** {@return the rows of all sequences, one after the other; of sequences in separate tensors a copy, made at each call} */
    public Tensor values() {
        return packed == null ? pack("RaggedTensor.values") : packed;
    }

    /**
     * {@return the same sequences with other values}
     *
     * @param other the same number of rows
     * @throws IllegalArgumentException if there is another number of rows
     */
    public RaggedTensor withValues(Tensor other) {
        int rows = rows("RaggedTensor.withValues", other);
        int own = offsets[count()];
        if (rows != own) {
            throw new JdvmException("RaggedTensor.withValues: the values %s have %d rows, but the sequences have %d"
                    .formatted(Arrays.toString(other.sizes()), rows, own));
        }
        return new RaggedTensor(other, offsets);
    }

    /** {@return the number of sequences} */
    public int count() {
        return offsets.length - 1;
    }

    /**
     * {@return the number of rows of a sequence}
     *
     * @param index which sequence, from 0 on
     */
    public int length(int index) {
        check("length", index);
        return offsets[index + 1] - offsets[index];
    }

    /** {@return the number of rows of each sequence} */
    public int[] lengths() {
        return IntStream.range(0, count()).map(this::length).toArray();
    }

    /**
     * {@return the first row of a sequence}
     *
     * @param index which sequence, from 0 on; their number gives the end of the last one
     */
    public int offset(int index) {
        if (index != count()) {
            check("offset", index);
        }
        return offsets[index];
    }

    /**
     * {@return a view of one sequence}
     *
     * @param index which sequence, from 0 on
     */
    public Tensor sequence(int index) {
        check("sequence", index);
        return packed == null ? separate.get(index) : packed.slice(0, offsets[index], offsets[index + 1]);
    }

    /** What a call reads. */
    RaggedArgument argument() {
        return packed == null
                ? new RaggedArgument.Separate(
                        separate.stream().map(Tensor::lazy).toList())
                : new RaggedArgument.Packed(packed.lazy(), offsets);
    }

    private void check(String what, int index) {
        if (index < 0 || index >= count()) {
            throw new IndexOutOfBoundsException("RaggedTensor.%s: there is no sequence %d; there are %d, counted from 0"
                    .formatted(what, index, count()));
        }
    }

    /** {@return type, lengths and the other sizes, such as {@code f32[(7, 0, 12), 384]}} */
    @Override
    public String toString() {
        Tensor sample = packed == null ? separate.getFirst() : packed;
        StringBuilder text = new StringBuilder(sample.type() + "[(" + shown(lengths()) + ")");
        for (int size : rest(sample)) {
            text.append(", ").append(size);
        }
        return text.append("]").toString();
    }

    private static String shown(int[] numbers) {
        String text =
                Arrays.stream(numbers).limit(SHOWN).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        return numbers.length <= SHOWN ? text : text + ", ... " + (numbers.length - SHOWN) + " more";
    }
}
