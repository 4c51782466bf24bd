package org.spikebook.lab.target;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.spikebook.accelerator.xpike.AnalogLayer;
import org.spikebook.accelerator.xpike.AnalogMatrix;
import org.spikebook.accelerator.xpike.ChipArea;
import org.spikebook.accelerator.xpike.ChipLatency;
import org.spikebook.accelerator.xpike.PcmModel;
import org.spikebook.accelerator.xpike.PlatformEnergy;
import org.spikebook.accelerator.xpike.RowBlockMapping;
import org.spikebook.accelerator.xpike.SpikingTransformer;
import org.spikebook.accelerator.xpike.SsaTile;
import org.spikebook.accelerator.xpike.TransformerCost;
import org.spikebook.accelerator.xpike.TransformerPlatform;
import org.spikebook.accelerator.xpike.TransformerShape;
import org.spikebook.accelerator.xpike.Xpikeformer;
import org.spikebook.lab.paper.Paper;
import org.spikebook.network.Network;
import org.spikebook.network.Weights;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;
import org.spikebook.training.Model;
import org.spikebook.training.data.DataSets;
import org.spikebook.training.data.Dataset;
import org.spikebook.training.data.Transform;
import org.spikebook.training.wireless.BitErrors;
import org.spikebook.training.wireless.Wireless;
import tech.tablesaw.api.Row;

/** Our values for Xpikeformer: the engines by simulation, energy, latency and area by counts and prices. */
final class XpikeformerTargets implements TargetSuite {

    private static final double YEAR = 365 * 86400.0;
    private static final int RUNS = 200;

    private final TransformerCost large = TransformerCost.of(TransformerShape.named("vit-8-768-imagenet"));

    @Override
    public String paper() {
        return "xpikeformer";
    }

    @Override
    public Map<String, Computation> computations() {
        var computations = new LinkedHashMap<String, Computation>();
        computations.put("XP1", XpikeformerTargets::expectation);
        computations.put("XP2", XpikeformerTargets::clocked);
        computations.put("XP3", XpikeformerTargets::mapping);
        computations.put("XP4", XpikeformerTargets::devices);
        computations.put("XP5", XpikeformerTargets::carrySave);
        computations.put("XP6", XpikeformerTargets::compensation);
        computations.put("XP7", this::energies);
        computations.put("XP8", this::gains);
        computations.put("XP9", this::split);
        computations.put("XP10", this::latency);
        computations.put("XP11", this::gpu);
        computations.put("XP12", this::area);
        computations.put("XP13", this::others);
        computations.put("XP14", XpikeformerTargets::afterAYear);
        computations.put("XP15", XpikeformerTargets::symbols);
        return computations;
    }

    /** Queries, keys and values with random rates. */
    private record Attention(SsaTile tile, double[][][] rates) {

        static Attention random(SsaTile tile, long seed) {
            var random = new SplittableRandom(seed);
            double[][][] rates = new double[3][tile.tokens()][tile.features()];
            for (double[][] which : rates) {
                for (double[] token : which) {
                    for (int d = 0; d < token.length; d++) {
                        token[d] = random.nextDouble();
                    }
                }
            }
            return new Attention(tile, rates);
        }

        double[][] expected() {
            return tile.expected(rates[0], rates[1], rates[2]);
        }

        /** Average of A over the steps minus its expectation, for every entry. */
        double[] errors(SsaTile tile, int steps, long seed) {
            SpikeTensor a = run(tile, steps, seed);
            double[][] expected = expected();
            return IntStream.range(0, a.neurons()).mapToDouble(n -> (double) a.count(n) / steps - expected[n / tile.features()][n % tile.features()]).toArray();
        }

        private SpikeTensor run(SsaTile tile, int steps, long seed) {
            var random = new SplittableRandom(seed);
            SpikeTensor[] inputs = new SpikeTensor[3];
            for (int which = 0; which < 3; which++) {
                var spikes = SpikeTensor.builder(Shape.sequence(tile.tokens(), tile.features()), steps);
                for (int n = 0; n < tile.tokens() * tile.features(); n++) {
                    double rate = rates[which][n / tile.features()][n % tile.features()];
                    for (int t = 0; t < steps; t++) {
                        if (random.nextDouble() < rate) {
                            spikes.set(n, t);
                        }
                    }
                }
                inputs[which] = spikes.build();
            }
            return tile.run(inputs[0], inputs[1], inputs[2]);
        }
    }

    private static Map<String, Object> expectation() {
        var ours = new LinkedHashMap<String, Object>();
        Attention attention = Attention.random(SsaTile.of(16, 32), 1);
        double[] errors = new double[RUNS];
        for (int t : new int[] {1, 4, 16, 64}) {
            double squares = 0;
            for (int run = 0; run < RUNS; run++) {
                double[] error = attention.errors(attention.tile.seed(100 + run), t, 1000 + run);
                errors[run] = Arrays.stream(error).average().orElseThrow();
                squares += Arrays.stream(error).map(e -> e * e).average().orElseThrow();
            }
            ours.put("T = " + t, Math.sqrt(squares / RUNS) * 2 * Math.sqrt(t));
        }
        double[] differences = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            SsaTile statistical = attention.tile.randomness(SsaTile.Randomness.STATISTICAL).seed(100 + run);
            differences[run] = Arrays.stream(attention.errors(statistical, 64, 5000 + run)).average().orElseThrow() - errors[run];
        }
        ours.put("mean", inStandardErrors(errors));
        ours.put("statistical", inStandardErrors(differences));
        return ours;
    }

    /** Mean of independent runs over its standard error. */
    private static double inStandardErrors(double[] runs) {
        return Math.abs(Arrays.stream(runs).average().orElseThrow()) / standardError(runs);
    }

    private static Map<String, Object> clocked() {
        long differing = 0;
        int[][] sizes = {{5, 8}, {16, 64}, {37, 64}, {64, 64}, {65, 32}, {130, 20}};
        for (int[] size : sizes) {
            for (boolean masked : new boolean[] {false, true}) {
                SsaTile tile = SsaTile.of(size[0], size[1]).causal(masked).diagonalMasked(masked);
                SpikeTensor[] in = spikes(tile, 3);
                differing += differences(tile.run(in[0], in[1], in[2]), tile.runClocked(in[0], in[1], in[2]).attention());
            }
        }
        SsaTile tile = SsaTile.of(8, 64);
        SpikeTensor[] in = spikes(tile, 7);
        SsaTile.ClockedRun run = tile.runClocked(in[0], in[1], in[2]);
        return Map.of("clocked", differing, "first output", run.firstOutput(), "stream", run.clocks());
    }

    private static SpikeTensor[] spikes(SsaTile tile, int steps) {
        return IntStream.range(0, 3).mapToObj(i -> Spikes.bernoulli(0.6).seed(i).generate(Shape.sequence(tile.tokens(), tile.features()), steps))
                .toArray(SpikeTensor[]::new);
    }

    private static long differences(SpikeTensor a, SpikeTensor b) {
        long differing = 0;
        for (int n = 0; n < a.neurons(); n++) {
            for (int w = 0; w < a.wordsPerNeuron(); w++) {
                differing += Long.bitCount(a.word(n, w) ^ b.word(n, w));
            }
        }
        return differing;
    }

    private static Map<String, Object> mapping() {
        RowBlockMapping mapping = Xpikeformer.published().mapping(384, 512);
        return Map.of("arrays", mapping.arrays(), "row blocks", mapping.blockRows(), "LIF units", mapping.lifUnits(), "slots", mapping.slots(),
                "pre-activations", mapping.storedPreactivations());
    }

    private static Map<String, Object> devices() {
        PcmModel pcm = PcmModel.pcmLike();
        var ours = new LinkedHashMap<String, Object>();
        double[] r = IntStream.rangeClosed(0, 100_000).mapToDouble(i -> i / 100_000.0).toArray();
        ours.put("least exponent", IntStream.range(0, r.length).mapToDouble(i -> pcm.driftMean(r[i])).min().orElseThrow());
        ours.put("largest exponent", IntStream.range(0, r.length).mapToDouble(i -> pcm.driftMean(r[i])).max().orElseThrow());
        int peak = IntStream.range(0, r.length).reduce((a, b) -> pcm.programmingSpread(r[b]) > pcm.programmingSpread(r[a]) ? b : a).orElseThrow();
        ours.put("spread", pcm.programmingSpread(r[peak]) * pcm.conductance());
        ours.put("spread at", r[peak]);
        ours.put("year, target", pcm.driftFactor(0.06, YEAR) / pcm.driftFactor(0.06, 20));
        ours.put("year, programmed", pcm.driftFactor(0.06, YEAR));
        int devices = 100_000;
        float[] levels = new float[devices + 1];
        Arrays.fill(levels, 9);
        levels[devices] = 15;
        AnalogMatrix matrix = AnalogMatrix.program(Weights.of(levels, 1, devices + 1), pcm, 4, 1);
        float[] programmed = matrix.programmed(true);
        float[] exponents = matrix.driftExponents(true);
        double sum = 0;
        double squares = 0;
        double nu = 0;
        for (int i = 0; i < devices; i++) {
            sum += programmed[i] - 0.6;
            squares += Math.pow(programmed[i] - 0.6, 2);
            nu += exponents[i];
        }
        double spread = pcm.programmingSpread(0.6);
        ours.put("drawn conductance", Math.abs(sum / devices) / (spread / Math.sqrt(devices)));
        ours.put("drawn spread", Math.abs(Math.sqrt(squares / devices) - spread) / (spread / Math.sqrt(2.0 * devices)));
        ours.put("drawn exponent", Math.abs(nu / devices - pcm.driftMean(0.6)) / (pcm.driftSpread(0.6) / Math.sqrt(devices)));
        return ours;
    }

    private static Map<String, Object> carrySave() {
        long differing = 0;
        for (int[] size : new int[][] {{10, 20}, {128, 128}, {129, 127}, {130, 300}, {384, 512}}) {
            var random = new SplittableRandom(size[0]);
            float[][] weights = new float[size[0]][size[1]];
            for (float[] row : weights) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = random.nextInt(31) - 15;
                }
                row[random.nextInt(row.length)] = 15;   // so that a level is 1
            }
            SpikeTensor input = Spikes.bernoulli(0.3).seed(size[1]).generate(Shape.features(size[1]), 12);
            Network direct = Network.builder("direct", Shape.features(size[1])).dense("D", d -> d.weights(weights))
                    .neuron(Neuron.lif(0.5).threshold(17)).build();
            AnalogLayer layer = Xpikeformer.published().ideal().program("D", Weights.of(weights), 17, 1);
            differing += differences(layer.inference(0, false, 1).run(input, 1), direct.run(input).output());
        }
        return Map.of("spikes", differing);
    }

    private static Map<String, Object> compensation() {
        var random = new SplittableRandom(3);
        float[] weights = new float[64 * 256];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (0.1 * random.nextGaussian());
        }
        AnalogMatrix matrix = AnalogMatrix.program(Weights.of(weights, 64, 256), PcmModel.pcmLike(), 4, 4);
        double before = magnitude(matrix.weights(0, 1));
        return Map.of("1 h", magnitude(matrix.compensatedWeights(3600, 2)) / before, "1 d", magnitude(matrix.compensatedWeights(86400, 2)) / before,
                "1 y", magnitude(matrix.compensatedWeights(YEAR, 2)) / before);
    }

    private static double magnitude(Weights weights) {
        double sum = 0;
        for (float w : weights.toArray()) {
            sum += Math.abs(w);
        }
        return sum;
    }

    private static final TransformerPlatform[] BASELINES = {TransformerPlatform.ANN_QUANT, TransformerPlatform.ANN_QUANT_AIMC, TransformerPlatform.SNN_DIGITAL};

    private static double millijoules(PlatformEnergy energy) {
        return energy.total().joules() * 1e3;
    }

    private Map<String, Object> energies() {
        var ours = new LinkedHashMap<String, Object>();
        for (TransformerPlatform platform : TransformerPlatform.values()) {
            ours.put(platform.label(), millijoules(large.energy(platform)));
        }
        return ours;
    }

    private Map<String, Object> gains() {
        var ours = new LinkedHashMap<String, Object>();
        TransformerCost medium = TransformerCost.of(TransformerShape.named("vit-6-512-imagenet"));
        TransformerCost wide = TransformerCost.of(TransformerShape.named("gpt-8-512-4x4"));
        TransformerCost small = TransformerCost.of(TransformerShape.named("gpt-4-256-4x4"));
        for (TransformerPlatform baseline : BASELINES) {
            ours.put("8-768 " + baseline.label(), large.gain(baseline));
            ours.put("6-512 " + baseline.label(), medium.gain(baseline));
            ours.put("8-512 " + baseline.label(), wide.gain(baseline));
            ours.put("4-256 " + baseline.label(), small.gain(baseline));
        }
        ours.put("trend ImageNet", large.gain(TransformerPlatform.ANN_QUANT) / medium.gain(TransformerPlatform.ANN_QUANT));
        ours.put("trend ICL", wide.gain(TransformerPlatform.ANN_QUANT) / small.gain(TransformerPlatform.ANN_QUANT));
        return ours;
    }

    private Map<String, Object> split() {
        PlatformEnergy chip = large.energy(TransformerPlatform.XPIKEFORMER);
        double arrays = chip.computeShare("periphery", "accumulation", "ADC");
        var ours = new LinkedHashMap<String, Object>();
        ours.put("AIMC", 100 * arrays);
        ours.put("SSA", 100 * chip.computeShare("SSA"));
        ours.put("other", 100 * chip.computeShare("other"));
        for (String part : new String[] {"periphery", "accumulation", "ADC"}) {
            ours.put(part, 100 * chip.computeShare(part) / arrays);
        }
        return ours;
    }

    private Map<String, Object> latency() {
        ChipLatency latency = large.latency();
        return Map.of("latency", latency.milliseconds(), "SSA", 100 * latency.attentionShare(), "arrays", 100 * latency.arrayShare(), "periphery",
                100 * latency.peripheryShare());
    }

    private Map<String, Object> gpu() {
        double ours = large.latency().milliseconds();
        return Map.of("ANN", large.prices().value("gpuAnn") / ours, "SNN", large.prices().value("gpuSnn") / ours);
    }

    private Map<String, Object> area() {
        ChipArea area = large.area();
        return Map.of("area", area.total(), "periphery", 100 * area.periphery() / area.total(), "arrays", 100 * area.arrays() / area.total(), "SSA",
                100 * area.attention() / area.total());
    }

    private Map<String, Object> others() {
        double energy = millijoules(large.energy(TransformerPlatform.XPIKEFORMER));
        var ours = new LinkedHashMap<String, Object>();
        for (Row row : Paper.named("xpikeformer").data("table-6")) {
            if (row.getString("design").equals("SwiftTron")) {
                ours.put("SwiftTron", row.getDouble("energy [mJ]") / energy);
            } else if (row.getString("design").equals("X-Former")) {
                ours.put("X-Former energy", row.getDouble("energy [mJ]") / energy);
                ours.put("X-Former latency", row.getDouble("latency [ms]") / large.latency().milliseconds());
            }
        }
        return ours;
    }

    /** Images of XP14, sets of devices with compensation, whose difference is small, and without. */
    private static final int IMAGES = 1000;
    private static final int DRAWS = 12;
    private static final int UNCOMPENSATED_DRAWS = 4;

    /** Right (1) or wrong (0) after a year on the simulated chip, axes {@code [set of devices][image]}. */
    private static double[][] right(SpikingTransformer model, boolean compensated, double[][][] images, int[] labels, double[][][] sample) {
        int steps = model.shape().chipSteps();
        return IntStream.range(0, compensated ? DRAWS : UNCOMPENSATED_DRAWS).parallel().mapToObj(draw -> {
            SpikingTransformer chip = model.on(Xpikeformer.published(), YEAR, compensated, 1000 * draw, sample, steps);
            return IntStream.range(0, images.length).mapToDouble(i -> chip.run(images[i], steps, i).winner() == labels[i] ? 1 : 0).toArray();
        }).toArray(double[][]::new);
    }

    /** The first test images, patch by patch, for the shape's tokens. */
    private static double[][][] patches(Dataset images, TransformerShape shape) {
        return images.map(Transform.patches((int) Math.sqrt(shape.inputs()))).samples().stream().map(sample -> {
            double[][] tokens = new double[shape.tokens() - 1][shape.inputs()];
            for (int n = 0; n < tokens.length; n++) {
                for (int i = 0; i < shape.inputs(); i++) {
                    tokens[n][i] = sample.frames()[0][n * shape.inputs() + i];
                }
            }
            return tokens;
        }).toArray(double[][][]::new);
    }

    /**
     * The shipped pair of six blocks on MNIST, on the whole chip a year after programming. A difference is judged in points and in its standard errors: the larger one of those over
     * images (each image's mean over the sets of devices) and over sets of devices.
     */
    private static Map<String, Object> afterAYear() {
        if (!DataSets.isHere("mnist")) {
            var open = new Target.Open("needs MNIST in SPIKEBOOK_DATA");
            return Map.of("fine-tuning", open, "fine-tuning, errors", open, "compensation", open);
        }
        SpikingTransformer ideal = SpikingTransformer.trained("vit-6-32-mnist-ideal");
        SpikingTransformer aware = SpikingTransformer.trained("vit-6-32-mnist-aware");
        Dataset test = DataSets.mnist().test().first(IMAGES);
        double[][][] images = patches(test, ideal.shape());
        int[] labels = IntStream.range(0, IMAGES).map(test::label).toArray();
        double[][][] sample = patches(DataSets.mnist().train().first(8), ideal.shape());
        double[][] plain = right(ideal, true, images, labels, sample);
        double[] tuned = difference(right(aware, true, images, labels, sample), plain);
        double[][] idealLost = right(ideal, false, images, labels, sample);
        double[][] awareLost = right(aware, false, images, labels, sample);
        double compensation = Math.min(difference(plain, idealLost)[0], difference(plain, awareLost)[0]);
        return Map.of("fine-tuning", tuned[0], "fine-tuning, errors", tuned[0] / tuned[1], "compensation", compensation);
    }

    /** Mean difference in points over the sets of devices that both have, and its standard error. */
    private static double[] difference(double[][] more, double[][] less) {
        int draws = Math.min(more.length, less.length);
        double[] byDraw = IntStream.range(0, draws).mapToDouble(d -> IntStream.range(0, IMAGES).mapToDouble(i -> more[d][i] - less[d][i]).average().orElseThrow()).toArray();
        double[] byImage = IntStream.range(0, IMAGES).mapToDouble(i -> IntStream.range(0, draws).mapToDouble(d -> more[d][i] - less[d][i]).average().orElseThrow()).toArray();
        return new double[] {100 * Arrays.stream(byDraw).average().orElseThrow(), 100 * Math.max(standardError(byDraw), standardError(byImage))};
    }

    private static double standardError(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1) / values.length);
    }

    /** Tasks and steps of XP15. */
    private static final int TASKS = 2000;
    private static final int STEPS = 16;

    /** The shipped decoder: its rate of errors falls if it does by more than three standard errors from 1 pair to 4, to 9 and to 18. */
    private static Map<String, Object> symbols() {
        Wireless link = Wireless.antennas(2).snr(10);
        List<BitErrors> errors = BitErrors.byPairs(link, Model.of(SpikingTransformer.trained("gpt-2-64-2x2")).build(), STEPS, TASKS, 1);
        int[] pairs = {1, 4, 9, 18};
        boolean falls = IntStream.range(1, pairs.length).allMatch(i -> {
            BitErrors fewer = errors.get(pairs[i - 1]);
            BitErrors more = errors.get(pairs[i]);
            return fewer.rate() - more.rate() > 3 * Math.hypot(fewer.standardError(), more.standardError());
        });
        return Map.of("pairs", falls ? "falls" : "does not fall", "stretch", errors.get(18).rate());
    }
}
