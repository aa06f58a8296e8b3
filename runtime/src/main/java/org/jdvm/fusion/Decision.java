package org.jdvm.fusion;

import org.jdvm.ir.Node;

/**
 * What a rule said about computing a node inside a kernel that uses it.
 *
 * @param node the node
 * @param kernel the number of the kernel in its plan
 * @param rule the name of the rule
 * @param fused true if the node became part of the kernel
 * @param reason why
 */
public record Decision(Node node, int kernel, String rule, boolean fused, String reason) {}
