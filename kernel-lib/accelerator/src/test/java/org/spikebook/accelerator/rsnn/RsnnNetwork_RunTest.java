package org.spikebook.accelerator.rsnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.spikebook.accelerator.rsnn.Rsnn.Recurrence;
import org.spikebook.accelerator.rsnn.Rsnn.Schedule;
import org.spikebook.network.Network;
import org.spikebook.network.Networks;
import org.spikebook.network.Recurrent;
import org.spikebook.network.Weights;
import org.spikebook.neuron.FixedPointLif;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;

class RsnnNetwork_RunTest {

    private static final RsnnShape SMALL = new RsnnShape(12, 40, 300);

    /** A trained-like network: weights that leave the accumulators room. */
    private static RsnnNetwork roomy(int timeSteps, int hidden, long seed) {
        var net = Networks.speech(hidden, 1920, timeSteps);
        var random = new java.util.SplittableRandom(seed);
        var builder = Network.builder("roomy", Shape.features(40));
        for (String name : new String[] {"L0", "L1"}) {
            int in = name.equals("L0") ? 40 : hidden;
            builder.recurrent(name, r -> r.delay(timeSteps).weights(gaussian(random, hidden, in, name.equals("L0") ? 0.4 : 0.15)).recurrentWeights(gaussian(random, hidden, hidden, 0.1)))
                    .neuron(net.layer(name).neuron().orElseThrow());
        }
        builder.dense("FC", d -> d.weights(gaussian(random, 1920, hidden, 0.1)));
        return RsnnNetwork.of(builder.build(), 8);
    }

    private static Weights gaussian(java.util.SplittableRandom random, int outputs, int inputs, double deviation) {
        float[] values = new float[outputs * inputs];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return Weights.of(values, outputs, inputs);
    }

    @Test
    void theChipComputesWhatTheReferenceDoesBitForBit() {
        for (int seed = 0; seed < 12; seed++) {
            var network = RsnnNetwork.random(SMALL, 2, seed % 4, 60 + 40 * seed, seed);
            byte[][] frames = Frames.random(SMALL, 12, seed);
            var run = network.run(frames);
            for (boolean skip : new boolean[] {true, false}) {
                for (Recurrence rule : Recurrence.values()) {
                    var chip = Rsnn.builder().zeroSkipping(skip).recurrence(rule).mergedSpikes(false).build();
                    assertThat(chip.execute(network, frames).run().sameResult(run)).as("seed %d, %s", seed, chip).isTrue();
                }
            }
        }
    }

    @Test
    void skippingAndMergingChangeNoBitOfTheResult() {
        for (int steps = 1; steps <= 4; steps++) {
            var network = roomy(steps, 128, steps);
            byte[][] frames = Frames.random(network.shape(), 5, steps);
            var run = network.run(frames);
            assertThat(run.saturations()).isZero();
            long spikes = 0;
            for (int f = 0; f < 5; f++) {
                spikes += run.activity().spikes(1, f, 0);
            }
            assertThat(spikes).as("spikes of L1").isBetween(20L, 600L);
            for (boolean merged : new boolean[] {true, false}) {
                for (boolean skip : new boolean[] {true, false}) {
                    for (Schedule schedule : Schedule.values()) {
                        var chip = Rsnn.builder().timeSteps(steps).mergedSpikes(merged).zeroSkipping(skip).schedule(schedule).build();
                        assertThat(chip.execute(network, frames).run().sameResult(run)).as("%s", chip).isTrue();
                    }
                }
            }
        }
    }

    @Test
    void widthsThatAreNoMultipleOfALaneOrWordWork() {
        var network = roomy(2, 200, 5);
        byte[][] frames = Frames.random(network.shape(), 4, 5);
        assertThat(Rsnn.builder().build().execute(network, frames).run().sameResult(network.run(frames))).isTrue();
    }

    /** Features of the upper four bits only and no shift: then the input layer is that of the general reference, on features / 16. */
    @Test
    void theGeneralFixedPointReferenceAgrees() {
        int[] saturations = new int[1];
        for (int seed = 0; seed < 8; seed++) {
            var network = RsnnNetwork.random(SMALL, 2, 0, 150 + 100 * seed, seed);
            byte[][] frames = Frames.random(SMALL, 20, seed);
            var spikes = SpikeTensor.builder(Shape.features(SMALL.features()), 40).planes(4);
            for (int f = 0; f < frames.length; f++) {
                for (int i = 0; i < SMALL.features(); i++) {
                    frames[f][i] = (byte) (seed < 4 ? frames[f][i] & 0x10 : frames[f][i] & 0xF0);
                    spikes.set(i, 2 * f, (frames[f][i] & 0xFF) >> 4).set(i, 2 * f + 1, (frames[f][i] & 0xFF) >> 4);
                }
            }
            var neuron = FixedPointLif.eightBit(1).weightBits(4).partialSumBits(12).membraneBits(12).kept(128).threshold(150 + 100 * seed);
            int h = SMALL.hidden();
            var general = Network.builder("general", Shape.features(SMALL.features()))
                    .recurrent("L0", r -> r.delay(2).weights(turned(network.input, SMALL.features(), h)).recurrentWeights(turned(network.recurrent0, h, h))).neuron(neuron)
                    .recurrent("L1", r -> r.delay(2).weights(turned(network.input1, h, h)).recurrentWeights(turned(network.recurrent1, h, h))).neuron(neuron)
                    .dense("FC", d -> d.weights(turned(network.fc, h, SMALL.outputs()))).build();
            var activity = general.run(spikes.build());
            var run = network.run(frames);
            var seen = RsnnActivity.of(activity, 2);
            for (int f = 0; f < frames.length; f++) {
                for (int s = 0; s < 2; s++) {
                    for (int n = 0; n < h; n++) {
                        assertThat(run.activity().spike(0, f, s, n)).as("seed %d L0 frame %d step %d neuron %d", seed, f, s, n).isEqualTo(seen.spike(0, f, s, n));
                        assertThat(run.activity().spike(1, f, s, n)).as("seed %d L1 frame %d step %d neuron %d", seed, f, s, n).isEqualTo(seen.spike(1, f, s, n));
                    }
                }
                for (int o = 0; o < SMALL.outputs(); o += 37) {
                    double[] values = activity.values("FC", o);
                    assertThat((double) run.outputs(f)[o]).isEqualTo(values[2 * f] + values[2 * f + 1]);
                }
            }
            saturations[0] += run.saturations() > 0 ? 1 : 0;
        }
        assertThat(saturations[0]).as("runs with saturations").isBetween(0, 8);
    }

    private static Weights turned(short[] rows, int inputs, int outputs) {
        float[] values = new float[rows.length];
        for (int i = 0; i < inputs; i++) {
            for (int o = 0; o < outputs; o++) {
                values[o * inputs + i] = rows[i * outputs + o];
            }
        }
        return Weights.of(values, outputs, inputs);
    }

    @Test
    void anAccumulatorStopsAtItsLimitAndIsCounted() {
        // one neuron, weight 7 on 40 features of 255: low 40 x 7 x 15 = 4200, stops at 2047
        var network = RsnnNetwork.of(Network.builder("one", Shape.features(40))
                .recurrent("L0", r -> r.delay(2).weights(filled(1, 40, 7)).recurrentWeights(filled(1, 1, 1))).neuron(Neuron.lif(0.5))
                .recurrent("L1", r -> r.delay(2).weights(filled(1, 1, 1)).recurrentWeights(filled(1, 1, 1))).neuron(Neuron.lif(0.5))
                .dense("FC", d -> d.weights(filled(1, 1, 1))).build(), 4);
        byte[][] frame = new byte[1][40];
        java.util.Arrays.fill(frame[0], (byte) 255);
        assertThat(network.run(frame).saturations()).isPositive();
        java.util.Arrays.fill(frame[0], (byte) 16);
        assertThat(network.run(frame).saturations()).isZero();
    }

    private static Weights filled(int outputs, int inputs, float value) {
        float[] values = new float[outputs * inputs];
        java.util.Arrays.fill(values, value);
        return Weights.of(values, outputs, inputs);
    }

    @Test
    void halfIsKeptAndATieFires() {
        // input 0.8, then 0.6: U = 0.8, then 0.5 x 0.8 + 0.6 = 1.0, which fires (units of 1/10 of the threshold 10)
        var network = RsnnNetwork.of(Network.builder("one", Shape.features(2))
                .recurrent("L0", r -> r.delay(1).weights(new float[][] {{4, 3}}).recurrentWeights(new float[][] {{1}})).neuron(Neuron.lif(0.5).threshold(10))
                .recurrent("L1", r -> r.delay(1).weights(new float[][] {{1}}).recurrentWeights(new float[][] {{1}})).neuron(Neuron.lif(0.5).threshold(1))
                .dense("FC", d -> d.weights(new float[][] {{3}})).build(), 4);
        // x = 16 stands for 1
        var run = network.run(new byte[][] {{32, 0}, {0, 32}, {0, 0}});
        assertThat(run.activity().spikes(0, 0, 0)).isZero();
        assertThat(run.activity().spikes(0, 1, 0)).isEqualTo(1);
        assertThat(run.activity().spikes(0, 2, 0)).isZero();
        assertThat(run.outputs(1)[0] * network.outputUnit()).isCloseTo(3, within(1e-9));
    }

    @Test
    void theFloatingPointPresetRunsAndItsActivityIsRead() {
        var net = Networks.speech(32, 100, 2).withRandomWeights(3);
        var input = SpikeTensor.builder(Shape.features(40), 20).planes(8);
        byte[][] frames = Frames.random(new RsnnShape(40, 32, 100), 10, 4);
        for (int f = 0; f < 10; f++) {
            for (int i = 0; i < 40; i++) {
                input.set(i, 2 * f, frames[f][i] & 0xFF).set(i, 2 * f + 1, frames[f][i] & 0xFF);
            }
        }
        var activity = RsnnActivity.of(net.run(input.build()), 2);
        assertThat(activity.frames()).isEqualTo(10);
        assertThat(activity.feature(3, 7)).isEqualTo(frames[3][7] & 0xFF);
        assertThat(Rsnn.builder().build().simulate(activity).frames()).isEqualTo(10);
        assertThatIllegalArgumentException().isThrownBy(() -> RsnnActivity.of(net.run(input.build()), 4)).withMessageContaining("delay of 4");
    }

    @Test
    void networksOfAnotherFormAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> RsnnNetwork.of(Networks.nMnist(), 8)).withMessageContaining("two recurrent layers");
        assertThatIllegalArgumentException().isThrownBy(() -> RsnnNetwork.of(Networks.speech(), 8)).withMessageContaining("has no weights");
        assertThatIllegalArgumentException().isThrownBy(() -> RsnnNetwork.of(Networks.speech(4, 4, 2).withNeurons(n -> Neuron.lif(0.5).threshold(1).tie(org.spikebook.neuron.Tie.SILENT))
                .withRandomWeights(1), 8)).withMessageContaining("fire on a tie");
    }

    @Test
    void aSavedNetworkLoads(@org.junit.jupiter.api.io.TempDir java.nio.file.Path folder) throws Exception {
        var network = RsnnNetwork.random(new RsnnShape(5, 7, 33), 3, 2, 50, 9);
        var file = folder.resolve("net.json");
        network.save(file);
        byte[][] frames = Frames.random(network.shape(), 30, 1);
        assertThat(RsnnNetwork.load(file).run(frames).sameResult(network.run(frames))).isTrue();
        java.nio.file.Files.writeString(file, java.nio.file.Files.readString(file).replace("\"hidden\" : 7", "\"hidden\" : 8"));
        assertThatIllegalArgumentException().isThrownBy(() -> RsnnNetwork.load(file)).withMessageContaining("net.json").withMessageContaining("'input' must hold 40 weights");
    }

    @Test
    void powersOfTwoFitAndRound() {
        var scale = PowerOfTwo.fit(4, new float[] {0.25f, -0.5f, 1.75f, -2f});
        assertThat(scale.exponent()).isEqualTo(2);
        assertThat(scale.round(1.75f)).isEqualTo(7);
        assertThat(scale.round(3f)).isEqualTo(7);
        assertThat(scale.round(-9f)).isEqualTo(-8);
        assertThat(scale.round(0.125f)).isZero();      // ties to even
        assertThat(scale.value(7)).isEqualTo(1.75f);
    }
}
