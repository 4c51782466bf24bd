package org.spikebook.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Reset;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;

class Network_RunTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyLayerEqualsTheEquationsWrittenOutPlainly(long seed) {
        var random = new SplittableRandom(seed);
        long spikes = 0;
        for (int round = 0; round < 60; round++) {
            Network network = RandomNetworks.image(random);
            int steps = List.of(1, 3, 30, 64, 65).get(random.nextInt(5));
            SpikeTensor input = RandomNetworks.spikes(random, network.input(), steps, 1 + random.nextInt(2));
            Activity activity = network.run(input, RunOptions.recordAll());
            List<double[][]> expected = NaiveRun.run(network, input);
            for (int i = 0; i < network.layers().size(); i++) {
                Layer layer = network.layers().get(i);
                for (int n = 0; n < layer.output().size(); n++) {
                    for (int t = 0; t < steps; t++) {
                        double actual = activity.isSpiking(layer.name()) ? activity.output(layer.name()).value(n, t)
                                : activity.values(layer.name(), n)[t];
                        assertThat(actual).as("seed %d round %d layer %s neuron %d step %d of %s", seed, round, layer, n, t, network)
                                .isEqualTo(expected.get(i)[t][n]);
                        spikes += actual != 0 ? 1 : 0;
                    }
                }
            }
        }
        assertThat(spikes).isGreaterThan(10_000);
    }

    @Test
    void tokensOfASequenceAreTreatedAlike() {
        var random = new SplittableRandom(7);
        var net = Network.builder("tokens", Shape.sequence(5, 6)).dense("Q", d -> d.weights(RandomNetworks.weights(random, 3, 6)))
                .neuron(Neuron.integrateAndFire().threshold(4)).build();
        var spikes = RandomNetworks.spikes(random, net.input(), 30, 1);
        var all = net.run(spikes).output();
        assertThat(all.count()).isPositive();
        var one = Network.builder("token", Shape.sequence(1, 6)).dense("Q", d -> d.weights(((Dense) net.layer("Q")).weights().orElseThrow()))
                .neuron(Neuron.integrateAndFire().threshold(4)).build();
        for (int token = 0; token < 5; token++) {
            assertThat(one.run(spikes.slice("token", token, token + 1)).output()).isEqualTo(all.slice("token", token, token + 1));
        }
    }

    @Test
    void theEquationsOfSpikeXHoldForOneNeuron() {
        // C = 3 x[t], lambda = 0.5, Vth = 4: v = 3, 4.5 (spike, u = 0), 0, 3, 1.5, 3.75, 1.875
        var net = Network.builder("one", Shape.features(1)).dense("N", d -> d.weights(new float[][] {{3}}))
                .neuron(Neuron.lif(0.5).threshold(4)).build();
        var input = SpikeTensor.builder(Shape.features(1), 7).set(0, 0).set(0, 1).set(0, 3).set(0, 5).build();
        var activity = net.run(input, RunOptions.record("N"));
        assertThat(activity.output().word(0, 0)).isEqualTo(0b10);
        assertThat(activity.potential("N", 0)).containsExactly(3, 0, 0, 3, 1.5, 3.75, 1.875);
    }

    @Test
    void theInputOfALayerIsTheOutputOfTheOneBefore() {
        var net = Network.builder("pools", Shape.image(1, 4, 4)).sumPool("S", 2).maxPool("M", 2)
                .dense("D", d -> d.weights(new float[][] {{1}})).neuron(Neuron.integrateAndFire().threshold(3)).build();
        var input = SpikeTensor.builder(Shape.image(1, 4, 4), 1).set(0, 0).set(1, 0).set(5, 0).set(15, 0).build();
        var activity = net.run(input);
        assertThat(activity.input("S")).isEqualTo(input);
        assertThat(activity.output("S").planes()).isEqualTo(3);
        assertThat(activity.output("S").value(0, 0)).isEqualTo(3);
        assertThat(activity.output("S").value(3, 0)).isEqualTo(1);
        assertThat(activity.input("M")).isEqualTo(activity.output("S"));
        assertThat(activity.input("D").shape()).isEqualTo(Shape.features(1));
        assertThat(activity.output().count()).isEqualTo(1);
        assertThat(activity.rates()).containsEntry("D", 1.0).containsEntry("S", 0.5);
    }

    @Test
    void activityIsATableAndNamesTheWinner() {
        var net = Network.builder("two", Shape.features(2)).dense("FC", d -> d.weights(new float[][] {{0, 0.5f}, {1, 0}, {1, 0}}))
                .neuron(Neuron.integrateAndFire()).build();
        var input = SpikeTensor.builder(Shape.features(2), 4).set(0, 1).set(0, 2).set(1, 0).build();
        var activity = net.run(input);
        assertThat(activity.winner()).isEqualTo(1);
        assertThat(activity.toString()).isEqualTo("""
                Activity of two over 4 steps
                  layer    out  spikes      rate  silent neurons
                  (input)  2         3  37.500 %           0.0 %
                  FC       3         4  33.333 %          33.3 %""");
    }

    @Test
    void theLastLayerWithoutANeuronGivesItsValues() {
        var net = Network.builder("read-out", Shape.features(2)).dense("FC", d -> d.weights(new float[][] {{1, -2}, {0.5f, 3}}).bias(0.25f, 0))
                .build();
        var activity = net.run(SpikeTensor.builder(Shape.features(2), 2).set(0, 0).set(1, 0).set(0, 1).build());
        assertThat(activity.values("FC", 0)).containsExactly(-0.75, 1.25);
        assertThat(activity.values("FC", 1)).containsExactly(3.5, 0.5);
        assertThat(activity.winner()).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> activity.output("FC"))
                .withMessageContaining("layer 'FC': puts out no spikes but real numbers").withMessageContaining("values(\"FC\", neuron)");
    }

    @Test
    void layersOfOnesOwnRunAmongTheOthers() {
        record Twice(String name, Shape input) implements CustomLayer {
            @Override
            public Shape output() {
                return input;
            }

            @Override
            public Optional<Neuron> neuron() {
                return Optional.of(Neuron.integrateAndFire().maxSpikes(2));
            }

            @Override
            public String kind() {
                return "twice";
            }

            @Override
            public Stage start() {
                return (in, current) -> {
                    for (int n = 0; n < in.length; n++) {
                        current[n] += 2 * in[n];
                    }
                };
            }
        }

        var net = Network.builder("mine", Shape.features(3)).layer(in -> new Twice("T", in)).build();
        var output = net.run(SpikeTensor.builder(Shape.features(3), 2).set(1, 0).set(2, 1).build()).output();
        assertThat(output.value(1, 0)).isEqualTo(2);
        assertThat(output.value(1, 1)).isZero();
        assertThat(output.value(2, 1)).isEqualTo(2);
        assertThatIllegalArgumentException().isThrownBy(() -> Network.builder("mine", Shape.features(3))
                .layer(in -> new Twice("T", Shape.features(4)))).withMessageContaining("layer 'T': takes [feature=4], but [feature=3] enters");
    }

    @Test
    void whatCannotRunSaysWhy() {
        var net = Network.builder("n", Shape.image(1, 2, 2)).averagePool("A", 2).dense("D", 3).neuron(Neuron.lif(0.5)).build();
        var input = SpikeTensor.builder(Shape.image(1, 2, 2), 3).build();
        assertThatIllegalArgumentException().isThrownBy(() -> net.run(input))
                .withMessage("layer 'D': has no weights, so it cannot run. Maybe network.withRandomWeights(seed).");
        assertThatIllegalArgumentException().isThrownBy(() -> net.run(input.reshape(Shape.features(4))))
                .withMessageContaining("network 'n': needs spikes of shape [channel=1 x y=2 x x=2], but they have [feature=4]")
                .withMessageContaining("reshape");
        var runs = Network.builder("n", Shape.image(1, 2, 2)).averagePool("A", 2).dense("D", d -> d.weights(new float[3][1]))
                .neuron(Neuron.lif(0.5)).build();
        assertThatIllegalArgumentException().isThrownBy(() -> runs.run(input, RunOptions.record("E")))
                .withMessageContaining("has no layer 'E'");
        var activity = runs.run(input);
        assertThatIllegalArgumentException().isThrownBy(() -> activity.input("D"))
                .withMessageContaining("real numbers of 'A' (average pool without a neuron)").withMessageContaining("foldPools()");
        assertThatIllegalArgumentException().isThrownBy(() -> activity.potential("D", 0)).withMessageContaining("was not recorded");
        assertThatIllegalArgumentException().isThrownBy(() -> activity.potential("A", 0)).withMessageContaining("has no neuron");
        assertThatIllegalArgumentException().isThrownBy(() -> activity.values("D", 0)).withMessageContaining("puts out spikes");
    }

    @Test
    void anInterruptStopsTheRun() {
        var net = Network.builder("n", Shape.features(1)).dense("D", d -> d.weights(new float[1][1]))
                .neuron(Neuron.integrateAndFire().reset(Reset.HARD)).build();
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> net.run(SpikeTensor.builder(Shape.features(1), 3).build())).withMessageContaining("network 'n'");
        assertThat(Thread.interrupted()).isFalse();
    }
}
