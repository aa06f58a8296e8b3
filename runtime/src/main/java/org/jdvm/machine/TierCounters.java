package org.jdvm.machine;

/**
 * What lowering has done so far.
 *
 * @param classes classes in use: structures of sections that have code
 * @param made classes made and accepted so far
 * @param refused structures that the back end leaves to the interpreter
 * @param rejected structures whose code failed, was slower than the interpreter or did not become steady
 * @param evicted structures forgotten because there were too many
 * @param programs programs with at least one section that has code
 */
public record TierCounters(int classes, long made, long refused, long rejected, long evicted, long programs) {}
