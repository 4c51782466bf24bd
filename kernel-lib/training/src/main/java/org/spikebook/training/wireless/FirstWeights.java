package org.spikebook.training.wireless;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.spikebook.accelerator.xpike.SpikingTransformer;
import org.spikebook.accelerator.xpike.TransformerShape;
import org.spikebook.network.Weights;

/**
 * First weights of {@link Wireless#decoder}. Features of a token are in three groups: A of the query's code, A of the key's, the rest signs; A is the largest multiple of 4 that is at
 * most 3/8 of the features. Half-spaces come in fours, each direction turned by quarters.
 */
final class FirstWeights {

    /** Quarters of a turn, and heads that work together. */
    private static final int TURNS = 4;

    private final Wireless link;
    private final TransformerShape shape;
    private final int size;         // real numbers of a received or sent vector
    private final int width;
    private final int code;         // features of a code, A
    private final SplittableRandom random;
    private final Map<String, Weights> weights;

    private FirstWeights(Wireless link, TransformerShape shape, long seed) {
        this.link = link;
        this.shape = shape;
        size = 2 * link.antennas();
        width = shape.width();
        code = width * 3 / 8 / TURNS * TURNS;
        if (!shape.decoder() || shape.tokens() != link.tokens() || shape.inputs() != link.inputs() || shape.outputs() != link.classes() || shape.heads() % TURNS != 0
                || shape.headFeatures() > code || (width - 2 * code) % (2 * size) != 0 || shape.headFeatures() % (2 * size) != 0) {
            throw new IllegalArgumentException("wireless: a transformer for it must be a decoder of " + link.tokens() + " tokens, " + link.inputs() + " inputs and " + link.classes()
                    + " outputs, with a multiple of 4 heads, at most 3/8 of the features in a head, and room for " + 2 * size + " signs in each head, but was " + shape
                    + ". Maybe gpt-2-64-2x2 with Wireless.antennas(2).");
        }
        random = new SplittableRandom(seed);
        weights = new LinkedHashMap<>(SpikingTransformer.random(shape, seed).weights());
    }

    static SpikingTransformer of(Wireless link, TransformerShape shape, long seed) {
        var first = new FirstWeights(link, shape, seed);
        first.embedding();
        for (int block = 1; block <= shape.depth(); block++) {
            first.block("block" + block + ".");
        }
        first.scale("head", 0.3);
        return SpikingTransformer.of(shape, first.weights);
    }

    private void embedding() {
        float[] embedding = scale("embedding", 0.17);
        float[] offsets = new float[width];
        int steps = link.levels() - 1;
        for (int f = 0; f < code; f += TURNS) {
            double[] direction = DoubleStream.generate(random::nextGaussian).limit(size).toArray();
            double norm = Math.sqrt(Arrays.stream(direction).map(u -> u * u).sum());
            double offset = 0.2 * random.nextGaussian();
            for (int turn = 0; turn < TURNS; turn++) {
                double centre = 0;
                for (int r = 0; r < size; r++) {
                    float weight = (float) (4 * direction[r] / norm / link.spread());
                    centre += weight * steps / 2.0;
                    for (int i = r * steps; i < (r + 1) * steps; i++) {
                        embedding[(f + turn) * shape.inputs() + i] += weight;
                        embedding[(code + f + turn) * shape.inputs() + size * steps + i] += weight;
                    }
                }
                offsets[f + turn] = (float) (0.75 - 4 * offset - centre);
                offsets[code + f + turn] = offsets[f + turn];
                direction = quarter(direction);
            }
        }
        for (int f = 2 * code; f < width; f++) {
            embedding[f * shape.inputs() + 2 * size * steps + f % (2 * size)] += 1.5f;
        }
        put("embedding", embedding);
        float[] positions = new float[shape.tokens() * width];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = offsets[i % width];
        }
        put("position", positions);
    }

    /** j times a vector of real parts, then imaginary parts. */
    private static double[] quarter(double[] v) {
        int n = v.length / 2;
        double[] turned = new double[v.length];
        for (int i = 0; i < n; i++) {
            turned[i] = -v[i + n];
            turned[i + n] = v[i];
        }
        return turned;
    }

    private void block(String block) {
        float[] query = scale(block + "query", 0.05);
        float[] key = scale(block + "key", 0.05);
        float[] value = scale(block + "value", 0.1);
        int features = shape.headFeatures();
        int copies = (width - 2 * code) / (2 * size);
        for (int row = 0; row < width; row++) {
            int turn = row / features % TURNS;
            int f = (row / features / TURNS * features + row % features) % code;
            int turned = f / TURNS * TURNS + (f % TURNS + TURNS - turn) % TURNS;      // the half-space u of j^h y is the half-space j^-h u of y
            query[row * width + turned] += 1.2f;
            key[row * width + code + f] += 1.2f;
            for (int i = 2 * code + row % (2 * size); i < width; i += 2 * size) {
                value[row * width + i] += 1.2f / copies;
            }
        }
        put(block + "query", query);
        put(block + "key", key);
        put(block + "value", value);
        scale(block + "out", 2.5);          // rates of attention are a few percent
        scale(block + "down", 0.3);
        fill(block + "out.bias", 0.6f);
        fill(block + "up.bias", 0.3f);
    }

    /** The random weights, smaller or larger. */
    private float[] scale(String name, double factor) {
        float[] values = weights.get(name).toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) factor;
        }
        put(name, values);
        return values;
    }

    private void fill(String name, float value) {
        float[] values = weights.get(name).toArray();
        Arrays.fill(values, value);
        put(name, values);
    }

    private void put(String name, float[] values) {
        weights.put(name, Weights.of(values.clone(), weights.get(name).dims()));
    }
}
