package org.spikebook.accelerator.xpike;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.spikebook.network.Fields;
import org.spikebook.network.Nearest;

/**
 * The size of a transformer: a vision transformer (encoder, with a class token) or a GPT (decoder, causal). The shipped ones are
 * {@code data/networks/transformers.json}; a name like {@code vit-8-768-imagenet} says depth, width and data.
 *
 * @param name name
 * @param decoder whether tokens see only earlier ones
 * @param depth blocks L
 * @param width features of a token D
 * @param heads heads, a divisor of D
 * @param tokens N, with the class token of an encoder
 * @param inputs numbers that a token is made of
 * @param outputs classes
 * @param mlpRatio width of the feed-forward layer over D
 * @param digitalSteps time steps T that a digital spiking network of this size needs
 * @param chipSteps time steps T on Xpikeformer
 * @param source where the numbers stand
 */
public record TransformerShape(String name, boolean decoder, int depth, int width, int heads, int tokens, int inputs, int outputs, int mlpRatio,
        int digitalSteps, int chipSteps, String source) {

    private static final String FILE = "/org/spikebook/data/networks/transformers.json";

    public TransformerShape {
        Objects.requireNonNull(source, "source");
        for (int value : new int[] {depth, width, heads, tokens, inputs, outputs, mlpRatio, digitalSteps, chipSteps}) {
            if (value < 1) {
                throw new IllegalArgumentException("transformer '" + name + "': every size must be at least 1, but one was " + value);
            }
        }
        if (width % heads != 0) {
            throw new IllegalArgumentException("transformer '" + name + "': heads must divide the " + width + " features, but was " + heads);
        }
    }

    /**
     * A shape that comes with Spikebook.
     *
     * @throws IllegalArgumentException if there is none of that name; the message names the nearest
     */
    public static TransformerShape named(String name) {
        return all().stream().filter(shape -> shape.name.equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "transformer '" + name + "' is not shipped." + Nearest.hint(name, names())));
    }

    /** Names of the shapes that come with Spikebook. */
    public static List<String> names() {
        return all().stream().map(TransformerShape::name).toList();
    }

    private static List<TransformerShape> all() {
        JsonNode root;
        try (InputStream in = TransformerShape.class.getResourceAsStream(FILE)) {
            root = new ObjectMapper().readTree(Objects.requireNonNull(in, FILE));
        } catch (IOException e) {
            throw new UncheckedIOException("resource '" + FILE + "': cannot be read", e);
        }
        var shapes = new ArrayList<TransformerShape>();
        for (JsonNode node : new Fields("transformers", root, "models").node("models")) {
            var f = new Fields("transformer " + shapes.size(), node, "name", "decoder", "depth", "width", "heads", "tokens", "inputs", "outputs",
                    "mlpRatio", "digitalSteps", "chipSteps", "source");
            shapes.add(new TransformerShape(f.text("name"), f.node("decoder").asBoolean(), f.integer("depth"), f.integer("width"), f.integer("heads"),
                    f.integer("tokens"), f.integer("inputs"), f.integer("outputs"), f.integer("mlpRatio"), f.integer("digitalSteps"),
                    f.integer("chipSteps"), f.text("source")));
        }
        return List.copyOf(shapes);
    }

    /** Features of a head, dK. */
    public int headFeatures() {
        return width / heads;
    }

    /** Features between the two feed-forward layers. */
    public int hidden() {
        return Math.multiplyExact(mlpRatio, width);
    }

    /** The same transformer with other numbers of steps. */
    public TransformerShape steps(int digital, int chip) {
        return new TransformerShape(name, decoder, depth, width, heads, tokens, inputs, outputs, mlpRatio, digital, chip, source);
    }

    /** Multiplications of weights with activations in one dense pass: embedding of the tokens that have inputs, blocks, one read-out. */
    public long linearMacs() {
        long embedding = (decoder ? tokens : tokens - 1L) * inputs * width;
        return Math.addExact(Math.multiplyExact(Math.multiplyExact((long) tokens, depth), (4L + 2L * mlpRatio) * width * width),
                embedding + (long) width * outputs);
    }

    /** Multiplications of activations with activations in one dense pass: {@code 2 N^2 D L}. */
    public long attentionMacs() {
        return Math.multiplyExact(2L * tokens * tokens, (long) width * depth);
    }

    /** Scores of all heads and layers, {@code h N^2 L}. */
    public long scores() {
        return Math.multiplyExact((long) heads * tokens, (long) tokens * depth);
    }
}
