package org.spikebook.accelerator.xpike;

/**
 * Time of one inference on Xpikeformer.
 *
 * @param attentionClocks clocks of the attention engine, {@code L (2 dK T + N)}: layers one after the other, heads side by side
 * @param arrayClocks clocks in which arrays compute, {@code N T}: one for a token and step, since the layers of a phase are pipelined
 * @param peripheryClocks clocks of decoders, switches, buffers and routing
 * @param clockMegahertz clock in MHz
 */
public record ChipLatency(double attentionClocks, double arrayClocks, double peripheryClocks, double clockMegahertz) {

    /** Clocks in all. */
    public double clocks() {
        return attentionClocks + arrayClocks + peripheryClocks;
    }

    /** Time in ms. */
    public double milliseconds() {
        return clocks() / clockMegahertz / 1000;
    }

    /** Share of the attention engine, 0..1. */
    public double attentionShare() {
        return attentionClocks / clocks();
    }

    /** Share of the arrays, 0..1. */
    public double arrayShare() {
        return arrayClocks / clocks();
    }

    /** Share of the periphery, 0..1. */
    public double peripheryShare() {
        return peripheryClocks / clocks();
    }
}
