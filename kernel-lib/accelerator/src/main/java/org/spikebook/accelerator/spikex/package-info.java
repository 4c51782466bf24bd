/**
 * SpikeX (arXiv 2505.12292): agile spatiotemporal dispatch and activation-induced weight tailoring on a systolic array.
 *
 * <pre>{@code
 * Accelerator chip = SpikeX.builder().array(8, 8).timeWindow(5).build();
 * Accelerator temporal = SpikeX.builder().dispatch(SpikeX.Dispatch.TEMPORAL).build();
 * }</pre>
 */
package org.spikebook.accelerator.spikex;
