package org.spikebook.accelerator.rsnn;

import java.util.SplittableRandom;

/** Features for tests. */
final class Frames {

    private Frames() {
    }

    static byte[][] random(RsnnShape shape, int frames, long seed) {
        var random = new SplittableRandom(seed);
        byte[][] features = new byte[frames][shape.features()];
        for (byte[] frame : features) {
            for (int i = 0; i < frame.length; i++) {
                frame[i] = (byte) (random.nextInt(256) & random.nextInt(256));
            }
        }
        return features;
    }
}
