package org.jdvm.bytecode;

/** What a field of an instruction holds. */
public sealed interface FieldValue permits SourceOperand, Address, Immediate, WindowMap, Frame {}
