package org.jdvm.asm;

import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.LaneType;

/**
 * A part of the core's scratch memory that holds a value of a frame between sweeps.
 *
 * @param number distinguishes it
 * @param extent which elements it has
 * @param lane their type
 */
record Storage(int number, Extent extent, LaneType lane) {}
