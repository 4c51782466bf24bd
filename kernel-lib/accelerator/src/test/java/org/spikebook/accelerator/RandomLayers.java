package org.spikebook.accelerator;

import java.util.SplittableRandom;
import org.spikebook.spike.SpikeTensor;

/** Seeded layers of awkward sizes and spikes for them. */
public final class RandomLayers {

    private RandomLayers() {
    }

    /** A small layer: 1..5 channels, odd and even sizes, strides 1..4, padding, or fully connected with 1..5 tokens. */
    public static LayerShape layer(SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            return LayerShape.fullyConnected("FC", random.nextInt(2) == 0 ? 1 : 1 + random.nextInt(5), 1 + random.nextInt(150),
                    1 + random.nextInt(20));
        }
        int kernel = 1 + random.nextInt(5);
        int size = kernel + random.nextInt(12);
        return LayerShape.conv("CONV", 1 + random.nextInt(5), size, size, 1 + random.nextInt(20), kernel, 1 + random.nextInt(4),
                random.nextInt(kernel));
    }

    /** Independent spikes. */
    public static SpikeTensor spikes(SplittableRandom random, LayerShape layer, int steps, double rate) {
        var spikes = SpikeTensor.builder(layer.inputShape(), steps);
        for (int n = 0; n < layer.inputs(); n++) {
            for (int t = 0; t < steps; t++) {
                if (random.nextDouble() < rate) {
                    spikes.set(n, t);
                }
            }
        }
        return spikes.build();
    }
}
