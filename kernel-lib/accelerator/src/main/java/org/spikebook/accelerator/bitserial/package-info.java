/**
 * The bit-serial FPGA accelerator of the bit-budget paper (Shen et al., CVPR 2024, arXiv 2311.10802, appendix B): activations are worked
 * through one binary slice after the other, so that time follows b_s T and not how it is split.
 *
 * <pre>{@code
 * var chip = (BitSerial) Chip.named("bit-serial-xck26").accelerator();
 * chip.framesPerSecond(Networks.spikformerCifar(4, 384), BitBudget.of(8, 1, 4));
 * chip.simulate(LayerShape.of(net.layer("CONV2")), spikes);       // spikes of any number of bits
 * }</pre>
 */
package org.spikebook.accelerator.bitserial;
