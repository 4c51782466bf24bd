package org.spikebook.accelerator;

import java.util.Objects;

/**
 * A part of a chip whose accesses or operations are counted. The constants are those of a systolic accelerator; an accelerator
 * with other parts makes its own.
 *
 * @param name short name as in the papers' figures, also the key in technology files
 */
public record Component(String name) implements Comparable<Component> {

    /** Off-chip memory. */
    public static final Component DRAM = new Component("DRAM");
    /** Global buffer, shared by the array. */
    public static final Component GLB = new Component("GLB");
    /** Local buffer at the array's edge. */
    public static final Component LBUF = new Component("LBUF");
    /** Register file (scratchpad) in a processing element. */
    public static final Component RF = new Component("RF");
    /** Accumulators, neuron update and threshold in the processing elements. */
    public static final Component ALU = new Component("ALU");

    public Component {
        Objects.requireNonNull(name, "name");
        if (name.isBlank()) {
            throw new IllegalArgumentException("component name must not be blank");
        }
    }

    @Override
    public int compareTo(Component other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
