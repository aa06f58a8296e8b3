package org.jdvm.processor;

import java.util.Optional;
import org.jdvm.ir.Graph;

/**
 * An operator that can be written.
 *
 * @param operator the operator
 * @param graph its graph; without, the generated class reads the body from the class file
 */
record Template(Operator operator, Optional<Graph> graph) {}
