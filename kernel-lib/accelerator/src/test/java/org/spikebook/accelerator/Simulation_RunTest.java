package org.spikebook.accelerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.energy.Technology;
import org.spikebook.network.Network;
import org.spikebook.network.Networks;
import org.spikebook.network.Weights;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

class Simulation_RunTest {

    private final Network net = Network.builder("small", Shape.image(2, 10, 10)).steps(40)
            .conv2d("CONV1", c -> c.filters(4).kernel(3).stride(2).weights(weights(4, 2, 3, 3))).neuron(Neuron.integrateAndFire().threshold(0.5))
            .conv2d("CONV2", c -> c.filters(6).kernel(3).weights(weights(6, 4, 3, 3))).neuron(Neuron.integrateAndFire().threshold(0.5))
            .dense("FC", d -> d.units(5).weights(weights(5, 24))).neuron(Neuron.integrateAndFire())
            .build();
    private final SpikeX chip = SpikeX.builder().timeWindow(5).build();

    private static Weights weights(int... dims) {
        var random = new Random(dims.length);
        float[] values = new float[Arrays.stream(dims).reduce(1, Math::multiplyExact)];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.3f;
        }
        return Weights.of(values, dims);
    }

    @Test
    void oneLayerGetsExactlyTheSpikesOfTheRecipe() {
        var recipe = Spikes.bernoulli(0.05).seed(42);
        var report = Simulation.of(chip).on(net.layer("CONV1")).steps(64).spikes(recipe).run();
        SpikeTensor spikes = recipe.generate(Shape.image(2, 10, 10), 64);
        assertThat(report.layers()).containsExactly(chip.simulate(LayerShape.of(net.layer("CONV1")), spikes));
        assertThat(report.inputDigest()).isEqualTo(spikes.fnv1a64());
        assertThat(report.accelerator()).isEqualTo("SpikeX");
        assertThat(report.configuration()).contains("window 5");
    }

    @Test
    void theLayersOfANetworkGetStreamsOfTheirOwnOverItsSteps() {
        var recipe = Spikes.bernoulli(0.05).seed(42);
        var report = Simulation.of(chip).on(net).spikes(recipe).run();
        assertThat(report.layers()).extracting(l -> l.layer().name()).containsExactly("CONV1", "CONV2", "FC");
        assertThat(report.layers()).allSatisfy(l -> assertThat(l.steps()).isEqualTo(40));
        var second = LayerShape.of(net.layer("CONV2"));
        assertThat(report.layers().get(1)).isEqualTo(chip.simulate(second, recipe.layer(1).generate(second.inputShape(), 40)));
    }

    @Test
    void recordedActivityReachesEachLayer() {
        var activity = net.run(Spikes.bernoulli(0.2).seed(1).generate(net.input(), 30));
        Report report = chip.simulate(activity);
        assertThat(report).isEqualTo(Simulation.of(chip).on(net).activity(activity).run());
        for (LayerReport layer : report.layers()) {
            assertThat(layer).isEqualTo(chip.simulate(layer.layer(), activity.input(layer.layer().name())));
            assertThat(layer.steps()).isEqualTo(30);
        }
        assertThat(report.counts().times(Component.ALU, Operation.ACCUMULATE)).isPositive();
    }

    @Test
    void theHorizonIsWhatWasSaidThenTheNetworksThenThatOfThePaper() {
        var base = Simulation.of(chip).spikes(Spikes.bernoulli(0.01));
        assertThat(base.on(net).run().layers().get(0).steps()).isEqualTo(40);
        assertThat(base.on(net).steps(50).run().layers().get(0).steps()).isEqualTo(50);
        assertThat(base.on(Networks.dvsGestureMedium().layer("CONV2")).run().layers().get(0).steps()).isEqualTo(300);
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> Simulation.of(chip).spikes(Spikes.bernoulli(0.1)).run())
                .withMessageContaining("SpikeX: no layer was given. Maybe on(");
        assertThatIllegalArgumentException().isThrownBy(() -> Simulation.of(chip).on(net).run())
                .withMessageContaining("no spikes were given. Maybe spikes(");
        assertThatIllegalArgumentException().isThrownBy(() -> Simulation.of(chip).on(net).steps(0)).withMessageContaining("steps must be at least 1, but was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Simulation.of(chip).on(net).run(List.of())).withMessageContaining("3 layers");
        var pooled = Network.builder("pooled", Shape.image(1, 4, 4)).averagePool("POOL", 2).dense("FC", d -> d.units(2).weights(weights(2, 4))).neuron(Neuron.integrateAndFire())
                .build();
        var activity = pooled.run(Spikes.bernoulli(0.5).generate(pooled.input(), 10));
        assertThatIllegalArgumentException().isThrownBy(() -> chip.simulate(activity)).withMessageContaining("real numbers of 'POOL'")
                .withMessageContaining("foldPools()");
        assertThatIllegalArgumentException().isThrownBy(() -> Simulation.of(chip.toBuilder().timeWindow(50).build()).on(net)
                .spikes(Spikes.bernoulli(0.1)).run()).withMessageContaining("layer 'CONV1': time window of 50 is longer than the input of 40 steps");
    }

    @Test
    void everyParameterCanBeChangedByName() {
        var base = Simulation.of(chip).on(net.layer("CONV1")).steps(64).spikes(Spikes.bernoulli(0.05).seed(42));
        Report changed = base.with(Map.of("timeWindow", 4, "firingRate", 0.01, "seed", 9, "steps", 80, "columns", 4.0, "dispatch", "temporal")).run();
        var expected = Simulation.of(SpikeX.builder().timeWindow(4).array(8, 4).dispatch(SpikeX.Dispatch.TEMPORAL).build())
                .on(net.layer("CONV1")).steps(80).spikes(Spikes.bernoulli(0.01).seed(9)).run();
        assertThat(changed).isEqualTo(expected).isNotEqualTo(base.run());
        var ptb = Ptb.builder().build();
        assertThat(base.with("accelerator", ptb).with("raggedGroup", Ptb.RaggedGroup.FRACTIONAL).accelerator())
                .isEqualTo(Ptb.builder().raggedGroup(Ptb.RaggedGroup.FRACTIONAL).build());
        assertThat(base.with(Map.of("skip", "line", "stsap", true, "accelerator", ptb)).accelerator())
                .isEqualTo(Ptb.builder().skip(Ptb.Skip.LINE).stsap(true).build());
        assertThat(base.with("layer", net.layer("FC")).layers()).containsExactly(LayerShape.of(net.layer("FC")));
        assertThat(base.with("technology", Technology.named("cacti32-hp")).technology()).isPresent();
        var activity = net.run(Spikes.bernoulli(0.2).generate(net.input(), 30));
        assertThat(base.with("activity", activity).run().layers().get(0).steps()).isEqualTo(30);
        assertThat(base.unit("firingRate")).isEqualTo("spikes/step");
        assertThat(base.unit("localBuffer")).isEqualTo("KB");
        for (String name : chip.parameters().names()) {
            assertThat(base.unit(name)).isNotNull();
        }
    }

    @Test
    void aParameterThatCannotBeIsRefusedBeforeAnythingRuns() {
        var base = Simulation.of(chip).on(net.layer("CONV1")).spikes(Spikes.bernoulli(0.05));
        refused(base, "timeWindwo", 5, "no parameter 'timeWindwo'. Maybe 'timeWindow'.");
        refused(base, "firingrate", 0.1, "Maybe 'firingRate'.");
        refused(base, "timeWindow", "five", "SpikeX, parameter 'timeWindow': must be a whole number, but was five of type String");
        refused(base, "timeWindow", 2.5, "must be a whole number, but was 2.5");
        refused(base, "firingRate", Double.NaN, "parameter 'firingRate': must be a finite number, but was NaN");
        refused(base, "clock", Double.POSITIVE_INFINITY, "must be a finite number");
        refused(base, "dispatch", "spacial", "Maybe 'spatial'.");
        refused(base, "weightTailoring", 1, "must be true or false");
        refused(base, "accelerator", "SpikeX", "must be of type Accelerator");
        refused(base, "stsap", true, "simulation of SpikeX: has no parameter 'stsap'");
        refused(Simulation.of(chip).on(net), "firingRate", 0.1, "firingRate needs generated spikes");
        assertThatIllegalArgumentException().isThrownBy(() -> base.with("columns", 65)).withMessageContaining("columns of the array must be in 1..64, but was 65");
    }

    private static void refused(Simulation base, String name, Object value, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> base.check(name, value)).withMessageContaining(message);
        assertThatIllegalArgumentException().isThrownBy(() -> base.with(name, value)).withMessageContaining(message);
    }

    @Test
    void equalInputsAreTheSameBits() {
        var base = Simulation.of(chip).on(net.layer("CONV1")).steps(64).spikes(Spikes.bernoulli(0.05).seed(42));
        assertThat(base.with("timeWindow", 3).inputs()).isEqualTo(base.inputs()).hasSameHashCodeAs(base.inputs());
        assertThat(base.with("seed", 43).inputs()).isNotEqualTo(base.inputs());
        assertThat(base.with("steps", 65).inputs()).isNotEqualTo(base.inputs());
        assertThat(base.run(base.inputs().spikes())).isEqualTo(base.run());
    }
}
