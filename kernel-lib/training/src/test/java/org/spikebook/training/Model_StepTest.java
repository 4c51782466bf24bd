package org.spikebook.training;

import org.spikebook.training.data.Sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.event.SyntheticEvents;
import org.spikebook.network.Network;
import org.spikebook.network.Networks;
import org.spikebook.neuron.NarrowMembrane;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Reset;
import org.spikebook.nir.NirExport;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

class Model_StepTest {

    /** All kinds of layers: two convolutions with odd sizes, strides and padding, pools, a recurrent layer, a dense read-out. */
    private static Network mixed() {
        return Network.builder("mixed", Shape.image(2, 9, 11)).steps(12)
                .conv2d("C1", c -> c.filters(5).kernel(3, 2).padding(1)).neuron(Neuron.lif(0.8).reset(Reset.SUBTRACT))
                .averagePool("P", 2)
                .conv2d("C2", c -> c.filters(7).kernel(2).stride(2, 1)).neuron(Neuron.lif(0.9))
                .recurrent("R", r -> r.units(19).delay(2)).neuron(Neuron.cubaLif(0.5, 0.7))
                .dense("FC", 3).neuron(Neuron.integrateAndFire().reset(Reset.SUBTRACT)).build();
    }

    private static List<Sample> samples(Network network, int count, int steps, double rate, int classes) {
        var samples = new ArrayList<Sample>();
        for (int i = 0; i < count; i++) {
            samples.add(Sample.of(Spikes.bernoulli(rate).seed(i).generate(network.input(), steps), i % classes));
        }
        return samples;
    }

    @Test
    void theBitsDoNotDependOnTheNumberOfThreads() {
        var states = new ArrayList<Model.State>();
        for (int threads : new int[] {1, 2, 3, 4, 9}) {
            Model model = Model.of(mixed()).biases().seed(5).threads(threads).dropout(0.2).learnBeta().learnThreshold().build();
            for (int i = 0; i < 4; i++) {
                model.step(samples(mixed(), 11, 12, 0.2, 3), Loss.rateCrossEntropy(), Optimizer.adam(1e-2));
            }
            states.add(model.state());
        }
        for (Model.State state : states) {
            state.arrays().forEach((name, arrays) -> assertThat(arrays[0]).as(name).isEqualTo(states.get(0).arrays().get(name)[0]));
        }
    }

    @Test
    void aStateGoesOnBitForBit() {
        Model whole = Model.of(mixed()).biases().seed(5).build();
        Model first = Model.of(mixed()).biases().seed(5).build();
        var batch = samples(mixed(), 6, 12, 0.2, 3);
        for (int i = 0; i < 6; i++) {
            whole.step(batch, Loss.spikeCountMse(5, 1), Optimizer.adamW(1e-2).schedule(Schedule.cosine(0.1)), 6);
        }
        for (int i = 0; i < 3; i++) {
            first.step(batch, Loss.spikeCountMse(5, 1), Optimizer.adamW(1e-2).schedule(Schedule.cosine(0.1)), 6);
        }
        Model second = Model.of(mixed()).biases().seed(99).build();
        second.restore(first.state());
        for (int i = 0; i < 3; i++) {
            second.step(batch, Loss.spikeCountMse(5, 1), Optimizer.adamW(1e-2).schedule(Schedule.cosine(0.1)), 6);
        }
        for (String name : whole.parameters()) {
            assertThat(second.values(name)).as(name).isEqualTo(whole.values(name));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Model.of(Networks.nMnist()).build().restore(first.state())).withMessageContaining("Maybe it is of another network");
    }

    /** On whichever thread it happens. */
    @Test
    void aStepThatFailsOrIsInterruptedLeavesNoTrace() {
        var batch = samples(mixed(), 12, 12, 0.2, 3);
        Loss loss = Loss.rateCrossEntropy();
        Model calm = Model.of(mixed()).seed(5).threads(2).build();
        Model tried = Model.of(mixed()).seed(5).threads(2).build();
        for (int bad = 0; bad < batch.size(); bad++) {
            Sample sample = batch.get(bad);
            Loss failing = (output, seen, gradient) -> {
                if (seen == sample) {
                    throw new IllegalStateException("own loss");
                }
                return loss.value(output, seen, gradient);
            };
            assertThatIllegalStateException().isThrownBy(() -> tried.step(batch, failing, Optimizer.adam(1e-2))).withMessage("own loss");
        }
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> tried.step(batch, loss, Optimizer.adam(1e-2))).withMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isFalse();
        for (int i = 0; i < 3; i++) {
            calm.step(batch, loss, Optimizer.adam(1e-2));
            tried.step(batch, loss, Optimizer.adam(1e-2));
        }
        for (String name : calm.parameters()) {
            assertThat(tried.values(name)).as(name).isEqualTo(calm.values(name));
        }
    }

    @Test
    void gradientsOfTheSmoothFormAreThoseOfFiniteDifferences() {
        for (boolean delayed : new boolean[] {false, true}) {
            Model.Builder builder = Model.of(mixed()).biases().seed(3).surrogate(Surrogate.arctan(1)).gradientThroughReset().learnBeta().learnThreshold().smooth().threads(1);
            FiniteDifferences.equal((delayed ? builder.delayedReset() : builder).build(), samples(mixed(), 3, 6, 0.3, 3), Loss.rateCrossEntropy(), "delayed " + delayed);
        }
    }

    /** Potentials on a grid too fine to matter that end at two thresholds: some neurons saturate, and nothing goes back through them. */
    @Test
    void gradientsOfSaturatingPotentialsAreThoseOfFiniteDifferences() {
        Network narrow = mixed().withNeurons(n -> new NarrowMembrane(n, 20, 4e-6));
        for (boolean delayed : new boolean[] {false, true}) {
            Model.Builder builder = Model.of(narrow).biases().seed(3).surrogate(Surrogate.arctan(1)).gradientThroughReset().learnBeta().learnThreshold().smooth().threads(1);
            Model model = (delayed ? builder.delayedReset() : builder).build();
            Model wide = (delayed ? Model.of(mixed()).delayedReset() : Model.of(mixed())).biases().seed(3).surrogate(Surrogate.arctan(1)).gradientThroughReset().smooth().build();
            var batch = samples(mixed(), 3, 6, 0.3, 3);
            assertThat(model.evaluate(batch, Loss.rateCrossEntropy()).loss()).isNotEqualTo(wide.evaluate(batch, Loss.rateCrossEntropy()).loss());
            FiniteDifferences.equal(model, samples(mixed(), 3, 6, 0.3, 3), Loss.rateCrossEntropy(), "delayed " + delayed);
        }
    }

    @Test
    void neuronsOfSeveralSpikesAndNarrowPotentialsTrainAndRunAlike() {
        Network network = Network.builder("bits", Shape.features(40)).dense("A", 30).neuron(Neuron.multiBit(3).beta(0.7)).dense("B", 25)
                .neuron(NarrowMembrane.of(Neuron.integrateAndFire().maxSpikes(3), 7)).dense("FC", 3).neuron(Neuron.lif(0.9)).build();
        Model model = Model.of(network).seed(2).build();
        var batch = samples(network, 9, 10, 0.3, 3);
        double first = model.evaluate(batch, Loss.rateCrossEntropy()).loss();
        for (int i = 0; i < 60; i++) {
            model.step(batch, Loss.rateCrossEntropy(), Optimizer.adam(5e-3));
        }
        assertThat(model.evaluate(batch, Loss.rateCrossEntropy()).loss()).isLessThan(first / 2);
        Network trained = model.network();
        int[] winners = batch.stream().mapToInt(s -> trained.run(s.spikes().orElseThrow()).winner()).toArray();
        assertThat(model.evaluate(batch, Loss.rateCrossEntropy()).predictions()).isEqualTo(winners);
        assertThat(batch.stream().map(s -> trained.run(s.spikes().orElseThrow()).output("A").planes())).containsOnly(3);
    }

    @Test
    void whatWasTrainedRunsAsANetworkWithTheSameSpikes() {
        Network network = mixed();
        Model model = Model.of(network).biases().seed(4).learnBeta().build();
        var batch = samples(network, 8, 12, 0.3, 3);
        for (int i = 0; i < 5; i++) {
            model.step(batch, Loss.rateCrossEntropy(), Optimizer.adam(5e-3));
        }
        Network trained = model.network();
        assertThat(trained.layers()).hasSameSizeAs(network.layers());
        var result = model.evaluate(batch, Loss.rateCrossEntropy());
        long spikes = 0;
        for (Sample sample : batch) {
            spikes += trained.run(sample.spikes().orElseThrow()).output("C1").count();
        }
        double rate = (double) spikes / (8.0 * 12 * trained.layer("C1").output().size());
        assertThat(result.rates().get("C1")).isCloseTo(rate, org.assertj.core.api.Assertions.withinPercentage(0.5));
        int[] winners = batch.stream().mapToInt(s -> trained.run(s.spikes().orElseThrow()).winner()).toArray();
        assertThat(result.predictions()).isEqualTo(winners);
    }

    @Test
    void whatWasTrainedIsSavedAndReadBitForBit(@TempDir Path folder) {
        Model model = Model.of(mixed()).biases().seed(4).learnBeta().build();
        var batch = samples(mixed(), 8, 12, 0.3, 3);
        model.step(batch, Loss.rateCrossEntropy(), Optimizer.adam(5e-3));
        Network trained = model.network();
        for (String name : List.of("net.npz", "net.safetensors", "net.json")) {
            trained.save(folder.resolve(name));
            Network loaded = Networks.load(folder.resolve(name));
            assertThat(loaded).as(name).isEqualTo(trained);
            Model again = Model.of(loaded).biases().learnBeta().build();
            for (String parameter : model.parameters()) {
                assertThat(again.values(parameter)).as("%s of %s", parameter, name).isEqualTo(model.values(parameter));
            }
        }
        // the weights alone into a network that has its layers, and on with the training
        assertThat(mixed().withWeights(folder.resolve("net.npz")).layer("FC")).isEqualTo(trained.layer("FC"));
        // NIR has neither a current-based synapse with the reset of another rule nor delays: a network it can say
        Network plain = Network.builder("plain", Shape.features(20)).dense("A", 12).neuron(Neuron.lif(0.8)).dense("B", 3).neuron(Neuron.lif(0.9)).build();
        Model other = Model.of(plain).biases().seed(1).build();
        other.step(samples(plain, 6, 10, 0.3, 3), Loss.rateCrossEntropy(), Optimizer.adam(1e-2));
        assertThat(NirExport.of(other.network()).dt(1e-3).write(folder.resolve("net.nir"))).isEmpty();
        Model loaded = Model.of(Networks.load(folder.resolve("net.nir"))).biases().build();
        assertThat(loaded.evaluate(samples(plain, 6, 10, 0.3, 3), Loss.rateCrossEntropy()).loss())
                .isEqualTo(other.evaluate(samples(plain, 6, 10, 0.3, 3), Loss.rateCrossEntropy()).loss());
    }

    @Test
    void itLearnsWhichGlyphMoves() {
        Network network = Network.builder("glyphs", Networks.nMnist().input()).steps(15).conv2d("C", c -> c.filters(8).kernel(5).stride(3)).neuron(Neuron.lif(0.9))
                .dense("FC", 4).neuron(Neuron.lif(0.9)).build();
        var train = new ArrayList<Sample>();
        var test = new ArrayList<Sample>();
        for (int digit = 0; digit < 4; digit++) {
            for (int seed = 0; seed < 8; seed++) {
                SpikeTensor spikes = SyntheticEvents.movingGlyph(digit).seed(seed).generate().bin(15).spikes();
                (seed < 6 ? train : test).add(Sample.of(spikes, digit));
            }
        }
        Model model = Model.of(network).seed(1).build();
        double first = model.evaluate(train, Loss.rateCrossEntropy()).loss();
        for (int i = 0; i < 40; i++) {
            model.step(train, Loss.rateCrossEntropy(), Optimizer.adam(3e-3));
        }
        assertThat(model.evaluate(train, Loss.rateCrossEntropy()).loss()).isLessThan(first / 3);
        assertThat(model.evaluate(test, Loss.rateCrossEntropy()).accuracy()).isGreaterThan(0.85);
    }

    @Test
    void aStepAllocatesNextToNothing() {
        // plain kernels: vectors are boxed until the compiler has seen them often
        Model model = Model.of(mixed()).biases().threads(1).kernels(new PlainKernels()).build();
        var batch = samples(mixed(), 16, 12, 0.2, 3);
        for (int i = 0; i < 20; i++) {
            model.step(batch, Loss.rateCrossEntropy(), Optimizer.adam(1e-3));
        }
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10; i++) {
            model.step(batch, Loss.rateCrossEntropy(), Optimizer.adam(1e-3));
        }
        // what a step returns, and the logits of a sample's loss; a sample's traces alone are 100 kB
        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 10).as("bytes a step").isLessThan(20_000);
    }

    @Test
    void whatCannotBeSaysWhy() {
        Network network = mixed();
        Model model = Model.of(network).build();
        assertThatIllegalArgumentException().isThrownBy(() -> model.step(List.of(), Loss.rateCrossEntropy(), Optimizer.adam(1e-3))).withMessageContaining("at least one sample");
        assertThatIllegalArgumentException().isThrownBy(() -> model.step(samples(network, 4, 12, 0.2, 4), Loss.rateCrossEntropy(), Optimizer.adam(1e-3)))
                .withMessageContaining("class 3 is out of range");
        assertThatIllegalArgumentException().isThrownBy(() -> model.step(List.of(Sample.of(Spikes.bernoulli(0.1).generate(Shape.features(7), 3), 0)), Loss.rateCrossEntropy(),
                Optimizer.adam(1e-3))).withMessageContaining("takes 198 inputs, but a sample has 7");
        float[] before = model.values("FC.weight");
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> model.step(samples(network, 2, 12, 0.2, 2), (output, sample, gradient) -> {
            gradient[0][0] = Float.NaN;
            return 1;
        }, Optimizer.adam(1e-3))).withMessageContaining("not finite").withMessageContaining("weights are as before");
        assertThat(model.values("FC.weight")).isEqualTo(before);
        assertThatIllegalArgumentException().isThrownBy(() -> model.values("FC.wieght")).withMessageContaining("Maybe 'FC.weight'");
        assertThatIllegalArgumentException().isThrownBy(() -> Optimizer.adam(-1)).withMessageContaining("learning rate must be above 0");
    }
}
