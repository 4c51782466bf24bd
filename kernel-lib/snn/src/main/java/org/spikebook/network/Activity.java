package org.spikebook.network;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.spikebook.event.NpyArray;
import org.spikebook.spike.SpikeTensor;

/**
 * What a network did with one input: the spikes that entered and left every layer. Immutable; made by {@link Network#run}.
 *
 * <pre>{@code
 * Activity activity = net.run(spikes);
 * activity.input("CONV2");          // SpikeTensor that a chip gets for this layer
 * activity.rates();                 // {CONV1=0.021, CONV2=0.013, FC=0.4}
 * activity.winner();                // output neuron with most spikes
 * }</pre>
 */
public final class Activity {

    private final Network network;
    private final SpikeTensor input;
    private final List<Optional<SpikeTensor>> outputs;      // in the order of network.allLayers(), as the rest
    private final List<Optional<double[][]>> recorded;
    private final List<Long> overflows;

    Activity(Network network, SpikeTensor input, List<Optional<SpikeTensor>> outputs, List<Optional<double[][]>> recorded,
            List<Long> overflows) {
        this.network = network;
        this.input = input;
        this.outputs = outputs;
        this.recorded = recorded;
        this.overflows = overflows;
    }

    /** The network that ran. */
    public Network network() {
        return network;
    }

    /** Number of time steps T. */
    public int steps() {
        return input.steps();
    }

    /** Spikes that entered the network. */
    public SpikeTensor input() {
        return input;
    }

    /** Spikes of the last layer. */
    public SpikeTensor output() {
        return output(network.allLayers().get(outputs.size() - 1).name());
    }

    /**
     * Spikes that entered a layer, under the layer's input shape.
     *
     * @throws IllegalArgumentException if there is no such layer, or if real numbers enter it
     */
    public SpikeTensor input(String layer) {
        int index = network.indexOf(layer);
        int from = network.before(index);
        if (from >= 0 && outputs.get(from).isEmpty()) {
            Layer before = network.allLayers().get(from);
            throw LayerChecks.error(layer, "gets no spikes but the real numbers of '" + before.name() + "' (" + before.kind()
                    + " without a neuron). Maybe network.foldPools() first, or give '" + before.name() + "' a neuron.");
        }
        SpikeTensor spikes = from < 0 ? input : outputs.get(from).orElseThrow();
        return spikes.reshape(network.allLayers().get(index).input());
    }

    /** Whether spikes (and not real numbers) enter the layer. */
    public boolean takesSpikes(String layer) {
        int from = network.before(network.indexOf(layer));
        return from < 0 || outputs.get(from).isPresent();
    }

    /**
     * Spikes that left a layer.
     *
     * @throws IllegalArgumentException if there is no such layer, or if real numbers leave it
     */
    public SpikeTensor output(String layer) {
        return outputs.get(network.indexOf(layer)).orElseThrow(() -> LayerChecks.error(layer, "puts out no spikes but real numbers ("
                + network.layer(layer).kind() + " without a neuron). Maybe values(\"" + layer + "\", neuron), or give it a neuron."));
    }

    /** Whether spikes (and not real numbers) leave the layer. */
    public boolean isSpiking(String layer) {
        return outputs.get(network.indexOf(layer)).isPresent();
    }

    /**
     * Membrane potential u[t] of one neuron, after the reset, shape [step], in weight units.
     *
     * @throws IllegalArgumentException if the run did not record that layer
     */
    public double[] potential(String layer, int neuron) {
        if (network.layer(layer).neuron().isEmpty()) {
            throw LayerChecks.error(layer, "has no neuron and so no potential. Maybe values(\"" + layer + "\", neuron).");
        }
        return trace(layer, neuron);
    }

    /**
     * Values that one output of a layer without a neuron handed on, shape [step]. Those of the last layer are always recorded.
     *
     * @throws IllegalArgumentException if the run did not record that layer
     */
    public double[] values(String layer, int neuron) {
        if (network.layer(layer).neuron().isPresent()) {
            throw LayerChecks.error(layer, "puts out spikes. Maybe output(\"" + layer + "\") or potential(\"" + layer + "\", neuron).");
        }
        return trace(layer, neuron);
    }

    private double[] trace(String layer, int neuron) {
        double[][] trace = recorded.get(network.indexOf(layer)).orElseThrow(() -> LayerChecks.error(layer,
                "was not recorded. Maybe run(spikes, RunOptions.record(\"" + layer + "\"))."));
        return trace[Objects.checkIndex(neuron, trace.length)].clone();
    }

    /** How often a register of a layer of fixed-point neurons (partial sum, current or membrane) saturated or wrapped; 0 for others. */
    public long overflows(String layer) {
        return overflows.get(network.indexOf(layer));
    }

    /** Firing rate of each spiking layer: spikes per neuron and step, 0..1, in the network's order. */
    public Map<String, Double> rates() {
        var rates = new LinkedHashMap<String, Double>();
        for (int i = 0; i < outputs.size(); i++) {
            String name = network.allLayers().get(i).name();
            outputs.get(i).ifPresent(spikes -> rates.put(name, spikes.rate()));
        }
        return rates;
    }

    /** Number of the output neuron with most spikes (or, where the last layer does not spike, with the largest sum); the first of equals. */
    public int winner() {
        int last = outputs.size() - 1;
        Layer layer = network.allLayers().get(last);
        int winner = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int n = 0; n < layer.output().size(); n++) {
            double sum = 0;
            for (int t = 0; t < steps(); t++) {
                sum += outputs.get(last).isPresent() ? outputs.get(last).get().value(n, t)
                        : recorded.get(last).orElseThrow()[n][t];
            }
            if (sum > most) {
                most = sum;
                winner = n;
            }
        }
        return winner;
    }

    /**
     * Writes the spikes that entered each convolution and fully connected layer as NumPy files, {@code 01-CONV1.npy} and so on, axes time step,
     * then those of the layer's input. Other layers have none.
     *
     * @param folder where; made if it is not there
     * @return the files, in the order of the layers
     * @throws IllegalArgumentException if real numbers enter such a layer
     */
    public List<Path> save(Path folder) {
        var files = new ArrayList<Path>();
        for (Layer layer : network.allLayers()) {
            if (!(layer instanceof Pool || layer instanceof Flatten || layer instanceof BatchNorm || layer instanceof Block)) {
                Path file = folder.resolve(String.format(Locale.ROOT, "%02d-%s.npy", files.size() + 1, layer.name()));
                NpyArray.write(input(layer.name()), file);
                files.add(file);
            }
        }
        return files;
    }

    /** A table of the spikes of each layer. */
    @Override
    public String toString() {
        var rows = new ArrayList<String[]>();
        rows.add(new String[] {"layer", "out", "spikes", "rate", "silent neurons"});
        rows.add(row("(input)", input));
        for (int i = 0; i < outputs.size(); i++) {
            Layer layer = network.allLayers().get(i);
            rows.add(outputs.get(i).map(spikes -> row(layer.name(), spikes)).orElse(
                    new String[] {layer.name(), LayerChecks.compact(layer.output()), "real numbers", "", ""}));
        }
        var text = new StringBuilder("Activity of ").append(network.name()).append(" over ").append(steps()).append(" steps");
        return Table.append(text, rows, 2, 3, 4).toString();
    }

    private static String[] row(String name, SpikeTensor spikes) {
        int silent = 0;
        for (int count : spikes.counts()) {
            silent += count == 0 ? 1 : 0;
        }
        return new String[] {name, LayerChecks.compact(spikes.shape()), String.format(Locale.ROOT, "%,d", spikes.count()),
            String.format(Locale.ROOT, "%.3f %%", 100 * spikes.rate()),
            String.format(Locale.ROOT, "%.1f %%", 100.0 * silent / spikes.neurons())};
    }
}
