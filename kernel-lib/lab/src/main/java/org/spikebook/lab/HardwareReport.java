package org.spikebook.lab;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.LayerReport;
import org.spikebook.accelerator.Report;
import org.spikebook.accelerator.Simulation;
import org.spikebook.energy.Technology;
import org.spikebook.network.Activity;
import org.spikebook.network.Network;
import org.spikebook.progress.Progress;
import org.spikebook.training.data.Dataset;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What a trained network does and costs on a chip, as means over the samples of a data set: the network runs every sample exactly, and the chip is simulated on what flowed between
 * its layers.
 *
 * <pre>{@code
 * HardwareReport report = HardwareReport.of("trained", net, SpikeX.builder().timeWindow(5).build(), Technology.named("spikex-calibrated"), digits.test().first(20), 5);
 * HardwareReport.table(List.of(report));
 * }</pre>
 *
 * @param name of the network or of the way it was trained
 * @param accelerator name of the chip
 * @param samples how many were run
 * @param accuracy share that was right, 0..1
 * @param window steps of the windows that are counted as active or silent
 * @param layers the layers that the chip runs, in order
 */
public record HardwareReport(String name, String accelerator, int samples, double accuracy, int window, List<Layer> layers) {

    /**
     * A layer, by means over samples.
     *
     * @param name of the layer
     * @param spikeDensity spikes that enter it, of a neuron and step, 0..1
     * @param windowDensity (neuron, window) pairs of its input with a spike, 0..1
     * @param microjoules energy of a sample
     * @param microseconds latency of a sample
     */
    public record Layer(String name, double spikeDensity, double windowDensity, double microjoules, double microseconds) {

        /** Share of windows without a spike, 0..1. */
        public double windowSparsity() {
            return 1 - windowDensity;
        }
    }

    public HardwareReport {
        layers = List.copyOf(layers);
    }

    /**
     * Runs, simulates, and takes means.
     *
     * @param window steps of the windows that are counted as active or silent; the chip's own may differ from layer to layer
     */
    public static HardwareReport of(String name, Network network, Accelerator chip, Technology technology, Dataset data, int window) {
        record One(Activity activity, Report report, boolean right) {
        }
        List<One> all;
        try (Progress progress = Progress.start(name + " on " + chip.name(), data.size(), "samples")) {
            all = IntStream.range(0, data.size()).parallel().mapToObj(i -> {
                Activity activity = network.run(data.sample(i, 0).spikes()
                        .orElseThrow(() -> new IllegalArgumentException("hardware report: needs spikes, but the samples of " + data.name() + " are numbers. Maybe map(Transform.bernoulli(steps)).")));
                var one = new One(activity, Simulation.of(chip).activity(activity).run(), activity.winner() == data.label(i));
                progress.advance(1);
                return one;
            }).toList();
        }
        var layers = new ArrayList<Layer>();
        for (LayerReport layer : all.get(0).report.layers()) {
            double spikes = 0;
            double windows = 0;
            double energy = 0;
            double seconds = 0;
            for (One one : all) {
                LayerReport at = one.report.layer(layer.layer().name());
                spikes += one.activity.input(layer.layer().name()).rate() / all.size();
                windows += one.activity.input(layer.layer().name()).windowOr(window).rate() / all.size();
                energy += technology.price(at.counts()).total().picojoules() * 1e-6 / all.size();
                seconds += one.report.seconds(at.cycles()) * 1e6 / all.size();
            }
            layers.add(new Layer(layer.layer().name(), spikes, windows, energy, seconds));
        }
        return new HardwareReport(name, chip.name(), all.size(), (double) all.stream().filter(One::right).count() / all.size(), window, layers);
    }

    /** Energy of a sample, in microjoules. */
    public double microjoules() {
        return layers.stream().mapToDouble(Layer::microjoules).sum();
    }

    /** Latency of a sample, in microseconds; layers run one after the other. */
    public double microseconds() {
        return layers.stream().mapToDouble(Layer::microseconds).sum();
    }

    /** Energy-delay product of a sample, in picojoule-seconds (uJ x us). */
    public double edp() {
        return microjoules() * microseconds();
    }

    /** Mean spike density of what enters the layers behind the first; the first sees the data. */
    public double spikeDensity() {
        return layers.stream().skip(1).mapToDouble(Layer::spikeDensity).average().orElse(0);
    }

    /** Mean window density of what enters the layers behind the first. */
    public double windowDensity() {
        return layers.stream().skip(1).mapToDouble(Layer::windowDensity).average().orElse(0);
    }

    /** Mean share of silent windows of what enters the layers behind the first, 0..1. */
    public double windowSparsity() {
        return 1 - windowDensity();
    }

    /** A row a report. */
    public static Table table(List<HardwareReport> reports) {
        return Table.create("Networks on chips", StringColumn.create("trained", reports.stream().map(HardwareReport::name)),
                StringColumn.create("chip", reports.stream().map(HardwareReport::accelerator)),
                column("right [%]", reports, r -> 100 * r.accuracy), column("spike density [%]", reports, r -> 100 * r.spikeDensity()),
                column("window density [%]", reports, r -> 100 * r.windowDensity()), column("window sparsity [%]", reports, r -> 100 * r.windowSparsity()),
                column("energy [µJ]", reports, HardwareReport::microjoules), column("latency [µs]", reports, HardwareReport::microseconds),
                column("EDP [pJ·s]", reports, HardwareReport::edp));
    }

    private static DoubleColumn column(String name, List<HardwareReport> reports, ToDoubleFunction<HardwareReport> value) {
        return DoubleColumn.create(name, reports.stream().mapToDouble(r -> rounded(value.applyAsDouble(r))).toArray());
    }

    /** To four digits. */
    private static double rounded(double value) {
        return value == 0 || !Double.isFinite(value) ? value : new BigDecimal(value).round(new MathContext(4)).doubleValue();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s on %s, %d samples: %.1f %% right, windows of %d %.2f %% active, %.4g uJ, %.4g us, EDP %.4g pJ s", name, accelerator, samples, 100 * accuracy, window,
                100 * windowDensity(), microjoules(), microseconds(), edp());
    }
}
