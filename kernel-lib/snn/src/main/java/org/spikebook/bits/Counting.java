package org.spikebook.bits;

/** Which multiplications of a network a cost counts. The three differ by a few up to thirty per cent, and papers seldom say which they use. */
public enum Counting {

    /**
     * Convolutions and linear layers that take spikes on the main path: no first layer that takes pixels, no shortcuts, no products of
     * the attention, no classifier.
     */
    MAIN_PATH("main path"),

    /**
     * What reproduces the printed S-ACE of every Spikformer of Shen et al. (CVPR 2024), found from their numbers:
     * {@code BB M + 1.59 M_stem (b_w + 1) T}, with M the main path, without the query, key, value and projection layers where weights are
     * quantised (b_w below 16) and T is at most 2. The factor 1.59 (b_w + 1) has no derivation. On networks without attention it is the main path,
     * as their printed numbers fit no rule exactly.
     */
    PAPER("as in the paper"),

    /**
     * Everything: the main path, the first layer at input bits x weight bits (once, or at every step), shortcuts and classifier at the
     * bits of their layers, and the products of the attention at spike bits x spike bits.
     */
    FULL("full");

    private final String words;

    Counting(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
