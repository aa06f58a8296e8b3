package org.jdvm;

/** What a tensor parameter of an operator takes when it is run for many sequences: one tensor for all of them, or one for each. */
public sealed interface TensorArgument permits Tensor, RaggedTensor {}
