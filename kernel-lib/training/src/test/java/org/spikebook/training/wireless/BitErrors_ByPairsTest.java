package org.spikebook.training.wireless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.spikebook.accelerator.xpike.SpikingTransformer;
import org.spikebook.accelerator.xpike.SsaTile;
import org.spikebook.accelerator.xpike.TransformerShape;
import org.spikebook.training.Model;
import org.spikebook.training.Optimizer;
import org.spikebook.training.Surrogate;
import org.spikebook.training.data.Sample;

class BitErrors_ByPairsTest {

    private static final Wireless LINK = Wireless.antennas(2).snr(10);
    private static final SpikingTransformer SHIPPED = SpikingTransformer.trained("gpt-2-64-2x2");

    /** 2000 bits a point: a standard error of at most 0.011. */
    @Test
    void theShippedDecoderLearnsFromThePairsItIsShown() {
        List<BitErrors> drawn = BitErrors.byPairs(LINK, Model.of(SHIPPED).build(), 16, 500, 1);
        assertThat(drawn).hasSize(19).allMatch(e -> e.bits() == 2000);
        assertThat(drawn.get(0).rate()).as("no pair").isCloseTo(0.5, within(0.04));
        assertThat(drawn.get(18).rate()).as("18 pairs, draws").isLessThan(drawn.get(6).rate() - 0.03);
        assertThat(drawn.get(6).rate()).as("6 pairs, draws").isLessThan(drawn.get(1).rate() - 0.05);
        assertThat(BitErrors.byPairs(LINK, Model.of(SHIPPED).build(), 16, 500, 1)).isEqualTo(drawn);
        List<BitErrors> expected = BitErrors.byPairs(LINK, Model.of(SHIPPED).expectedAttention().build(), 4, 500, 1);
        assertThat(expected.get(18).rate()).as("without the noise of draws").isLessThan(drawn.get(18).rate());
    }

    /** Clock by clock and in the fast engine the same rate of errors: 60 tasks, the last four tokens, 960 bits that are not quite independent. */
    @Test
    void theReferenceErrsAsOftenAsTheEngine() {
        int tasks = 60;
        long wrong = 0;
        SpikingTransformer reference = SHIPPED.randomness(SsaTile.Randomness.STATISTICAL);
        for (int i = 0; i < tasks; i++) {
            SymbolTask task = LINK.task(1 + i);
            double[][] outputs = reference.run(task.tokens(), 16, i).outputs();
            for (int p = 15; p < 19; p++) {
                double[] out = outputs[p];
                int answer = IntStream.range(0, out.length).reduce((a, b) -> out[b] > out[a] ? b : a).orElseThrow();
                wrong += Integer.bitCount(answer ^ task.transmitted(p));
            }
        }
        long engine = BitErrors.byPairs(LINK, Model.of(SHIPPED).build(), 16, tasks, 1).subList(15, 19).stream().mapToLong(BitErrors::wrong).sum();
        assertThat((wrong - engine) / 960.0).isCloseTo(0, within(0.07));
    }

    /** Seconds of training, with one antenna and one block. */
    @Test
    void aSmallDecoderLearns() {
        Wireless link = Wireless.antennas(1).snr(10).pairs(6);
        var shape = new TransformerShape("small", true, 1, 64, 4, 7, link.inputs(), 4, 1, 4, 4, "test");
        Model model = Model.of(link.decoder(shape, 1)).surrogate(Surrogate.fastSigmoid(2)).expectedAttention().seed(1).build();
        assertThat(BitErrors.byPairs(link, model, 4, 300, 1).get(6).rate()).as("first weights").isGreaterThan(0.4);
        for (int k = 0; k < 120; k++) {
            List<Sample> batch = link.dataset(32, 4, 1000 + 32L * k).samples();
            model.step(batch, link.loss(), Optimizer.adam(3e-3).clip(1));
        }
        List<BitErrors> errors = BitErrors.byPairs(link, model, 4, 300, 1);
        assertThat(errors.get(6).rate()).isLessThan(0.3);
        assertThat(errors.get(6).rate()).isLessThan(errors.get(1).rate());
    }

    /** Equal outputs: log 16 at every token; a gradient pulls up the class that was sent and no other. */
    @Test
    void theLossCountsEveryTokenThatHasSeenAPair() {
        Sample sample = LINK.dataset(1, 2, 3).sample(0, 0);
        float[][] output = new float[2][19 * 16];
        float[][] gradient = new float[2][19 * 16];
        assertThat(LINK.loss().value(output, sample, gradient)).isCloseTo(Math.log(16), within(1e-6));
        for (int p = 0; p < 19; p++) {
            for (int c = 0; c < 16; c++) {
                double expected = p == 0 ? 0 : (1 / 16.0 - (c == (int) sample.target()[p] ? 1 : 0)) / 18 / 2;
                assertThat((double) gradient[1][p * 16 + c]).isCloseTo(expected, within(1e-7));
            }
        }
        output[0][5 * 16 + (int) sample.target()[5]] = 200;     // certain of token 5
        assertThat(LINK.loss().value(output, sample, new float[2][19 * 16])).isCloseTo(Math.log(16) * 17 / 18, within(1e-6));
    }

    @Test
    void aShapeThatDoesNotFitIsNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> LINK.decoder(TransformerShape.named("gpt-4-256-2x2"), 1)).withMessageContaining("19 tokens");
        assertThatIllegalArgumentException().isThrownBy(() -> Wireless.antennas(1).decoder(TransformerShape.named("gpt-2-64-2x2"), 1)).withMessageContaining("64 inputs");
    }
}
