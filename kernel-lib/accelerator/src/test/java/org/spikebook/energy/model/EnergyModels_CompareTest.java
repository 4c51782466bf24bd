package org.spikebook.energy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.spikebook.energy.Energy;
import org.spikebook.network.Activity;
import org.spikebook.network.Layer;
import org.spikebook.network.Network;
import org.spikebook.network.Networks;
import org.spikebook.network.Weights;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

class EnergyModels_CompareTest {

    private final Network net = Networks.nMnist().withRandomWeights(1);
    private final Activity activity = net.run(Spikes.bernoulli(0.03).seed(1).generate(net.input(), 30));

    private static LayerWork dense(int inputs, int outputs, int steps, double spikesIn, double spikesOut) {
        Layer layer = Network.builder("fc", Shape.features(inputs)).dense("FC", outputs).neuron(Neuron.integrateAndFire()).build().layer("FC");
        return new LayerWork(layer, steps, spikesIn, spikesOut, Math.min(inputs, spikesIn), spikesIn * outputs, true);
    }

    @Test
    void theModelsLieOrdersOfMagnitudeApart() {
        ModelComparison comparison = EnergyModels.compare(net, activity);
        assertThat(comparison.rows()).extracting(ModelComparison.Row::model).doesNotHaveDuplicates().contains("Twin, typical", "Lemaire 2022",
                "Ottati 2023", "Davidson-Furber 2021", "syops-counter", "SpikingJelly FP32", "SpikingJelly with memory");
        assertThat(comparison.spread()).isGreaterThan(1000);
        assertThat(comparison.won()).isBetween(1L, comparison.rows().size() - 1L);
        assertThat(comparison.rows()).allSatisfy(row -> {
            assertThat(row.energy().spiking().picojoules()).as(row.model()).isPositive();
            assertThat(row.energy().spikingData().picojoules()).as(row.model()).isLessThanOrEqualTo(row.energy().spiking().picojoules());
            assertThat(row.energy().conventionalData().picojoules()).as(row.model()).isLessThan(row.energy().conventional().picojoules());
        });
        assertThat(comparison.toString()).contains("times apart", "NeuroBench");
        assertThatIllegalArgumentException().isThrownBy(() -> comparison.of("Lemaire 2021")).withMessageContaining("Maybe 'Lemaire 2022'");
        assertThatIllegalArgumentException().isThrownBy(() -> EnergyModels.compare(Networks.nMnist(), activity)).withMessageContaining("Maybe compare");
        assertThat(EnergyModels.compare(net, activity, List.of(DataflowModel.typical().weightBits(4))).rows()).hasSize(1);
    }

    @Test
    void davidsonFurberBreaksEvenAtTwelveSeventhsOfASpikeForASynapse() {
        var model = DavidsonFurber.published();
        assertThat(model.spikesPerSynapse()).isEqualTo(12.0 / 7);
        var work = new Workload("even", 4, List.of(dense(70, 5, 4, 120, 0)), false);
        assertThat(model.of(work).ratio()).isCloseTo(1, within(1e-12));
        assertThat(work.spikesPerSynapse()).isCloseTo(12.0 / 7, within(1e-12));
    }

    @Test
    void syopsChargesSumsOfSpikesAsMultiplications() {
        SplittableRandom random = new SplittableRandom(1);
        Network sums = Network.builder("sums", Shape.image(1, 4, 4)).sumPool("P", 2)
                .dense("D", d -> d.weights(weights(random, 3, 4))).neuron(Neuron.integrateAndFire()).build();
        Activity run = sums.run(Spikes.bernoulli(0.4).seed(2).generate(sums.input(), 10));
        // 12 multiply-accumulates and 3 neuron updates at each of 10 steps
        assertThat(SynapticOperations.published().of(Workload.of(run)).spiking().picojoules()).isCloseTo(10 * (12 * 4.6 + 3 * 0.9), within(1e-9));
        assertThat(NeuroBench.of(run).effectiveAccumulates()).isZero();
        assertThat(NeuroBench.of(run).effectiveMultiplyAccumulates()).isPositive();
    }

    @Test
    void spikingJellyPricesArithmeticByTheOperationsThatSpikesCause() {
        Workload work = Workload.of(activity);
        assertThat(SpikingJelly.fp32().of(work).spiking().picojoules()).isCloseTo(0.9 * work.synapticOperations(), within(1e-6));
        assertThat(SpikingJelly.int8().of(work).conventional().picojoules()).isCloseTo(0.23 * work.macs(), within(1e-6));
        assertThat(SpikingJelly.fp16().name()).isEqualTo("SpikingJelly FP16");
        assertThat(SpikingJelly.withMemory().pricePerByte(4096)).isEqualTo(1.25);
        assertThat(SpikingJelly.withMemory().pricePerByte(1e9)).isEqualTo(25);
        // one dense layer: 1 spike of 100 inputs a step reads 4 bytes and 5 weights; output and potentials of 5 neurons
        var small = new Workload("small", 2, List.of(dense(100, 5, 2, 2, 0)), false);
        double perByte = 2.5 / 8192;
        double data = 2 * (4 * 4 * perByte + 20 * 20 * perByte + 20 * 20 * perByte + 2 * 20 * 20 * perByte);
        assertThat(SpikingJelly.withMemory().of(small).spikingData().picojoules()).isCloseTo(data, within(1e-9));
        assertThat(SpikingJelly.withMemory().of(small).spiking().picojoules()).isCloseTo(data + 0.1 * (10 + 10), within(1e-9));
    }

    @Test
    void lemaireCountsEveryAccessOfAConvolution() {
        Layer layer = Network.builder("c", Shape.image(3, 8, 8)).conv2d("C", c -> c.filters(4).kernel(3).stride(2)).neuron(Neuron.lif(0.9)).build().layer("C");
        var work = new LayerWork(layer, 5, 20, 7, 15, 100, true);
        var model = Lemaire.published();
        double line = 1.09e-5 * 32;
        Lemaire.Terms snn = model.spiking(work);
        int outputs = 4 * 3 * 3;
        assertThat(snn.operations()).isCloseTo(0.1 * (20 * 2 * 2 * 4 + 5 * outputs + 7) + 3.2 * 5 * outputs, within(1e-9));
        assertThat(snn.weights()).isCloseTo(20 * 4 * 9 * (line * 108 + 13.2), within(1e-9));
        assertThat(snn.potentials()).isCloseTo(2 * (20 * 4 * 9 + 5 * outputs) * (line * outputs + 13.2), within(1e-9));
        assertThat(snn.addresses()).isCloseTo(0.1 * 20 * 4 * 9 + 3.2 * 2 * 20, within(1e-9));
        assertThat(snn.inputs() + snn.outputs()).isCloseTo(27 * 13.2, within(1e-9));
        Lemaire.Terms fnn = model.formal(work);
        assertThat(fnn.operations()).isCloseTo(3.2 * 27 * outputs + 0.1 * outputs, within(1e-9));
        assertThat(fnn.inputs()).isCloseTo(27 * outputs * (line * 192 + 13.2), within(1e-9));
        assertThat(fnn.addresses()).isCloseTo(0.1 * (192 + outputs + 4 * 9), within(1e-9));
    }

    @Test
    void aWorkloadCountsWhatTheSpikesDo() {
        Workload work = Workload.of(activity);
        long operations = 0;
        for (LayerWork layer : work.layers()) {
            SpikeTensor in = activity.input(layer.name());
            assertThat(layer.spikesIn()).isEqualTo(in.count());
            assertThat(layer.rateIn()).isCloseTo(in.rate(), within(1e-15));
            assertThat(layer.zeroShare()).isCloseTo(RateBounds.of(in).zeroShare(), within(1e-15));
            operations += (long) layer.synapticOperations();
        }
        // random weights are never zero, so every operation is effective
        NeuroBench metrics = NeuroBench.of(activity);
        assertThat(metrics.connectionSparsity()).isZero();
        assertThat(metrics.effectiveAccumulates()).isEqualTo(operations);
        assertThat(metrics.effectiveMultiplyAccumulates()).isZero();
        assertThat(metrics.footprintBytes()).isEqualTo(4 * net.parameters());
        assertThat(metrics.denseOperations()).isEqualTo(30 * (long) work.macs());       // no padding in this network
        assertThat(metrics.activationSparsity()).isBetween(0.8, 1.0);
        Workload uniform = Workload.uniform(net, 30, 0.1);
        assertThat(uniform.spikesPerSynapse()).isCloseTo(3, within(1e-12));
        assertThatIllegalArgumentException().isThrownBy(() -> Workload.uniform(net, 30, 10)).withMessageContaining("divide by 100");
    }

    @Test
    void neuroBenchLeavesOutPaddingAndZeroWeights() {
        Network padded = Network.builder("padded", Shape.image(1, 3, 3)).conv2d("C", c -> c
                .weights(Weights.of(new float[] {1, 0, 2, 0, 3, 0, 4, 0, 5, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 2, 1, 3, 3)).padding(1))
                .neuron(Neuron.integrateAndFire().threshold(100)).build();
        Activity one = padded.run(SpikeTensor.builder(padded.input(), 2).set(0, 1).build());
        NeuroBench metrics = NeuroBench.of(one);
        // a corner pixel is seen by the four outputs around it, through the taps (1,1) (1,0) (0,1) (0,0): weights 3, 0, 0, 1 and 1, 1, 1, 1
        assertThat(metrics.effectiveAccumulates()).isEqualTo(6);
        assertThat(metrics.denseOperations()).isEqualTo(2 * 2 * (4 * 4 + 4 * 6 + 9));
        assertThat(metrics.connectionSparsity()).isEqualTo(4.0 / 18);
        assertThat(metrics.activationSparsity()).isEqualTo(1);
        assertThat(metrics.membraneUpdates()).isEqualTo(36);
    }

    @Test
    void theTwinModelTakesTheCheaperDataflowLayerByLayer() {
        for (var layer : DataflowModel.typical().layers(Workload.uniform(net, 8, 0.01))) {
            assertThat(layer.cost().snnFlow()).as(layer.work().name()).isEqualTo(Dataflow.SPARSE);
        }
        for (var layer : DataflowModel.typical().layers(Workload.uniform(net, 8, 0.3))) {
            assertThat(layer.cost().snnFlow()).as(layer.work().name()).isEqualTo(Dataflow.DENSE);
        }
        var direct = DataflowModel.typical().layers(Workload.uniform(net, 8, 0.3).withDirectInput());
        assertThat(direct.get(0).ratio()).isEqualTo(1);
        assertThat(direct.get(1).ratio()).isGreaterThan(1.5);
    }

    @Test
    void layersInsideResidualBlocksArePricedAndSumsOfSpikesMultiply() {
        Network sew = Network.builder("sew", Shape.image(2, 6, 6)).conv2d("A", c -> c.filters(3).kernel(3).padding(1)).neuron(Neuron.integrateAndFire())
                .residual("R", r -> r.body(b -> b.conv2d("B", c -> c.filters(3).kernel(3).padding(1)).neuron(Neuron.integrateAndFire())))
                .dense("FC", 4).neuron(Neuron.integrateAndFire()).build().withRandomWeights(1);
        Activity run = sew.run(Spikes.bernoulli(0.3).seed(1).generate(sew.input(), 8));
        Workload work = Workload.of(run);
        assertThat(work.layers()).extracting(LayerWork::name).containsExactly("A", "B", "FC");
        assertThat(work.layers()).extracting(LayerWork::binary).containsExactly(true, true, false);      // 1 + 1 = 2 behind the block
        assertThat(work.layers().get(1).spikesIn()).isEqualTo(run.output("A").count());
        assertThat(work.macs()).isEqualTo(sew.macs());
        ModelComparison comparison = EnergyModels.compare(sew, run);
        assertThat(comparison.metrics().effectiveMultiplyAccumulates()).isEqualTo((long) work.layers().get(2).synapticOperations());
        assertThat(Workload.uniform(Networks.named("sew-resnet-34").foldBatchNorm(), 4, 0.1).macs()).isEqualTo(Networks.named("sew-resnet-34").macs());
        assertThatIllegalArgumentException().isThrownBy(() -> Workload.uniform(Networks.named("resnet-19"), 4, 0.1))
                .withMessageContaining("Maybe network.foldBatchNorm()");
        assertThatIllegalArgumentException().isThrownBy(() -> Workload.uniform(Networks.named("spikformer-4-256").foldBatchNorm(), 4, 0.1))
                .withMessageContaining("self");
    }

    @Test
    void recurrentLayersAreNamed() {
        Network loop = Network.builder("loop", Shape.features(2)).recurrent("R", r -> r.weights(weights(new SplittableRandom(1), 2, 2))
                .recurrentWeights(weights(new SplittableRandom(2), 2, 2))).neuron(Neuron.integrateAndFire()).build();
        Activity run = loop.run(Spikes.bernoulli(0.5).seed(1).generate(loop.input(), 4));
        assertThatIllegalArgumentException().isThrownBy(() -> EnergyModels.compare(loop, run)).withMessageContaining("layer 'R'");
    }

    @Test
    void aBatteryLastsAsLongAsItsEnergy() {
        var battery = new Battery(300, 3.85);
        assertThat(battery.joules()).isEqualTo(4158);
        assertThat(battery.hours(4158.0 / 3600, 0, Energy.ZERO)).isCloseTo(1, within(1e-12));
        assertThat(battery.hours(0, 2, new Energy(1e12))).isCloseTo(4158 / 2.0 / 3600, within(1e-12));
        assertThatIllegalArgumentException().isThrownBy(() -> battery.hours(0, 0, Energy.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> new Battery(0, 3.85));
    }

    private static Weights weights(SplittableRandom random, int... dims) {
        float[] values = new float[dims[0] * dims[1]];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1 + random.nextInt(4);
        }
        return Weights.of(values, dims);
    }
}
