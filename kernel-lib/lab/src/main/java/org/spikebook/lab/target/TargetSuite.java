package org.spikebook.lab.target;

import java.util.Map;

/** Computes our values for the targets of one paper. Nothing in it knows the paper's values. */
interface TargetSuite {

    /** Short name of the paper, as in {@link org.spikebook.lab.paper.Paper#named}. */
    String paper();

    /** What to compute, by target id, in the order of the rows. */
    Map<String, Computation> computations();

    /** Computes all cases of one target. */
    interface Computation {

        /** Our value of each case: a {@code Number}, a {@code String}, or a {@link Target.Open}. */
        Map<String, Object> run();
    }
}
