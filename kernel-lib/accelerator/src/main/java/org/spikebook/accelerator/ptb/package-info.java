/**
 * The baseline: PTB, parallel time batching (Lee, Zhang and Li, HPCA 2022), as SpikeX compares itself with it.
 *
 * <pre>{@code
 * Accelerator base = Ptb.builder().array(8, 8).timeWindow(5).build();
 * }</pre>
 */
package org.spikebook.accelerator.ptb;
