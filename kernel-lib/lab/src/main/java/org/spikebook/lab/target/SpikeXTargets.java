package org.spikebook.lab.target;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.spikebook.accelerator.ActivityTags;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.accelerator.Simulation;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.lab.sweep.Sweep;
import org.spikebook.lab.sweep.SweepResult;
import org.spikebook.network.Networks;
import org.spikebook.progress.Progress;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

/** Our values for the SpikeX paper: dispatch and tags here, energy and function in classes of their own. Fig. 10 is simulated once for all targets that need it. */
final class SpikeXTargets implements TargetSuite {

    /** The rates of Fig. 10. */
    private static final double[] RATES = {1e-4, 2e-4, 3e-4, 4e-4, 5e-4, 1e-3, 2e-3, 3e-3, 4e-3, 5e-3, 1e-2, 2e-2, 3e-2, 4e-2, 5e-2};
    /** Rates up to 1 %. */
    private static final int SPARSE = 11;
    private static final int WINDOW = 5;
    /** 8 full groups of windows, so that no group is ragged. */
    private static final int STEPS = 320;
    private static final int SEEDS = 20;

    private final LayerShape conv2 = LayerShape.of(Networks.dvsGestureMedium().layer("CONV2"));
    private final SpikeXEnergyTargets energy = new SpikeXEnergyTargets();
    private Optional<SweepResult> figure10 = Optional.empty();

    @Override
    public String paper() {
        return "spikex";
    }

    @Override
    public Map<String, Computation> computations() {
        var computations = new LinkedHashMap<String, Computation>();
        computations.put("A1", this::speedUps);
        computations.put("A2", this::shape);
        computations.put("A3", this::closedForm);
        computations.put("A4", this::temporalOnly);
        computations.putAll(energy.computations());
        computations.put("A18", SpikeXFunctionTargets::differingSpikes);
        computations.put("A19", this::tags);
        computations.put("A20", SpikeXFunctionTargets::filterTransfer);
        return computations;
    }

    /** Mean speed-up over PTB at each rate. */
    private double[] speedUps(SpikeX.Dispatch dispatch) {
        if (figure10.isEmpty()) {
            var ptb = Ptb.builder().timeWindow(WINDOW).build();
            var chip = SpikeX.builder().timeWindow(WINDOW);
            figure10 = Optional.of(Sweep.of(Simulation.of(ptb).on(conv2).steps(STEPS).spikes(Spikes.bernoulli(0)))
                    .over("firingRate", RATES)
                    .over("accelerator", ptb, chip.dispatch(SpikeX.Dispatch.SPATIAL).build(), chip.dispatch(SpikeX.Dispatch.TEMPORAL).build())
                    .seeds(SEEDS).measure("latency").run().speedUp("accelerator", ptb).averageOver("seed"));
        }
        var chip = SpikeX.builder().timeWindow(WINDOW).dispatch(dispatch).build();
        return figure10.get().where("accelerator", chip).values("speedUp");
    }

    private static String percent(double rate) {
        return String.format(Locale.ROOT, "%s %%", java.math.BigDecimal.valueOf(rate).movePointRight(2).stripTrailingZeros().toPlainString());
    }

    private Map<String, Object> speedUps() {
        double[] mean = speedUps(SpikeX.Dispatch.SPATIAL);
        var ours = new LinkedHashMap<String, Object>();
        for (int i = 0; i < RATES.length; i++) {
            ours.put(percent(RATES[i]), mean[i]);
        }
        return ours;
    }

    private Map<String, Object> shape() {
        double[] mean = speedUps(SpikeX.Dispatch.SPATIAL);
        double rise = IntStream.range(1, SPARSE).mapToDouble(i -> 100 * (mean[i] / mean[i - 1] - 1)).max().orElseThrow();
        double bound = IntStream.range(0, mean.length).mapToDouble(i -> mean[i]).max().orElseThrow();
        return Map.of("rise", rise, "bound", bound);
    }

    /** {@code [1 - (1 - p)^W] / p} with {@code p = 1 - (1 - r)^(E E TWS)}, W columns: the speed-up if active units were packed without gaps. */
    private double closedForm(double rate) {
        double p = 1 - Math.pow(1 - rate, conv2.kernelHeight() * conv2.kernelWidth() * WINDOW);
        return (1 - Math.pow(1 - p, SpikeX.builder().build().platform().columns())) / p;
    }

    private Map<String, Object> closedForm() {
        double[] mean = speedUps(SpikeX.Dispatch.SPATIAL);
        double worst = IntStream.range(2, SPARSE).mapToDouble(i -> 100 * Math.abs(mean[i] / closedForm(RATES[i]) - 1)).max().orElseThrow();
        return Map.of("closed form", worst);
    }

    private Map<String, Object> temporalOnly() {
        double[] mean = speedUps(SpikeX.Dispatch.TEMPORAL);
        int peak = IntStream.range(0, mean.length).reduce((a, b) -> mean[b] > mean[a] ? b : a).orElseThrow();
        return Map.of("0.01 %", mean[0], "0.1 %", mean[5], "peak", 100 * RATES[peak]);
    }

    /** Fig. 2: three presynaptic trains over four windows, a block is two windows, a stride all four. */
    private Map<String, Object> tags() {
        var layer = LayerShape.fullyConnected("Fig. 2", 1, 3, 1);
        int window = 4;
        SpikeTensor trains = SpikeTensor.builder(layer.inputShape(), 4 * window)
                .set(0, 2 * window).set(0, 3 * window + 1).set(0, 3 * window + 3)    // Sa: windows 2 and 3
                .set(2, 1).set(2, 3).set(2, 2 * window + 2)                          // Sc: windows 0 and 2
                .build();
        SpikeTensor windows = ActivityTags.of(layer, trains, window, 1).lines();
        var ours = new LinkedHashMap<String, Object>();
        for (int train = 0; train < 3; train++) {
            ours.put("S" + (char) ('a' + train), bits(windows, train) + " " + bits(windows.windowOr(2), train) + " " + bits(windows.windowOr(4), train));
        }
        ours.put("OR", inconsistentTags());
        return ours;
    }

    private static String bits(SpikeTensor tags, int train) {
        return IntStream.range(0, tags.steps()).mapToObj(t -> tags.get(train, t) ? "1" : "0").collect(Collectors.joining());
    }

    /** Tags of lines, units, blocks and strides that differ from the OR of what lies below, spike by spike. */
    private long inconsistentTags() {
        long wrong = 0;
        var layer = LayerShape.conv("small", 2, 9, 9, 1, 5, 2, 1);
        for (Spikes recipe : new Spikes[] {Spikes.bernoulli(0.01).seed(1), Spikes.clustered(0.02).seed(2)}) {
            SpikeTensor spikes = recipe.generate(layer.inputShape(), 300);
            for (int window : new int[] {1, 2, 3, 5, 7, 8, 10, 15, 20, 30}) {
                ActivityTags tags = ActivityTags.of(layer, spikes, window, 1);
                wrong += differences(tags.lines(), spikes, window);
                for (int level = 2; level <= tags.windows(); level *= 2) {
                    wrong += differences(tags.lines().windowOr(level), tags.lines(), level);
                    wrong += differences(tags.units().windowOr(level), tags.units(), level);
                    wrong += differences(tags.lines().windowOr(level), spikes, level * window);
                }
                for (int block = 0; block < tags.blocks(); block++) {
                    for (int position = 0; position < layer.positions(); position++) {
                        for (int w = 0; w < tags.windows(); w++) {
                            boolean any = false;
                            for (int line = 0; line < tags.linesOf(block); line++) {
                                int input = tags.inputOf(block, position, line);
                                any |= input >= 0 && tags.lines().get(input, w);
                            }
                            wrong += any == tags.units().get(block * layer.positions() + position, w) ? 0 : 1;
                        }
                    }
                }
                Progress.poll("tags of Fig. 2");
            }
        }
        return wrong;
    }

    /** How many of the coarse tags are not the OR of the fine ones. */
    private static long differences(SpikeTensor coarse, SpikeTensor fine, int window) {
        long wrong = 0;
        for (int n = 0; n < coarse.neurons(); n++) {
            for (int w = 0; w < coarse.steps(); w++) {
                boolean any = false;
                for (int t = w * window; t < Math.min(fine.steps(), (w + 1) * window); t++) {
                    any |= fine.get(n, t);
                }
                wrong += any == coarse.get(n, w) ? 0 : 1;
            }
        }
        return wrong;
    }
}
