package org.spikebook.accelerator.xpike;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.spikebook.network.Nearest;
import org.spikebook.network.Weights;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;

/**
 * A spiking transformer with stochastic attention (Xpikeformer, Table I and Algorithm 1): encoder with a class token, or causal decoder. At each of
 * T steps, for every token,
 *
 * <pre>{@code
 * x      = LIF(We s + position)                        s[t] ~ Bernoulli(input); the class token has no input
 * q,k,v  = LIF(Wq x), LIF(Wk x), LIF(Wv x)             L times
 * a      = SSA(q, k, v)                                per head, see SsaTile
 * x      = join(x, LIF(Wo a))
 * x      = join(x, LIF(W2 LIF(W1 x)))
 * y      = mean over t of Wh x                         of the class token, or of each token of a decoder
 * v[t] = beta u[t-1] + W x + bias, spike at v >= 1, then u = 0
 * }</pre>
 *
 * Batch norms are folded into weights and biases. {@link Profile#CODE} follows the authors' code where it differs from the paper.
 * Steps run one after the other here; the chip's order (all steps of a token, then the next) gives the same, since tokens meet in attention alone.
 *
 * <pre>{@code
 * var vit = SpikingTransformer.random(TransformerShape.named("vit-2-64-mnist"), 1);
 * vit.run(tokens, 8, 2).winner();
 * vit.on(Xpikeformer.published(), 3600, true, 3).run(tokens, 8, 2);     // an hour after programming
 * }</pre>
 */
public final class SpikingTransformer {

    /** What is left of a potential after a step: one shift to the right. */
    public static final double BETA = 0.5;
    /** 1 - 1 / tau with tau = 1.2, the authors' feed-forward layers. */
    private static final double CODE_FEED_FORWARD_BETA = 1 - 1 / 1.2;

    /** Matrix-vector steps of a layer that its converters are set from. */
    private static final int CALIBRATION = 500;

    private final TransformerShape shape;
    private final Profile profile;
    private final Join join;
    private final SsaTile.Randomness randomness;
    private final Map<String, Weights> weights;
    private final Map<String, Synapses> synapses;

    /** Which of the two descriptions is followed. */
    public enum Profile {
        /** The paper: Bernoulli inputs, a LIF layer behind every matrix but the read-out. */
        PAPER,
        /**
         * The authors' code: inputs repeated unchanged, real-valued residual stream, no LIF behind embedding, attention output and second feed-forward
         * matrix, a layer norm behind the latter, tau = 1.2 in the feed-forward layer, and no token attends to itself.
         */
        CODE
    }

    /** How a residual unit joins stream and branch. */
    public enum Join {
        /** Sum: the stream holds whole numbers in the paper's profile, and enters arrays bit plane by bit plane. */
        ADD,
        /** 1 if either spikes: the stream stays binary. */
        OR,
        /** 1 if the stream spikes and the branch does not. */
        IAND
    }

    private SpikingTransformer(TransformerShape shape, Profile profile, Join join, SsaTile.Randomness randomness, Map<String, Weights> weights,
            Map<String, Synapses> synapses) {
        this.shape = Objects.requireNonNull(shape, "shape");
        this.profile = profile;
        this.join = join;
        this.randomness = randomness;
        this.weights = Collections.unmodifiableMap(weights);
        this.synapses = synapses;
        if (profile == Profile.CODE && join != Join.ADD) {
            throw new IllegalArgumentException("transformer '" + shape.name() + "': the profile CODE has a real-valued stream, which only ADD joins, but was "
                    + join + ". Maybe the profile PAPER.");
        }
    }

    /**
     * A transformer of given weights, in the paper's profile, with added residuals and bit-exact attention.
     *
     * @param weights every name of {@link #names}; matrices {@code [output][input]}, biases {@code [output]}, {@code position [token][feature]}
     * @throws IllegalArgumentException if one is missing, unknown or of the wrong size
     */
    public static SpikingTransformer of(TransformerShape shape, Map<String, Weights> weights) {
        var all = new LinkedHashMap<String, Weights>();
        Map<String, int[]> expected = sizes(shape);
        for (String name : weights.keySet()) {
            if (!expected.containsKey(name)) {
                throw new IllegalArgumentException("transformer '" + shape.name() + "': has no weights '" + name + "'." + Nearest.hint(name, expected.keySet()));
            }
        }
        expected.forEach((name, dims) -> {
            Weights given = weights.get(name);
            if (given == null || !Arrays.equals(given.dims(), dims)) {
                throw new IllegalArgumentException("transformer '" + shape.name() + "': weights '" + name + "' must be " + Arrays.toString(dims) + ", but "
                        + (given == null ? "are missing" : "were " + Arrays.toString(given.dims())));
            }
            all.put(name, given);
        });
        return new SpikingTransformer(shape, Profile.PAPER, Join.ADD, SsaTile.Randomness.BIT_EXACT, all, plain(all));
    }

    /** Random weights: normal with deviation {@code 2 / sqrt(inputs)}, positions with 0.5, biases 0. */
    public static SpikingTransformer random(TransformerShape shape, long seed) {
        var random = new SplittableRandom(seed);
        var weights = new LinkedHashMap<String, Weights>();
        sizes(shape).forEach((name, dims) -> {
            int size = Arrays.stream(dims).reduce(1, Math::multiplyExact);
            float[] values = new float[size];
            double deviation = dims.length == 1 ? 0 : name.equals("position") ? 0.5 : 2 / Math.sqrt(dims[1]);
            for (int i = 0; i < size && deviation > 0; i++) {
                values[i] = (float) (deviation * random.nextGaussian());
            }
            weights.put(name, Weights.of(values, dims));
        });
        return of(shape, weights);
    }

    /**
     * First weights for training. Those of {@link #random}, but attention passes most spikes on at first: an output of attention is a product of three rates, and with the rates of
     * {@link #random} hardly any would come through. Biases of queries and keys are 1.2, of values 0.4, of the other layers 0.3; {@code out} is doubled, the read-out is small.
     */
    public static SpikingTransformer initial(TransformerShape shape, long seed) {
        var weights = new LinkedHashMap<>(random(shape, seed).weights);
        weights.replaceAll((name, w) -> {
            float[] values = w.toArray();
            if (name.endsWith(".bias") && !name.startsWith("head")) {
                Arrays.fill(values, name.endsWith("query.bias") || name.endsWith("key.bias") ? 1.2f : name.endsWith("value.bias") ? 0.4f : 0.3f);
            }
            for (int i = 0; i < values.length; i++) {
                values[i] *= name.endsWith(".out") ? 2 : name.equals("head") ? 0.3f : 1;
            }
            return Weights.of(values, w.dims());
        });
        return of(shape, weights);
    }

    /**
     * A transformer trained by us that comes with Spikebook: {@code vit-2-64-mnist-ideal}, {@code vit-2-64-mnist-aware} (fine-tuned with noise), the deeper and narrower
     * {@code vit-6-32-mnist-ideal} and {@code -aware}, and others of {@code data/networks/trained}; the file says how each was trained.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static SpikingTransformer trained(String name) {
        return TransformerFile.shipped(name);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws org.spikebook.event.MalformedFileException if the file is none of that kind
     */
    public static SpikingTransformer read(Path file) {
        return TransformerFile.read(file);
    }

    /**
     * Writes shape and weights to a JSON file, beside it first and then moved. Profile, join and randomness are not kept.
     *
     * @param note how the weights came about
     */
    public void write(Path file, String note) {
        TransformerFile.write(this, file, note);
    }

    /** Names of all weights of a shape: {@code embedding, position, block1.query, block1.query.bias, ... head}. */
    public static List<String> names(TransformerShape shape) {
        return List.copyOf(sizes(shape).keySet());
    }

    private static Map<String, int[]> sizes(TransformerShape shape) {
        var sizes = new LinkedHashMap<String, int[]>();
        int width = shape.width();
        sizes.put("embedding", new int[] {width, shape.inputs()});
        sizes.put("position", new int[] {shape.tokens(), width});
        for (int block = 1; block <= shape.depth(); block++) {
            for (String part : new String[] {"query", "key", "value", "out"}) {
                matrix(sizes, "block" + block + "." + part, width, width);
            }
            matrix(sizes, "block" + block + ".up", shape.hidden(), width);
            matrix(sizes, "block" + block + ".down", width, shape.hidden());
        }
        matrix(sizes, "head", shape.outputs(), width);
        return sizes;
    }

    private static void matrix(Map<String, int[]> sizes, String name, int outputs, int inputs) {
        sizes.put(name, new int[] {outputs, inputs});
        sizes.put(name + ".bias", new int[] {outputs});
    }

    private static boolean isMatrix(String name) {
        return !name.endsWith(".bias") && !name.equals("position");
    }

    private static Map<String, Synapses> plain(Map<String, Weights> weights) {
        return synapses(weights, (name, w) -> Synapses.plain(w));
    }

    private static Map<String, Synapses> synapses(Map<String, Weights> weights, BiFunction<String, Weights, Synapses> make) {
        var synapses = new LinkedHashMap<String, Synapses>();
        weights.forEach((name, w) -> {
            if (isMatrix(name)) {
                synapses.put(name, make.apply(name, w));
            }
        });
        return synapses;
    }

    /** Paper or code. */
    public SpikingTransformer profile(Profile profile) {
        return new SpikingTransformer(shape, profile, join, randomness, weights, synapses);
    }

    /** How residual units join. */
    public SpikingTransformer join(Join join) {
        return new SpikingTransformer(shape, profile, join, randomness, weights, synapses);
    }

    /** Where attention's random bytes come from. */
    public SpikingTransformer randomness(SsaTile.Randomness randomness) {
        return new SpikingTransformer(shape, profile, join, randomness, weights, synapses);
    }

    /** Paper or code. */
    public Profile profile() {
        return profile;
    }

    /** How residual units join. */
    public Join join() {
        return join;
    }

    /** Where attention's random bytes come from. */
    public SsaTile.Randomness randomness() {
        return randomness;
    }

    /** Its shape. */
    public TransformerShape shape() {
        return shape;
    }

    /** All weights by name. */
    public Map<String, Weights> weights() {
        return weights;
    }

    /**
     * The same transformer with every matrix changed, for example to what a drifted memory reads; biases and positions stay.
     *
     * @param change called with name and weights of each matrix
     */
    public SpikingTransformer matrices(BiFunction<String, Weights, Weights> change) {
        var changed = new LinkedHashMap<>(weights);
        changed.replaceAll((name, w) -> isMatrix(name) ? change.apply(name, w) : w);
        SpikingTransformer same = of(shape, changed);
        return new SpikingTransformer(shape, profile, join, randomness, same.weights, same.synapses);
    }

    /** The same transformer with its matrices, biases and positions rounded to the levels of device pairs: what a chip without any noise computes. */
    public SpikingTransformer quantized(int deviceBits) {
        return new SpikingTransformer(shape, profile, join, randomness, weights,
                synapses(weights, (name, w) -> Synapses.levels(AnalogMatrix.program(stored(name), PcmModel.ideal(), deviceBits, 0)).added(added(name))));
    }

    /** What is added to the products of a matrix: its bias, or the positions. */
    private Weights offsets(String name) {
        return weights.get(name.equals("embedding") ? "position" : name + ".bias");
    }

    /** What arrays hold: a matrix and what is added. */
    private Weights stored(String name) {
        return Synapses.joined(weights.get(name), offsets(name));
    }

    private int added(String name) {
        return name.equals("embedding") ? shape.tokens() : 1;
    }

    /**
     * The same transformer with its matrices in analog arrays, as one inference finds them. A bias is one more row, which spikes at every step, and a position is a row that
     * spikes for its token: the LIF units of the paper (Section IV) add codes to membranes and have no other input. So both drift with the weights. Converters keep the range that a layer
     * has before calibration.
     *
     * @param chip the chip
     * @param seconds since programming
     * @param compensated whether drift is compensated
     * @param seed seed of devices and read noise
     */
    public SpikingTransformer on(Xpikeformer chip, double seconds, boolean compensated, long seed) {
        return on(chip, seconds, compensated, seed, Map.of());
    }

    /**
     * The same with converters whose ranges were set from sample inputs: every layer's from what enters it when this transformer runs them with exact weights.
     *
     * @param sample inputs as {@link #run} takes them, {@code [sample][token][input]}
     * @param steps T of those runs
     */
    public SpikingTransformer on(Xpikeformer chip, double seconds, boolean compensated, long seed, double[][][] sample, int steps) {
        var seen = new LinkedHashMap<String, List<boolean[]>>();
        SpikingTransformer recording = new SpikingTransformer(shape, profile, join, randomness, weights, synapses(weights, (name, w) -> {
            Synapses plain = Synapses.plain(stored(name));
            List<boolean[]> planes = seen.computeIfAbsent(name, key -> new ArrayList<>());
            Synapses record = (input, random, current) -> {
                Synapses.planes(name, input, (p, plane) -> {
                    if (planes.size() < CALIBRATION) {
                        planes.add(plane.clone());
                    }
                });
                plain.currents(input, random, current);
            };
            return record.added(added(name));
        }));
        for (int i = 0; i < sample.length; i++) {
            recording.run(sample[i], steps, seed + i);
        }
        var spikes = new LinkedHashMap<String, SpikeTensor>();
        seen.forEach((name, planes) -> {
            int inputs = stored(name).dims()[1];
            var tensor = SpikeTensor.builder(Shape.sequence(Math.max(1, planes.size()), inputs), 1);
            for (int n = 0; n < planes.size() * inputs; n++) {
                if (planes.get(n / inputs)[n % inputs]) {
                    tensor.set(n, 0);
                }
            }
            spikes.put(name, tensor.build());
        });
        return on(chip, seconds, compensated, seed, spikes);
    }

    private SpikingTransformer on(Xpikeformer chip, double seconds, boolean compensated, long seed, Map<String, SpikeTensor> calibration) {
        long[] next = {seed};
        return new SpikingTransformer(shape, profile, join, randomness, weights, synapses(weights, (name, w) -> {
            AnalogLayer layer = chip.program(name, stored(name), 1, next[0]++);
            AnalogLayer ranged = calibration.containsKey(name) ? layer.calibrated(calibration.get(name)) : layer;
            return Synapses.analog(name, ranged.inference(seconds, compensated, next[0]++)).added(added(name));
        }));
    }

    /**
     * Runs T steps.
     *
     * @param tokens inputs, each 0..1 in the paper's profile; {@code [token][input]} without the class token
     * @param steps T, at least 1
     * @param seed seed of input spikes, attention and engine noise
     */
    public TransformerRun run(double[][] tokens, int steps, long seed) {
        int inputTokens = shape.decoder() ? shape.tokens() : shape.tokens() - 1;
        if (tokens.length != inputTokens || Arrays.stream(tokens).anyMatch(t -> t.length != shape.inputs())) {
            throw new IllegalArgumentException("transformer '" + shape.name() + "': needs " + inputTokens + " tokens of " + shape.inputs()
                    + " inputs, but got " + tokens.length + (tokens.length == 0 ? "" : " of " + tokens[0].length));
        }
        if (steps < 1) {
            throw new IllegalArgumentException("transformer '" + shape.name() + "': steps must be at least 1, but was " + steps);
        }
        return new Pass(steps, seed).run(tokens);
    }

    /** State of one run. */
    private final class Pass {

        private final int steps;
        private final SplittableRandom inputs;
        private final SplittableRandom noise;
        private final SsaTile.Stream[][] heads = new SsaTile.Stream[shape.depth()][shape.heads()];
        private final Map<String, double[]> membranes = new LinkedHashMap<>();
        private final Map<String, Double> rates = new LinkedHashMap<>();
        private final Map<String, float[]> added = new HashMap<>();

        Pass(int steps, long seed) {
            this.steps = steps;
            var seeds = new SplittableRandom(seed);
            inputs = seeds.split();
            noise = seeds.split();
            SsaTile tile = SsaTile.of(shape.tokens(), shape.headFeatures()).causal(shape.decoder()).diagonalMasked(profile == Profile.CODE)
                    .randomness(randomness);
            for (SsaTile.Stream[] block : heads) {
                for (int h = 0; h < block.length; h++) {
                    block[h] = tile.seed(seeds.nextLong()).start();
                }
            }
        }

        TransformerRun run(double[][] tokens) {
            int from = shape.decoder() ? 0 : shape.tokens() - 1;
            double[][] outputs = new double[shape.tokens() - from][shape.outputs()];
            for (int t = 0; t < steps; t++) {
                float[][] x = embed(tokens);
                for (int block = 1; block <= shape.depth(); block++) {
                    x = block(x, block);
                }
                double[] current = new double[shape.outputs()];
                for (int i = 0; i < outputs.length; i++) {
                    // the class token comes first
                    linear("head", x[shape.decoder() ? i : 0], current);
                    for (int c = 0; c < current.length; c++) {
                        outputs[i][c] += current[c] / steps;
                    }
                }
            }
            return new TransformerRun(outputs, rates);
        }

        private float[][] embed(double[][] tokens) {
            int first = shape.decoder() ? 0 : 1;
            float[][] x = new float[shape.tokens()][shape.width()];
            double[] current = new double[shape.width()];
            float[] s = new float[shape.inputs()];
            for (int n = 0; n < shape.tokens(); n++) {
                for (int i = 0; i < s.length && n >= first; i++) {
                    double value = tokens[n - first][i];
                    s[i] = profile == Profile.CODE ? (float) value : inputs.nextDouble() < value ? 1 : 0;
                }
                linear("embedding", s, n, current);
                fire("embedding", n, current, profile == Profile.CODE ? Double.NaN : BETA, x[n]);
            }
            return x;
        }

        private float[][] block(float[][] x, int number) {
            String block = "block" + number + ".";
            boolean code = profile == Profile.CODE;
            float[][] q = layer(block + "query", x, shape.width(), BETA);
            float[][] k = layer(block + "key", x, shape.width(), BETA);
            float[][] v = layer(block + "value", x, shape.width(), BETA);
            float[][] a = attend(number, q, k, v);
            float[][] o = layer(block + "out", a, shape.width(), code ? Double.NaN : BETA);
            float[][] y = joined(block + "attended", x, o);
            float[][] up = layer(block + "up", y, shape.hidden(), code ? CODE_FEED_FORWARD_BETA : BETA);
            float[][] down = layer(block + "down", up, shape.width(), code ? Double.NaN : BETA);
            if (code) {
                for (float[] token : down) {
                    normalize(token);
                }
            }
            return joined(block + "stream", y, down);
        }

        private void linear(String name, float[] x, double[] current) {
            linear(name, x, 0, current);
        }

        /** @param row of the offsets: the token for positions, 0 for a bias */
        private void linear(String name, float[] x, int row, double[] current) {
            Synapses matrix = synapses.get(name);
            if (matrix.added() > 0) {
                float[] all = Arrays.copyOf(x, x.length + matrix.added());
                all[x.length + row] = 1;
                matrix.currents(all, noise, current);
                return;
            }
            matrix.currents(x, noise, current);
            float[] offsets = added.computeIfAbsent(name, key -> offsets(key).toArray());
            for (int o = 0; o < current.length; o++) {
                current[o] += offsets[row * current.length + o];
            }
        }

        private float[][] layer(String name, float[][] x, int outputs, double beta) {
            float[][] out = new float[x.length][outputs];
            double[] current = new double[outputs];
            for (int n = 0; n < x.length; n++) {
                linear(name, x[n], current);
                fire(name, n, current, beta, out[n]);
            }
            return out;
        }

        /** LIF neurons of one token; with beta NaN the currents pass as they are. */
        private void fire(String name, int token, double[] current, double beta, float[] out) {
            int size = current.length;
            double sum = 0;
            if (Double.isNaN(beta)) {
                for (int d = 0; d < size; d++) {
                    out[d] = (float) current[d];
                    sum += out[d];
                }
            } else {
                double[] u = membranes.computeIfAbsent(name, key -> new double[shape.tokens() * size]);
                for (int d = 0; d < size; d++) {
                    double potential = beta * u[token * size + d] + current[d];
                    boolean spike = potential >= 1;
                    u[token * size + d] = spike ? 0 : potential;
                    out[d] = spike ? 1 : 0;
                    sum += out[d];
                }
            }
            count(name, sum / size / shape.tokens());
        }

        private void count(String name, double share) {
            rates.merge(name, share / steps, Double::sum);
        }

        private float[][] attend(int block, float[][] q, float[][] k, float[][] v) {
            int features = shape.headFeatures();
            int words = (features + 63) / 64;
            int tokens = shape.tokens();
            float[][] a = new float[tokens][shape.width()];
            long[] out = new long[tokens * words];
            double sum = 0;
            for (int h = 0; h < shape.heads(); h++) {
                heads[block - 1][h].step(pack(q, h, words), pack(k, h, words), pack(v, h, words), out);
                for (int n = 0; n < tokens; n++) {
                    for (int d = 0; d < features; d++) {
                        a[n][h * features + d] = out[n * words + (d >> 6)] >>> d & 1;
                        sum += a[n][h * features + d];
                    }
                }
            }
            count("block" + block + ".attention", sum / tokens / shape.width());
            return a;
        }

        private long[] pack(float[][] spikes, int head, int words) {
            int features = shape.headFeatures();
            long[] packed = new long[spikes.length * words];
            for (int n = 0; n < spikes.length; n++) {
                for (int d = 0; d < features; d++) {
                    packed[n * words + (d >> 6)] |= spikes[n][head * features + d] == 0 ? 0 : 1L << d;
                }
            }
            return packed;
        }

        private float[][] joined(String name, float[][] stream, float[][] branch) {
            float[][] out = new float[stream.length][stream[0].length];
            double sum = 0;
            for (int n = 0; n < out.length; n++) {
                for (int d = 0; d < out[n].length; d++) {
                    float s = stream[n][d];
                    float b = branch[n][d];
                    out[n][d] = switch (join) {
                        case ADD -> s + b;
                        case OR -> Math.max(s, b);
                        case IAND -> s * (1 - b);
                    };
                    sum += out[n][d];
                }
            }
            count(name, sum / out.length / out[0].length);
            return out;
        }
    }

    /** Layer norm without gain and offset: mean 0, variance 1 over the features. */
    private static void normalize(float[] values) {
        double mean = 0;
        for (float v : values) {
            mean += v;
        }
        mean /= values.length;
        double squares = 0;
        for (float v : values) {
            squares += (v - mean) * (v - mean);
        }
        double scale = 1 / Math.sqrt(squares / values.length + 1e-5);
        for (int d = 0; d < values.length; d++) {
            values[d] = (float) ((values[d] - mean) * scale);
        }
    }

    @Override
    public String toString() {
        long count = weights.values().stream().mapToLong(Weights::size).sum();
        return shape.name() + ": " + (shape.decoder() ? "decoder" : "encoder") + " of " + shape.depth() + " blocks, " + shape.width() + " features, "
                + shape.heads() + " heads, " + shape.tokens() + " tokens, " + count + " parameters";
    }
}
