package org.jdvm;

/**
 * The different elements of a tensor, from {@link Tensor#unique}.
 *
 * @param values each element once, ascending, {@code [n]}; NaN, which is larger than all numbers, is one element
 * @param first i64 {@code [n]}: the index of the first one of each, counted in row-major order
 * @param inverse i64, one for each element of the tensor in row-major order: which of the values it is
 * @param counts i64 {@code [n]}: how often each occurs
 */
public record UniqueElements(Tensor values, Tensor first, Tensor inverse, Tensor counts) {}
