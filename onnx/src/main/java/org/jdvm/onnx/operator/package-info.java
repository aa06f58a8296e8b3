/** What each operator of ONNX is in operations of the engine: tables of rows, one file for each family. */
@NullMarked
package org.jdvm.onnx.operator;

import org.jspecify.annotations.NullMarked;
