package org.spikebook.bits;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.spikebook.network.Network;

/**
 * How the bits of a quantised spiking network are spent: on time steps T, on weights b_w and on spikes b_s (Shen et al., CVPR 2024,
 * arXiv 2311.10802). The bit budget is their product,
 *
 * <pre>{@code
 * BB = T * b_w * b_s        (eq. 4)
 * }</pre>
 *
 * the binary multiplications that one connection of the network takes. Written b_w/b_s/T as in the paper's tables: {@code 16/1/4} is
 * a network of 16-bit weights ("FP", BF16) and binary spikes over 4 steps.
 *
 * <pre>{@code
 * var split = BitBudget.of(4, 2, 1);
 * split.budget();                                   // 8
 * BitCost cost = split.on(Networks.resNet34());
 * cost.sAce(Counting.MAIN_PATH);                    // n * BB, in binary multiplications
 * }</pre>
 *
 * @param weightBits width of a weight b_w, 1..32
 * @param spikeBits width of a spike b_s, 1..16
 * @param steps time steps T, 1 or more
 * @param inputBits bits of one value of the network's input: 8 for pixels, 0 where spikes enter (of the network's spike bits, at every step)
 * @param stemEveryStep whether a first layer that takes pixels is computed at each of T identical steps; else once
 * @param layers layers with bits of their own, by name
 */
public record BitBudget(int weightBits, int spikeBits, int steps, int inputBits, boolean stemEveryStep, Map<String, LayerBits> layers) {

    /**
     * Bits of one layer.
     *
     * @param weightBits width of its weights, 1..32
     * @param spikeBits width of the spikes that enter it, 1..16
     */
    public record LayerBits(int weightBits, int spikeBits) {

        public LayerBits {
            within("weight bits", weightBits, 1, 32);
            within("spike bits", spikeBits, 1, 16);
        }
    }

    public BitBudget {
        within("weight bits", weightBits, 1, 32);
        within("spike bits", spikeBits, 1, 16);
        within("time steps", steps, 1, Integer.MAX_VALUE);
        within("input bits", inputBits, 0, 32);
        layers = Collections.unmodifiableMap(new TreeMap<>(layers));
    }

    private static void within(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("bit budget: " + what + " must be " + (most == Integer.MAX_VALUE ? "at least " + least
                    : "in " + least + ".." + most) + ", but was " + value + ".");
        }
    }

    /**
     * A split for pixels of 8 bits.
     *
     * @param weightBits width of a weight b_w, 1..32; 16 for a network that is not quantised
     * @param spikeBits width of a spike b_s, 1..16
     * @param steps time steps T, 1 or more
     */
    public static BitBudget of(int weightBits, int spikeBits, int steps) {
        return new BitBudget(weightBits, spikeBits, steps, 8, false, Map.of());
    }

    /** A split from its text, {@code b_w/b_s/T}, for example {@code "16/1/4"}. */
    public static BitBudget parse(String text) {
        String[] parts = text.strip().split("/");
        try {
            if (parts.length == 3) {
                return of(Integer.parseInt(parts[0].strip()), Integer.parseInt(parts[1].strip()), Integer.parseInt(parts[2].strip()));
            }
        } catch (NumberFormatException e) {
            // the message below says what is wrong
        }
        throw new IllegalArgumentException("bit budget: must be three whole numbers b_w/b_s/T, but was '" + text + "'. Maybe \"16/1/4\".");
    }

    /** Width of a weight b_w, 1..32. */
    public BitBudget weightBits(int bits) {
        return new BitBudget(bits, spikeBits, steps, inputBits, stemEveryStep, layers);
    }

    /** Width of a spike b_s, 1..16. */
    public BitBudget spikeBits(int bits) {
        return new BitBudget(weightBits, bits, steps, inputBits, stemEveryStep, layers);
    }

    /** Time steps T, 1 or more. */
    public BitBudget steps(int steps) {
        return new BitBudget(weightBits, spikeBits, steps, inputBits, stemEveryStep, layers);
    }

    /** Bits of one input value, 1..32: 8 for the pixels of an image, which are no spikes. */
    public BitBudget inputBits(int bits) {
        within("input bits", bits, 1, 32);
        return new BitBudget(weightBits, spikeBits, steps, bits, stemEveryStep, layers);
    }

    /** Spikes enter the network, as from an event camera: the first layer is one like the others. */
    public BitBudget spikeInput() {
        return new BitBudget(weightBits, spikeBits, steps, 0, stemEveryStep, layers);
    }

    /** Charges a first layer that takes pixels at every step instead of once. */
    public BitBudget stemEveryStep(boolean every) {
        return new BitBudget(weightBits, spikeBits, steps, inputBits, every, layers);
    }

    /**
     * Bits of one layer.
     *
     * @param name name of the layer
     * @param weightBits width of its weights, 1..32
     * @param spikeBits width of the spikes that enter it, 1..16
     */
    public BitBudget layer(String name, int weightBits, int spikeBits) {
        var more = new TreeMap<>(layers);
        more.put(name, new LayerBits(weightBits, spikeBits));
        return new BitBudget(this.weightBits, this.spikeBits, steps, inputBits, stemEveryStep, more);
    }

    /** The bit budget BB = T b_w b_s (eq. 4) of the layers without bits of their own. */
    public long budget() {
        return (long) steps * weightBits * spikeBits;
    }

    /** The bit budget of one layer. */
    public long budget(String layer) {
        LayerBits bits = bits(layer);
        return (long) steps * bits.weightBits * bits.spikeBits;
    }

    /** Binary slices of an activation, b_s T: what a bit-serial machine works through one after the other. */
    public long slices() {
        return (long) steps * spikeBits;
    }

    /** Bits of a layer: its own where it has some, else the network's. */
    public LayerBits bits(String layer) {
        return layers.getOrDefault(layer, new LayerBits(weightBits, spikeBits));
    }

    /**
     * What this split costs on a network; geometry alone is needed.
     *
     * @throws IllegalArgumentException if a layer with bits of its own is not in the network; the message names the nearest
     */
    public BitCost on(Network network) {
        return BitCost.of(this, network);
    }

    /** {@code b_w/b_s/T}, with the layers that differ. */
    @Override
    public String toString() {
        var text = new StringBuilder().append(weightBits).append('/').append(spikeBits).append('/').append(steps);
        layers.forEach((name, bits) -> text.append(", ").append(name).append(' ').append(bits.weightBits).append('/').append(bits.spikeBits));
        return text.toString();
    }
}
