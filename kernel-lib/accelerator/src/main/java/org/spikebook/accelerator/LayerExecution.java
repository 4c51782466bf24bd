package org.spikebook.accelerator;

import java.util.Arrays;
import java.util.Optional;
import org.spikebook.network.Conv2d;
import org.spikebook.network.Dense;
import org.spikebook.network.Layer;
import org.spikebook.network.Weights;
import org.spikebook.neuron.FixedPointLif;
import org.spikebook.neuron.FixedPointState;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.NeuronState;
import org.spikebook.progress.Progress;
import org.spikebook.spike.SpikeTensor;

/**
 * One layer while an accelerator computes its output spikes. The accelerator calls {@link #integrate} for each line, unit and filter in
 * its own order; {@link #finish} then updates the membranes, one time point after the other (SpikeX, Section III-A, steps 1 to 3).
 *
 * <p>Weights must be whole numbers, so that sums are exact: a floating-point network is quantised before it runs on a chip. With a
 * {@link FixedPointLif} partial sums saturate at its width after each addition; with any other neuron they are 32 bits wide and an
 * overflow is an error.
 */
public final class LayerExecution {

    private final LayerShape shape;
    private final Neuron neuron;
    private final SpikeTensor input;
    private final ActivityTags tags;
    private final int[] weights;
    private final int blockInputs;
    private final int neurons;
    private final int[] bias;      // [filter]
    private final int[] sums;      // [step][neuron]
    private final Optional<FixedPointLif> saturating;
    private long saturations;

    /**
     * @param layer a convolution or a fully connected layer with weights and a neuron
     * @param input binary spikes that enter it
     * @param tags its activity tags
     * @throws IllegalArgumentException if the layer cannot run on a chip: no weights, no neuron, weights that are no whole numbers
     */
    public LayerExecution(Layer layer, SpikeTensor input, ActivityTags tags) {
        this.shape = tags.layer();
        this.input = input;
        this.tags = tags;
        if (input.planes() != 1) {
            throw new IllegalArgumentException("layer '" + layer.name() + "': this accelerator takes binary spikes, but the input has "
                    + input.planes() + " bits. Maybe maxSpikes(1) for the neurons before it, or an accelerator for multi-bit spikes.");
        }
        this.neuron = neuron(layer);
        this.saturating = neuron instanceof FixedPointLif fixed ? Optional.of(fixed) : Optional.empty();
        this.weights = weights(layer);
        this.bias = bias(layer);
        this.blockInputs = tags.linesOf(0);
        this.neurons = shape.neurons();
        this.sums = new int[Math.multiplyExact(neurons, input.steps())];
        for (int t = 0; t < input.steps(); t++) {
            for (int f = 0; f < shape.filters(); f++) {
                for (int p = 0; p < shape.positions(); p++) {
                    sums[t * neurons + output(f, p)] = this.bias[f];
                }
            }
        }
    }

    /**
     * The neuron of a layer that is to run on a chip.
     *
     * @throws IllegalArgumentException if it has none
     */
    public static Neuron neuron(Layer layer) {
        return layer.neuron().orElseThrow(() -> new IllegalArgumentException("layer '" + layer.name()
                + "': has no neuron, so it gives no spikes. Maybe .neuron(...) behind it."));
    }

    /**
     * Whole-number weights of a convolution or fully connected layer, axes {@code [filter][channel][ky][kx]} or {@code [output][input]}.
     *
     * @throws IllegalArgumentException if it has none, or not whole ones
     */
    public static int[] weights(Layer layer) {
        return whole(layer, "weights", layer instanceof Conv2d conv ? conv.weights() : ((Dense) layer).weights());
    }

    /**
     * Whole-number biases of a convolution or fully connected layer, axis {@code [filter]}; zeros where it has none.
     *
     * @throws IllegalArgumentException if one is not whole
     */
    public static int[] bias(Layer layer) {
        Optional<Weights> bias = layer instanceof Conv2d conv ? conv.bias() : ((Dense) layer).bias();
        return bias.isPresent() ? whole(layer, "bias", bias) : new int[layer instanceof Conv2d conv ? conv.filters() : ((Dense) layer).outputs()];
    }

    private static int[] whole(Layer layer, String what, Optional<Weights> values) {
        Weights weights = values.orElseThrow(() -> new IllegalArgumentException("layer '" + layer.name() + "': has no " + what
                + ". Maybe network.withRandomWeights(seed)."));
        int[] whole = new int[weights.size()];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = (int) weights.at(i);
            if (whole[i] != weights.at(i)) {
                throw new IllegalArgumentException("layer '" + layer.name() + "': " + what + " must be whole numbers on a chip, but one is "
                        + weights.at(i) + ". Maybe network.quantized(8).");
            }
        }
        return whole;
    }

    /**
     * Adds one line to the partial sums of one output neuron over the time points of a window, where the line spikes.
     *
     * @param filter output channel
     * @param position output position
     * @param block block of lines, see {@link ActivityTags}
     * @param line line of the block
     * @param window time window
     */
    public void integrate(int filter, int position, int block, int line, int window) {
        int from = tags.inputOf(block, position, line);
        if (from < 0) {
            return;
        }
        int weight = weights[filter * shape.fanIn() + block * blockInputs + line];
        int first = window * tags.window();
        int end = Math.min(input.steps(), first + tags.window());
        int neuron = output(filter, position);
        for (int t = first; t < end; t = (t | 63) + 1) {
            long spikes = input.word(from, t >> 6) >>> t;
            int steps = Math.min(end, (t | 63) + 1) - t;
            if (steps < 64) {
                spikes &= (1L << steps) - 1;
            }
            int at = t * neurons + neuron;
            if (saturating.isPresent()) {
                saturations += saturating.get().integrate(weight, spikes, sums, at, neurons);
            } else {
                for (; spikes != 0; spikes &= spikes - 1) {
                    int sum = at + Long.numberOfTrailingZeros(spikes) * neurons;
                    sums[sum] = Math.addExact(sums[sum], weight);
                }
            }
        }
    }

    /** Updates the membranes step by step and returns the output spikes. */
    public LayerRun finish() {
        LayerRun run = fire(shape, neuron, sums, input.steps(), saturations);
        return saturations == 0 ? run : new LayerRun(run.output(), saturations, run.registerOverflows(), reordered());
    }

    /**
     * Updates the membranes of a layer step by step.
     *
     * @param sums finished partial sums, axes {@code [step][output neuron]}
     * @param saturations partial sums that saturated on the way, for the result
     */
    public static LayerRun fire(LayerShape shape, Neuron neuron, int[] sums, int steps, long saturations) {
        int neurons = shape.neurons();
        NeuronState state = neuron.start(neurons);
        var output = SpikeTensor.builder(shape.outputShape(), steps).planes(32 - Integer.numberOfLeadingZeros(neuron.maxSpikes()));
        int[] current = new int[neurons];
        double[] exact = new double[neurons];
        int[] spikes = new int[neurons];
        for (int t = 0; t < steps; t++) {
            System.arraycopy(sums, t * neurons, current, 0, neurons);
            int fired;
            if (state instanceof FixedPointState fixed) {
                fired = fixed.step(current, spikes);
            } else {
                for (int n = 0; n < neurons; n++) {
                    exact[n] = current[n];
                }
                fired = state.step(exact, spikes);
            }
            for (int n = 0; fired > 0 && n < neurons; n++) {
                if (spikes[n] > 0) {
                    output.set(n, t, spikes[n]);
                }
            }
            Progress.poll("membrane update of " + shape.name());
        }
        long overflows = state instanceof FixedPointState fixed ? fixed.wraps() + fixed.saturations() : 0;
        return new LayerRun(output.build(), saturations, overflows, 0);
    }

    /** Partial sums that the reference's order (inputs ascending) would have given another value. */
    private long reordered() {
        FixedPointLif fixed = saturating.orElseThrow();
        int[] column = new int[input.steps()];
        long differing = 0;
        for (int f = 0; f < shape.filters(); f++) {
            for (int p = 0; p < shape.positions(); p++) {
                Arrays.fill(column, bias[f]);
                for (int b = 0; b < tags.blocks(); b++) {
                    for (int l = 0; l < tags.linesOf(b); l++) {
                        int from = tags.inputOf(b, p, l);
                        for (int w = 0; from >= 0 && w < input.wordsPerNeuron(); w++) {
                            fixed.integrate(weights[f * shape.fanIn() + b * blockInputs + l], input.word(from, w), column, w * 64, 1);
                        }
                    }
                }
                for (int t = 0; t < column.length; t++) {
                    differing += column[t] == sums[t * neurons + output(f, p)] ? 0 : 1;
                }
            }
        }
        return differing;
    }

    /** Output neuron: {@code filter, position} in a convolution, {@code token, output} in a fully connected layer. */
    private int output(int filter, int position) {
        return shape.kind() == LayerShape.Kind.CONV ? filter * shape.positions() + position : position * shape.filters() + filter;
    }
}
