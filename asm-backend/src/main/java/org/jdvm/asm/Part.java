package org.jdvm.asm;

import java.util.List;

/** A part of a section's body. */
sealed interface Part {
    /**
     * Nodes that are executed one after the other.
     *
     * @param nodes the nodes
     */
    record Straight(List<LaneNode> nodes) implements Part {
        /** Copies the nodes. */
        public Straight {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * A loop that is run through index by index.
     *
     * @param axis its axis
     * @param body what is repeated
     */
    record Repeat(int axis, List<Part> body) implements Part {
        /** Copies the body. */
        public Repeat {
            body = List.copyOf(body);
        }
    }
}
