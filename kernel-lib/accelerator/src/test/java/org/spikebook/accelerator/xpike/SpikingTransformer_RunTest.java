package org.spikebook.accelerator.xpike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.SplittableRandom;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spikebook.accelerator.xpike.SpikingTransformer.Join;
import org.spikebook.accelerator.xpike.SpikingTransformer.Profile;
import org.spikebook.network.Weights;

class SpikingTransformer_RunTest {

    private static TransformerShape shape(boolean decoder) {
        return new TransformerShape("small", decoder, 2, 16, 2, 6, 5, 3, 4, 4, 4, "made up");
    }

    private static double[][] tokens(TransformerShape shape, long seed) {
        var random = new SplittableRandom(seed);
        double[][] tokens = new double[shape.decoder() ? shape.tokens() : shape.tokens() - 1][shape.inputs()];
        for (double[] token : tokens) {
            for (int i = 0; i < token.length; i++) {
                token[i] = random.nextDouble();
            }
        }
        return tokens;
    }

    @ParameterizedTest
    @EnumSource(Join.class)
    void onAChipWithoutNoiseItIsTheQuantisedTransformerBitForBit(Join join) {
        for (boolean decoder : new boolean[] {false, true}) {
            TransformerShape shape = shape(decoder);
            SpikingTransformer model = SpikingTransformer.initial(shape, 3).join(join);     // with biases
            Xpikeformer chip = Xpikeformer.published().ideal();
            TransformerRun expected = model.quantized(4).run(tokens(shape, 1), 6, 9);
            TransformerRun ours = model.on(chip, 86400, true, 5).run(tokens(shape, 1), 6, 9);
            assertThat(ours.outputs()).isDeepEqualTo(expected.outputs());
            assertThat(ours.rates()).isEqualTo(expected.rates());
            assertThat(ours.rates().get("block1.up")).isPositive();
            assertThat(model.on(chip.pcm(PcmModel.pcmLike()), 86400, false, 5).run(tokens(shape, 1), 6, 9).outputs()).isNotEqualTo(expected.outputs());
        }
    }

    /** Without weights there is nothing but biases and positions; in arrays they drift too, and compensation brings them back. */
    @Test
    void biasesAndPositionsDriftWithTheWeights() {
        TransformerShape shape = shape(false);
        SpikingTransformer model = SpikingTransformer.of(shape, weightless(shape));
        Xpikeformer chip = Xpikeformer.published().noise(0, 0).adcBits(0);
        assertThat(model.run(tokens(shape, 1), 4, 1).rates().get("embedding")).isGreaterThan(0.999);
        assertThat(model.run(tokens(shape, 1), 4, 1).rates().get("block2.up")).isGreaterThan(0.999);
        assertThat(model.on(chip, 1, false, 5).run(tokens(shape, 1), 4, 1).rates().get("embedding")).isGreaterThan(0.9);
        TransformerRun aged = model.on(chip, 31536000, false, 5).run(tokens(shape, 1), 4, 1);
        assertThat(aged.rates().get("embedding")).as("1.3 has become 0.65, which spikes every second step").isBetween(0.2, 0.6);
        assertThat(aged.rates().get("block2.up")).isBetween(0.2, 0.6);
        TransformerRun compensated = model.on(chip, 31536000, true, 5).run(tokens(shape, 1), 4, 1);
        assertThat(compensated.rates().get("embedding")).isGreaterThan(0.9);
        assertThat(compensated.rates().get("block2.up")).isGreaterThan(0.9);
    }

    private static Map<String, Weights> weightless(TransformerShape shape) {
        var weights = new LinkedHashMap<String, Weights>();
        SpikingTransformer.random(shape, 1).weights().forEach((name, w) -> {
            float[] values = new float[w.size()];
            if (name.endsWith(".bias") || name.equals("position")) {
                Arrays.fill(values, 1.3f);
            }
            weights.put(name, Weights.of(values, w.dims()));
        });
        return weights;
    }

    @Test
    void aDecoderSeesNoLaterToken() {
        TransformerShape shape = shape(true);
        SpikingTransformer model = SpikingTransformer.random(shape, 4);
        double[][] tokens = tokens(shape, 2);
        double[][] before = model.run(tokens, 8, 1).outputs();
        tokens[4] = new double[] {1, 0, 1, 0, 1};
        double[][] after = model.run(tokens, 8, 1).outputs();
        for (int n = 0; n < 4; n++) {
            assertThat(after[n]).isEqualTo(before[n]);
        }
        assertThat(after[4]).isNotEqualTo(before[4]);
    }

    @Test
    void anEncoderAnswersFromItsClassToken() {
        TransformerShape shape = shape(false);
        TransformerRun run = SpikingTransformer.random(shape, 5).run(tokens(shape, 2), 8, 1);
        assertThat(run.outputs()).hasDimensions(1, 3);
        assertThat(run.output()[run.winner()]).isEqualTo(java.util.Arrays.stream(run.output()).max().orElseThrow());
    }

    @Test
    void neuronsFollowTheirEquation() {
        // one token, one feature, a constant position current of 0.4: u = 0.4, 0.6, 0.7, 0.75 ... never 1; of 0.6: 0.6, 0.9, 1.05 -> a spike every third step
        TransformerShape shape = new TransformerShape("one", true, 1, 1, 1, 1, 1, 1, 1, 1, 1, "made up");
        assertThat(rate(shape, 0.4f, 30)).isZero();
        assertThat(rate(shape, 0.6f, 30)).isCloseTo(1 / 3.0, within(1e-9));
        assertThat(rate(shape, 1f, 30)).isCloseTo(1, within(1e-9));
    }

    private static double rate(TransformerShape shape, float position, int steps) {
        var weights = new LinkedHashMap<>(SpikingTransformer.random(shape, 1).weights());
        weights.replaceAll((name, w) -> Weights.of(new float[w.size()], w.dims()));
        weights.put("position", Weights.of(new float[] {position}, 1, 1));
        return SpikingTransformer.of(shape, weights).run(new double[][] {{0}}, steps, 1).rates().get("embedding");
    }

    @Test
    void joinsThatStayBinaryDo() {
        TransformerShape shape = shape(false);
        SpikingTransformer model = SpikingTransformer.random(shape, 6);
        double or = model.join(Join.OR).run(tokens(shape, 3), 10, 1).rates().get("block2.stream");
        double add = model.run(tokens(shape, 3), 10, 1).rates().get("block2.stream");
        assertThat(or).isLessThanOrEqualTo(1).isPositive();
        assertThat(add).isGreaterThan(or);
    }

    @Test
    void theAuthorsCodeMasksTheDiagonal() {
        TransformerShape one = new TransformerShape("one", true, 1, 8, 1, 1, 4, 2, 4, 1, 1, "made up");
        SpikingTransformer model = SpikingTransformer.random(one, 8);
        double[][] tokens = {{1, 1, 1, 1}};
        assertThat(model.profile(Profile.CODE).run(tokens, 40, 1).rates().get("block1.attention")).isZero();
        assertThat(model.run(tokens, 40, 1).rates().get("block1.attention")).isPositive();
        assertThatIllegalArgumentException().isThrownBy(() -> model.profile(Profile.CODE).join(Join.OR)).withMessageContaining("real-valued stream");
        assertThatIllegalArgumentException().isThrownBy(() -> model.profile(Profile.CODE).on(Xpikeformer.published(), 0, false, 1).run(new double[][] {{.3, .3, .3, .3}}, 2, 1))
                .withMessageContaining("'embedding'").withMessageContaining("PAPER");
    }

    @Test
    void attentionAgreesInBothModes() {
        TransformerShape shape = shape(false);
        SpikingTransformer model = SpikingTransformer.random(shape, 9);
        double exact = 0;
        double statistical = 0;
        for (int seed = 0; seed < 30; seed++) {
            exact += model.run(tokens(shape, 4), 20, seed).rates().get("block1.attention") / 30;
            statistical += model.randomness(SsaTile.Randomness.STATISTICAL).run(tokens(shape, 4), 20, seed).rates().get("block1.attention") / 30;
        }
        assertThat(statistical).isCloseTo(exact, within(0.01));
    }

    @Test
    void wrongWeightsAreNamed() {
        TransformerShape shape = shape(false);
        var weights = new LinkedHashMap<>(SpikingTransformer.random(shape, 1).weights());
        weights.put("block1.quer", weights.remove("block1.query"));
        assertThatIllegalArgumentException().isThrownBy(() -> SpikingTransformer.of(shape, weights)).withMessageContaining("Maybe 'block1.query'");
        weights.remove("block1.quer");
        assertThatIllegalArgumentException().isThrownBy(() -> SpikingTransformer.of(shape, weights)).withMessageContaining("'block1.query' must be [16, 16]");
        assertThatIllegalArgumentException().isThrownBy(() -> SpikingTransformer.random(shape, 1).run(new double[6][5], 4, 1))
                .withMessageContaining("5 tokens of 5 inputs");
    }
}
