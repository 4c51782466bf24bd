package org.spikebook.accelerator.xpike;

/**
 * Area of an Xpikeformer chip, in mm².
 *
 * @param periphery periphery and interconnect of the arrays
 * @param arrays synaptic arrays of blocks and embedding
 * @param attention cells of as many tiles as there are heads; layers take turns on them
 */
public record ChipArea(double periphery, double arrays, double attention) {

    /** Sum in mm². */
    public double total() {
        return periphery + arrays + attention;
    }
}
