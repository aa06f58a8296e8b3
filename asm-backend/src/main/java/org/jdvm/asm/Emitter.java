package org.jdvm.asm;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Which kind of loops this back end writes.
 *
 * @param lanes elements of 32 bits in a vector, or 1 for loops over single elements
 * @param description the kind and why, in a line
 */
record Emitter(int lanes, String description) {
    private static final Logger LOG = System.getLogger(Emitter.class.getName());

    static final Emitter SCALAR = new Emitter(1, "scalar loops");

    /** Vector code if the module of the Vector API is there. The library for its functions does not matter: none of them are used. */
    static Emitter forThisMachine() {
        return Found.HERE;
    }

    /** Loaded when it is first needed, so that the choice is logged once. */
    private static final class Found {
        static final Emitter HERE = logged(find());

        private static Emitter logged(Emitter found) {
            LOG.log(Level.INFO, () -> "hot bytecode becomes " + found.description());
            return found;
        }
    }

    private static Emitter find() {
        boolean readable = ModuleLayer.boot()
                .findModule("jdk.incubator.vector")
                .map(vectors -> Emitter.class.getModule().canRead(vectors))
                .orElse(false);
        if (!readable) {
            return new Emitter(1, "scalar loops: jdk.incubator.vector is not among the modules");
        }
        int lanes = VectorFunctions.F32.length();
        if (lanes < 4) {
            return new Emitter(1, "scalar loops: vectors have only " + lanes + " lanes of 32 bits");
        }
        return new Emitter(lanes, "vectors of " + lanes + " lanes of 32 bits");
    }

    /** How the loops of a section compute: as vectors if all of its nodes can. */
    LaneCode lanesFor(Section section) {
        if (lanes == 1) {
            return ScalarLanes.INSTANCE;
        }
        VectorLanes vectors = new VectorLanes(lanes);
        for (LaneNode node : section.nodes()) {
            String refusal = node.isInLoop() ? vectors.refusal(node) : null;
            if (refusal != null) {
                LOG.log(Level.DEBUG, () -> "scalar loops: " + refusal);
                return ScalarLanes.INSTANCE;
            }
        }
        return vectors;
    }
}
