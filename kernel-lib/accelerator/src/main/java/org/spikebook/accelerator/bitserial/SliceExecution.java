package org.spikebook.accelerator.bitserial;

import java.util.Arrays;
import org.spikebook.accelerator.LayerExecution;
import org.spikebook.accelerator.LayerRun;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.network.Layer;
import org.spikebook.neuron.FixedPointLif;
import org.spikebook.neuron.Neuron;
import org.spikebook.progress.Progress;
import org.spikebook.spike.SpikeTensor;

/** One layer while the bit-serial array computes it: binary slices, tile after tile, inputs of a position in ascending order. */
final class SliceExecution {

    private final LayerShape shape;
    private final Neuron neuron;
    private final SpikeTensor input;
    private final int[] weights;        // [filter][channel][ky][kx]
    private final int[] bias;           // [filter]
    private final int[] sums;           // [step][output neuron]
    private final int neurons;

    SliceExecution(Layer layer, SpikeTensor input) {
        this.shape = LayerShape.of(layer);
        this.neuron = LayerExecution.neuron(layer);
        this.input = input;
        if (input.neurons() != shape.inputs()) {
            throw new IllegalArgumentException("layer '" + layer.name() + "': has " + shape.inputs() + " inputs, but the spikes are of " + input.neurons() + " neurons.");
        }
        if (neuron instanceof FixedPointLif && input.planes() > 1) {
            throw new IllegalArgumentException("layer '" + layer.name() + "': partial sums that saturate have no order in which spikes of " + input.planes()
                    + " bits agree with the reference. Maybe a neuron whose sums do not saturate, such as Neuron.multiBit(4).");
        }
        this.weights = LayerExecution.weights(layer);
        this.bias = LayerExecution.bias(layer);
        this.neurons = shape.neurons();
        this.sums = new int[Math.multiplyExact(neurons, input.steps())];
    }

    LayerRun run(int rows, int columns) {
        long saturations = 0;
        int planes = input.planes();
        int[] partial = new int[neurons];
        for (int t = 0; t < input.steps(); t++) {
            for (int p = 0; p < planes; p++) {
                Arrays.fill(partial, 0);
                SpikeTensor plane = input.plane(p);
                for (int f = 0; f < shape.filters(); f++) {
                    for (int o = 0; p == 0 && o < shape.positions(); o++) {
                        partial[output(f, o)] = bias[f];
                    }
                }
                for (int row = 0; row < shape.filters(); row += rows) {
                    for (int column = 0; column < shape.positions(); column += columns) {
                        saturations += tile(plane, t, row, Math.min(shape.filters(), row + rows), column, Math.min(shape.positions(), column + columns), partial);
                    }
                }
                for (int n = 0; n < neurons; n++) {
                    int shifted = Math.multiplyExact(partial[n], 1 << p);
                    sums[t * neurons + n] = Math.addExact(sums[t * neurons + n], shifted);
                }
            }
            Progress.poll("integration of " + shape.name());
        }
        return LayerExecution.fire(shape, neuron, sums, input.steps(), saturations);
    }

    /** One slice of one tile: every lane sees the inputs of its position one after the other. */
    private long tile(SpikeTensor plane, int t, int row, int endRow, int column, int endColumn, int[] partial) {
        long saturations = 0;
        int area = shape.kernelHeight() * shape.kernelWidth();
        for (int k = 0; k < shape.fanIn(); k++) {
            int channel = k / area;
            int ky = k % area / shape.kernelWidth();
            int kx = k % shape.kernelWidth();
            for (int o = column; o < endColumn; o++) {
                int y = o / shape.outputWidth() * shape.strideY() + ky - shape.paddingY();
                int x = o % shape.outputWidth() * shape.strideX() + kx - shape.paddingX();
                if (y < 0 || x < 0 || y >= shape.height() || x >= shape.width() || !plane.get(shape.input(channel, y, x), t)) {
                    continue;
                }
                for (int f = row; f < endRow; f++) {
                    int weight = weights[f * shape.fanIn() + k];
                    if (neuron instanceof FixedPointLif fixed) {
                        saturations += fixed.integrate(weight, 1, partial, output(f, o), neurons);
                    } else {
                        partial[output(f, o)] = Math.addExact(partial[output(f, o)], weight);
                    }
                }
            }
        }
        return saturations;
    }

    /** Output neuron: {@code filter, position} in a convolution, {@code token, output} in a fully connected layer. */
    private int output(int filter, int position) {
        return shape.kind() == LayerShape.Kind.CONV ? filter * shape.positions() + position : position * shape.filters() + filter;
    }
}
