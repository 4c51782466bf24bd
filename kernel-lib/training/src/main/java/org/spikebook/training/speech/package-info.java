/**
 * Words from frames with the network of the speech accelerator: 8-bit features, frame classes in the role of senones, a word read-out, and the
 * compression of the network step by step.
 *
 * <pre>{@code
 * SpeechTask task = SpeechTask.spokenDigits(7);                              // Free Spoken Digits, 1920 k-means classes of frames
 * var trained = SpeechTraining.of(task).epochs(20).run(Networks.speech(256, 1920, 2)).network();
 * var smaller = Compression.structured(trained, 128);                        // then SpeechTraining again, CompressedWeights ...
 * task.accuracy(RsnnNetwork.of(smaller, SpeechFrames.EXPONENT), task.validation());  // in the chip's fixed point
SpeechPipeline.of(task, Path.of("speech"), 2).run();                       // all steps of the compression; recorded() has ours
 * }</pre>
 */
package org.spikebook.training.speech;
