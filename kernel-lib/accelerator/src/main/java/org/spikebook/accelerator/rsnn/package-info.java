/**
 * The 71.2 uW speech accelerator of Yang and Chang (arXiv 2503.21337, IEEE TCAS-I 2024): two recurrent LIF layers of 128 and a fully connected
 * layer of 1920 on two sets of 128 processing elements, frame by frame.
 *
 * <pre>{@code
 * var spikes = RsnnProfile.published().generate(2000, 2, 7);           // or RsnnActivity.of(network.run(features), 2), or of a fixed-point run
 * var report = Rsnn.builder().timeSteps(2).build().simulate(spikes);   // cycles, weight rows, additions
 * report.meanCycles();                                                 // 895 a frame
 * RsnnCosts.shipped().power(report, 100e3);                            // microwatts at 100 kHz, and what they consist of
 * }</pre>
 *
 * <p>What the paper leaves open and what stands here in its place: the recurrent spikes of a frame are those of the frame before at the same time
 * step (only then can both steps share one weight row); the membrane goes on from step to step and from frame to frame; the input layer
 * takes one cycle to load a feature and one for each of its one bits; the LIF module is hidden behind the adders.
 */
package org.spikebook.accelerator.rsnn;
