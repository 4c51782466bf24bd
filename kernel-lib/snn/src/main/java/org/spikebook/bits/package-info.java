/**
 * Bit budgets of quantised spiking networks (Shen et al., "Are Conventional SNNs Really Efficient?", CVPR 2024, arXiv 2311.10802): how bits are
 * split between time steps, weights and spikes, and what a split costs on a network.
 *
 * <pre>{@code
 * var cost = BitBudget.of(4, 2, 1).on(Networks.spikformerCifar(4, 384));
 * cost.sAce(Counting.MAIN_PATH);                               // binary multiplications, dense
 * cost.nsAce(Counting.MAIN_PATH, 0.27);                        // of which spikes cause so many
 * cost.words();                                                // weights in 16-bit words
 * List<BitBudget> splits = Allocation.search(16).weightBits(1, 8).splits();
 * }</pre>
 */
package org.spikebook.bits;
