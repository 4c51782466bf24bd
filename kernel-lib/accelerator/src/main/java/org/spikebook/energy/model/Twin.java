package org.spikebook.energy.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.spikebook.network.Activity;
import org.spikebook.network.Conv2d;
import org.spikebook.network.Dense;
import org.spikebook.network.Flatten;
import org.spikebook.network.Layer;
import org.spikebook.network.Network;
import org.spikebook.network.Pool;
import org.spikebook.network.Weights;
import org.spikebook.neuron.CountExactNeuron;
import org.spikebook.neuron.IntegrateAndFire;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Reset;
import org.spikebook.neuron.Tie;
import org.spikebook.spike.SpikeTensor;

/**
 * A spiking network of T steps and its capacity-matched twin, a quantised network (QNN) of the same topology and weights whose activations have
 * as many levels as a neuron can have spike counts: T + 1, which is {@code b = ceil(log2(T + 1))} bits (arXiv 2409.08290, Theorem 1).
 *
 * <pre>{@code
 * QNN:  a[l] = clip(floor((W[l] a[l-1] + T bias[l]) / threshold[l]), 0, T)
 * SNN:  integrate-and-fire, no leak, subtractive reset, that listens to its whole input of T steps and then fires for T steps
 * }</pre>
 *
 * The spike counts of the one are the activations of the other: {@link #run} proves it on an input, layer by layer, in the reference run.
 * Exactly so for whole-number weights and thresholds ({@link Network#quantized}); with others a sum that falls on a threshold can be
 * rounded to either side.
 *
 * <pre>{@code
 * var twin = Twin.of(net.quantized(8), 7);      // 3-bit activations
 * TwinRun run = twin.run(spikes);               // spikes over 7 steps; the QNN gets their counts
 * run.isExact();                                // true
 * }</pre>
 */
public final class Twin {

    private final Network network;
    private final int steps;

    private Twin(Network network, int steps) {
        this.network = network;
        this.steps = steps;
    }

    /**
     * A network and its twin.
     *
     * @param network integrate-and-fire neurons with subtractive reset, at most one spike a step; feed-forward
     * @param steps time steps T, 1..65535
     * @throws IllegalArgumentException if a layer has no twin; the message names it
     */
    public static Twin of(Network network, int steps) {
        checkSteps(steps);
        // whether single spikes enter, not sums of several
        boolean spikes = true;
        for (Layer layer : network.layers()) {
            boolean max = layer instanceof Pool pool && pool.pooling() == Pool.Kind.MAX;
            if (max && !spikes) {
                throw new IllegalArgumentException("layer '" + layer.name() + "': a maximum of sums, step by step, is not the maximum of their"
                        + " totals, so it has no count-exact twin. Maybe give the layer in front of it a neuron.");
            }
            spikes = layer.neuron().isPresent() || spikes && (max || layer instanceof Flatten);
            if (!(layer instanceof Conv2d || layer instanceof Dense || layer instanceof Pool || layer instanceof Flatten)) {
                throw new IllegalArgumentException("layer '" + layer.name() + "': a " + layer.kind() + " layer has no count-exact twin;"
                        + " convolutions, dense layers and pools have. Maybe cut the network in front of it.");
            }
            layer.neuron().ifPresent(neuron -> integrateAndFire(layer, neuron));
        }
        return new Twin(Objects.requireNonNull(network, "network"), steps);
    }

    private static IntegrateAndFire integrateAndFire(Layer layer, Neuron neuron) {
        if (neuron instanceof IntegrateAndFire fire && fire.reset() == Reset.SUBTRACT && fire.maxSpikes() == 1) {
            return fire;
        }
        throw new IllegalArgumentException("layer '" + layer.name() + "': a twin needs integrate-and-fire without leak, with subtractive reset and"
                + " one spike a step, but the neuron is " + neuron.describe() + ". Maybe network.withNeurons(n -> Neuron.integrateAndFire()).");
    }

    static void checkSteps(int steps) {
        if (steps < 1 || steps > 65535) {
            throw new IllegalArgumentException("twin: time steps must be in 1..65535, but was " + steps);
        }
    }

    /** Bits of an activation with as many levels as T steps have spike counts: {@code ceil(log2(T + 1))}. */
    public static int bits(int steps) {
        checkSteps(steps);
        return 32 - Integer.numberOfLeadingZeros(steps);
    }

    /**
     * Work of the SNN over that of the twin at equal levels, {@code T / ceil(log2(T + 1))}: each of T steps is one pass of one-bit spikes,
     * each of b bits one pass of a bit-serial twin. At equal work (T bits for T steps) it would be 1.
     */
    public static double excessWork(int steps) {
        return (double) steps / bits(steps);
    }

    /** The network as given. */
    public Network network() {
        return network;
    }

    /** Time steps T. */
    public int steps() {
        return steps;
    }

    /** Bits of the twin's activations. */
    public int bits() {
        return bits(steps);
    }

    /** The SNN with {@link CountExactNeuron}s: a layer listens for T steps while the layer before it fires. */
    public Network spiking() {
        var phase = new int[1];
        return rebuild(" (count-exact)", 1, fire -> new CountExactNeuron(fire, steps, Math.multiplyExact(steps, phase[0]++)));
    }

    /** The twin, a network that runs for one step: activations 0..T are spikes of several bits, biases are T times as large. */
    public Network quantised() {
        return rebuild(" (QNN, " + bits() + " bits)", steps, fire -> fire.maxSpikes(steps));
    }

    private interface Change {
        Neuron of(IntegrateAndFire neuron);
    }

    private Network rebuild(String suffix, float biasFactor, Change change) {
        var builder = Network.builder(network.name() + suffix, network.input());
        for (Layer layer : network.layers()) {
            if (layer instanceof Conv2d conv) {
                builder.conv2d(conv.name(), c -> {
                    c.filters(conv.filters()).kernel(conv.kernelHeight(), conv.kernelWidth()).stride(conv.strideY(), conv.strideX())
                            .padding(conv.paddingY(), conv.paddingX());
                    conv.weights().ifPresent(c::weights);
                    conv.bias().ifPresent(b -> c.bias(times(b, biasFactor)));
                });
            } else if (layer instanceof Dense dense) {
                builder.dense(dense.name(), d -> {
                    d.units(dense.outputs());
                    dense.weights().ifPresent(d::weights);
                    dense.bias().ifPresent(b -> d.bias(times(b, biasFactor)));
                });
            } else if (layer instanceof Pool pool) {
                Consumer<Pool.Spec> geometry = p -> p.window(pool.windowHeight(), pool.windowWidth())
                        .stride(pool.strideY(), pool.strideX()).padding(pool.paddingY(), pool.paddingX());
                switch (pool.pooling()) {
                    case AVERAGE -> builder.averagePool(pool.name(), geometry);
                    case MAX -> builder.maxPool(pool.name(), geometry);
                    case SUM -> builder.sumPool(pool.name(), geometry);
                }
            } else {
                builder.flatten(layer.name());
            }
            layer.neuron().ifPresent(neuron -> builder.neuron(change.of(integrateAndFire(layer, neuron))));
        }
        return builder.build();
    }

    private static float[] times(Weights bias, float factor) {
        float[] values = bias.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return values;
    }

    /**
     * Runs both on given activations of the input.
     *
     * @param activations one value in 0..T a neuron of the network's input; the SNN gets so many spikes, in the first steps
     */
    public TwinRun run(int... activations) {
        if (activations.length != network.input().size()) {
            throw new IllegalArgumentException("twin of '" + network.name() + "': the input has " + network.input().size()
                    + " neurons, but there are " + activations.length + " activations");
        }
        var packed = SpikeTensor.builder(network.input(), steps);
        for (int n = 0; n < activations.length; n++) {
            if (activations[n] < 0 || activations[n] > steps) {
                throw new IllegalArgumentException("twin of '" + network.name() + "': activation " + n + " must be in 0.." + steps + ", but was "
                        + activations[n]);
            }
            for (int t = 0; t < activations[n]; t++) {
                packed.set(n, t);
            }
        }
        return both(packed.build(), activations);
    }

    /**
     * Runs both: the SNN on these spikes, whenever they fall, and the twin on their counts.
     *
     * @param spikes one-bit spikes of the network's input shape over T steps
     */
    public TwinRun run(SpikeTensor spikes) {
        if (spikes.steps() != steps || spikes.planes() != 1) {
            throw new IllegalArgumentException("twin of '" + network.name() + "': needs one-bit spikes over " + steps + " steps, but got "
                    + spikes.planes() + " bits over " + spikes.steps() + ". Maybe Twin.of(network, " + spikes.steps() + ").");
        }
        return both(spikes, spikes.counts());
    }

    private TwinRun both(SpikeTensor spikes, int[] activations) {
        checkMaximaAhead(spikes);
        int stages = (int) network.layers().stream().filter(l -> l.neuron().isPresent()).count();
        int total = Math.multiplyExact(stages + 1, steps);
        var late = SpikeTensor.builder(network.input(), total);
        for (int n = 0; n < spikes.neurons(); n++) {
            for (int t = 0; t < steps; t++) {
                if (spikes.get(n, t)) {
                    late.set(n, t);
                }
            }
        }
        Activity snn = spiking().run(late.build());
        var codes = SpikeTensor.builder(network.input(), 1).planes(bits());
        for (int n = 0; n < activations.length; n++) {
            codes.set(n, 0, activations[n]);
        }
        Activity qnn = quantised().run(codes.build());
        return compare(snn, qnn);
    }

    /** In front of the first neuron a maximum is taken step by step, so that it is that of the counts only if the spikes have no gaps. */
    private void checkMaximaAhead(SpikeTensor spikes) {
        for (Layer layer : network.layers()) {
            if (layer instanceof Pool pool && pool.pooling() == Pool.Kind.MAX) {
                for (int n = 0; n < spikes.neurons(); n++) {
                    int count = spikes.count(n);
                    if (firstGap(spikes, n) < count) {
                        throw new IllegalArgumentException("layer '" + layer.name() + "': a maximum in front of the first neuron needs spikes"
                                + " without gaps from the first step on. Maybe run(counts), with one count for each neuron.");
                    }
                }
            }
            if (layer.neuron().isPresent()) {
                return;
            }
        }
    }

    private static int firstGap(SpikeTensor spikes, int neuron) {
        int t = 0;
        while (t < spikes.steps() && spikes.get(neuron, t)) {
            t++;
        }
        return t;
    }

    private TwinRun compare(Activity snn, Activity qnn) {
        var counts = new LinkedHashMap<String, int[]>();
        var activations = new LinkedHashMap<String, int[]>();
        int phase = 1;
        for (Layer layer : network.layers()) {
            if (layer.neuron().isPresent()) {
                // its firing window; what a later layer hears of it is in the same steps
                SpikeTensor fired = snn.output(layer.name()).steps(phase * steps, (phase + 1) * steps);
                if (fired.count() != snn.output(layer.name()).count()) {
                    throw new IllegalStateException("layer '" + layer.name() + "': fired outside its window");
                }
                phase++;
                counts.put(layer.name(), fired.counts());
                SpikeTensor codes = qnn.output(layer.name());
                int[] values = new int[codes.neurons()];
                Arrays.setAll(values, n -> codes.value(n, 0));
                activations.put(layer.name(), values);
            }
        }
        Layer last = network.layers().get(network.layers().size() - 1);
        Optional<double[]> snnValues = Optional.empty();
        Optional<double[]> qnnValues = Optional.empty();
        if (last.neuron().isEmpty() && !snn.isSpiking(last.name())) {
            double[] sums = new double[last.output().size()];
            double[] values = new double[sums.length];
            for (int n = 0; n < sums.length; n++) {
                double[] trace = snn.values(last.name(), n);
                for (int t = (phase - 1) * steps; t < phase * steps; t++) {
                    sums[n] += trace[t];
                }
                values[n] = qnn.values(last.name(), n)[0];
            }
            snnValues = Optional.of(sums);
            qnnValues = Optional.of(values);
        }
        return new TwinRun(this, counts, activations, snnValues, qnnValues);
    }

    /** The tie rule and the levels in a line. */
    @Override
    public String toString() {
        boolean silent = network.layers().stream().flatMap(l -> l.neuron().stream())
                .anyMatch(n -> n instanceof IntegrateAndFire fire && fire.tie() == Tie.SILENT);
        return "Twin of " + network.name() + ": T = " + steps + ", " + (steps + 1) + " levels, " + bits() + " bits"
                + (silent ? ", silent on the threshold" : "");
    }
}
