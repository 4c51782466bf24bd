package org.spikebook.bench;

import java.util.ArrayList;
import java.util.List;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

/** The reference workloads: independent spikes, seed 42, the layer's number as the stream. */
public enum Workload {
    /** One convolution of the size of a DVS-Gesture network: 32x32x32, 3x3, 64 filters, T = 300, 5 %. */
    W1(300, 0.05),
    /** N-MNIST network 34x34x2 - 12C5 - P2 - 64C5 - P2 - 10, T = 300, 5 %; each layer's input drawn on its own. */
    W2(300, 0.05),
    /** Spikformer-4-384 for CIFAR-10, T = 4, 15 %, without the attention products. */
    W3(4, 0.15);

    /** A layer and what enters it. */
    public record Input(LayerShape layer, SpikeTensor spikes) {
    }

    private final int steps;
    private final double rate;

    Workload(int steps, double rate) {
        this.steps = steps;
        this.rate = rate;
    }

    /** Draws the inputs of all layers. */
    public List<Input> inputs() {
        var layers = layers();
        var inputs = new ArrayList<Input>();
        for (int i = 0; i < layers.size(); i++) {
            inputs.add(new Input(layers.get(i), Spikes.bernoulli(rate).seed(42).layer(i).generate(layers.get(i).inputShape(), steps)));
        }
        return inputs;
    }

    private List<LayerShape> layers() {
        return switch (this) {
            case W1 -> List.of(LayerShape.conv("conv", 32, 32, 32, 64, 3, 1, 1));
            case W2 -> List.of(LayerShape.conv("conv1", 2, 34, 34, 12, 5, 1, 0), LayerShape.conv("conv2", 12, 15, 15, 64, 5, 1, 0),
                    LayerShape.fullyConnected("fc", 1, 1600, 10));
            case W3 -> {
                var layers = new ArrayList<>(List.of(LayerShape.conv("sps1", 48, 32, 32, 96, 3, 1, 1),
                        LayerShape.conv("sps2", 96, 32, 32, 192, 3, 1, 1), LayerShape.conv("sps3", 192, 16, 16, 384, 3, 1, 1),
                        LayerShape.conv("rpe", 384, 8, 8, 384, 3, 1, 1)));
                for (int block = 0; block < 4; block++) {
                    layers.add(LayerShape.fullyConnected("b" + block + "_qkv", 64, 384, 1152));
                    layers.add(LayerShape.fullyConnected("b" + block + "_o", 64, 384, 384));
                    layers.add(LayerShape.fullyConnected("b" + block + "_fc1", 64, 384, 1536));
                    layers.add(LayerShape.fullyConnected("b" + block + "_fc2", 64, 1536, 384));
                }
                yield layers;
            }
        };
    }

    /** Cycles of all layers on one accelerator, one thread. */
    static long cycles(List<Input> inputs, Accelerator accelerator) {
        long cycles = 0;
        for (Input input : inputs) {
            cycles += accelerator.simulate(input.layer(), input.spikes()).cycles();
        }
        return cycles;
    }
}
