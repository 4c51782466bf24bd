/**
 * What comes in from files: event recordings and arrays, and how they become spikes.
 *
 * <pre>{@code
 * Events events = Events.nMnist(Path.of("Test/7/00001.bin"));
 * SpikeTensor spikes = events.bin(Duration.ofMillis(1)).spikes();    // [channel=2 x y=34 x x=34], one step a millisecond
 * SpikeTensor frames = events.bin(30).counts();                      // 30 steps, spikes of several bits
 *
 * for (Recording recording : Recordings.nMnist(Path.of("Test"))) {   // Test/<label>/<number>.bin, read one by one
 *     int label = recording.label();
 *     Events each = recording.read();
 * }
 *
 * SpikeTensor trace = NpyArray.read(Path.of("vgg9_cifar10/conv2d_1.npy")).spikes();   // recorded spikes, time step first
 * }</pre>
 *
 * <p>Every reader keeps one contract: the whole file or a {@link org.spikebook.event.MalformedFileException} that names the file,
 * the byte and the rule broken, never a part of it; a file that cannot be opened or read is an
 * {@link java.io.UncheckedIOException}.
 */
package org.spikebook.event;
