package org.spikebook.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikebook.neuron.IntegrateAndFire;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Parameter;
import org.spikebook.spike.Shape;

class Network_BuildTest {

    private static Network.Builder small() {
        return Network.builder("small", Shape.image(2, 34, 34)).steps(30)
                .conv2d("CONV1", c -> c.filters(12).kernel(3).pool(2)).neuron(Neuron.lif(0.875))
                .conv2d("CONV2", c -> c.filters(32).kernel(3)).neuron(Neuron.lif(0.875));
    }

    @ParameterizedTest
    @CsvSource({
        // size, kernel, stride, padding, output = floor((size + 2 padding - kernel) / stride) + 1
        "34, 3, 2, 0, 16", "32, 5, 4, 2, 8", "8, 5, 1, 3, 10", "7, 7, 3, 0, 1", "5, 2, 2, 1, 3", "1, 1, 1, 0, 1", "9, 4, 3, 3, 4"})
    void aConvolutionHasAsManyPositionsAsItsKernelFitsSteps(int size, int kernel, int stride, int padding, int expected) {
        var net = Network.builder("one", Shape.image(1, size, size))
                .conv2d("C", c -> c.filters(4).kernel(kernel).stride(stride).padding(padding)).build();
        assertThat(net.output()).isEqualTo(Shape.image(4, expected, expected));
        var pools = Network.builder("one", Shape.image(3, size, size))
                .sumPool("P", p -> p.window(kernel).stride(stride).padding(padding)).build();
        assertThat(pools.output()).isEqualTo(Shape.image(3, expected, expected));
    }

    @Test
    void shapesFollowFromLayerToLayer() {
        var net = small().averagePool("P", 2).dense("FC", 10).neuron(Neuron.integrateAndFire()).build();
        assertThat(net.layer("CONV1").output()).isEqualTo(Shape.image(12, 16, 16));
        assertThat(net.layer("CONV2").output()).isEqualTo(Shape.image(32, 14, 14));
        assertThat(net.layer("P").output()).isEqualTo(Shape.image(32, 7, 7));
        assertThat(net.layer("FC").input()).isEqualTo(Shape.features(32 * 49));
        assertThat(net.output()).isEqualTo(Shape.features(10));
        assertThat(net.steps()).hasValue(30);
        var conv = (Conv2d) net.layer("CONV1");
        assertThat(conv.strideY()).isEqualTo(2);
        assertThat(conv.synapses()).isEqualTo(12 * 2 * 9);
        assertThat(conv.macs()).isEqualTo(12 * 2 * 9 * 256);
        assertThat(conv.fanIn()).isEqualTo(18);
        assertThat(net.parameters()).isEqualTo(216 + 3456 + 15680);
    }

    @Test
    void denseActsOnEachTokenOfASequence() {
        var net = Network.builder("tokens", Shape.sequence(5, 8)).dense("Q", 3).build();
        assertThat(net.output()).isEqualTo(Shape.sequence(5, 3));
        var dense = (Dense) net.layer("Q");
        assertThat(dense.tokens()).isEqualTo(5);
        assertThat(dense.synapses()).isEqualTo(24);
        assertThat(dense.macs()).isEqualTo(120);
    }

    @Test
    void weightsSayFiltersAndKernelThemselves() {
        var net = Network.builder("w", Shape.image(2, 5, 5)).conv2d("C", c -> c.weights(new float[3][2][4][1])).build();
        var conv = (Conv2d) net.layer("C");
        assertThat(conv.filters()).isEqualTo(3);
        assertThat(conv.kernelHeight()).isEqualTo(4);
        assertThat(conv.kernelWidth()).isEqualTo(1);
        assertThat(conv.output()).isEqualTo(Shape.image(3, 2, 5));
    }

    @Test
    void weightsAreCopiedInAndOut() {
        float[][] mine = {{1, 2}};
        var net = Network.builder("w", Shape.features(2)).dense("D", d -> d.weights(mine)).build();
        mine[0][0] = 9;
        var weights = ((Dense) net.layer("D")).weights().orElseThrow();
        weights.toArray()[1] = 9;
        weights.dims()[0] = 9;
        assertThat(weights).isEqualTo(Weights.of(new float[] {1, 2}, 1, 2));
    }

    @Test
    void toStringIsATableOfTheLayers() {
        assertThat(small().dense("FC", 10).neuron(Neuron.integrateAndFire().maxSpikes(7)).build().toString()).isEqualTo("""
                Network small, input 2x34x34, T = 30, 66,392 parameters
                  layer  kind    geometry                       in        out       synapses  neuron
                  CONV1  conv2d  3 kernel, stride 2, padding 0  2x34x34   12x16x16       216  LIF beta=0.875 threshold=1, reset to 0
                  CONV2  conv2d  3 kernel, stride 1, padding 0  12x16x16  32x14x14     3,456  LIF beta=0.875 threshold=1, reset to 0
                  FC     dense                                  6272      10          62,720  \
                IF threshold=1, subtract, up to 7 spikes a step""");
    }

    @Test
    void toBuilderKeepsEveryPart() {
        var net = small().source("Table II").dense("FC", d -> d.weights(new float[10][6272]).bias(new float[10]))
                .neuron(Neuron.integrateAndFire()).build();
        assertThat(net.toBuilder().build()).isEqualTo(net).hasSameHashCodeAs(net);
        assertThat(net.toBuilder().steps(31).build()).isNotEqualTo(net);
        assertThat(net.withNeurons(n -> n instanceof IntegrateAndFire f ? f.maxSpikes(3) : n).layer("FC").neuron())
                .hasValue(Neuron.integrateAndFire().maxSpikes(3));
    }

    @Test
    void anUnknownLayerIsAnsweredWithTheNearest() {
        var net = small().build();
        assertThatIllegalArgumentException().isThrownBy(() -> net.layer("conv3"))
                .withMessage("network 'small': has no layer 'conv3'. Maybe 'CONV1'.");
        assertThatIllegalArgumentException().isThrownBy(() -> net.layer("output")).withMessageContaining("Known: CONV1, CONV2.");
    }

    @Test
    void whatDoesNotFitIsRefusedAtItsLayer() {
        refused("layer 'C': kernel (y) must be in 1..34 (input 34), but was 35",
                b -> b.conv2d("C", c -> c.filters(1).kernel(35)));
        refused("layer 'C': kernel must be at least 1, but was 0", b -> b.conv2d("C", c -> c.filters(1)));
        refused("layer 'C': filters must be at least 1, but was 0", b -> b.conv2d("C", c -> c.kernel(3)));
        refused("layer 'C': stride must be at least 1, but was 0", b -> b.conv2d("C", c -> c.filters(1).kernel(3).stride(0)));
        refused("layer 'C': pool must be at least 1, but was 0", b -> b.conv2d("C", c -> c.filters(1).kernel(3).pool(0)));
        refused("layer 'C': padding (y) must be in 0..2", b -> b.conv2d("C", c -> c.filters(1).kernel(3).padding(3)));
        refused("layer 'C': padding (y) must be in 0..2", b -> b.conv2d("C", c -> c.filters(1).kernel(3).padding(-1)));
        refused("layer 'C': conv2d needs an image input", b -> b.flatten("F").conv2d("C", c -> c.filters(1).kernel(3)));
        refused("layer 'C': weights must have the axes [filter][channel][ky][kx] = [4, 2, 3, 3], but had [4, 1, 3, 3]",
                b -> b.conv2d("C", c -> c.filters(4).kernel(3).weights(new float[4][1][3][3])));
        refused("layer 'C': bias must have the axes [output] = [4], but had [3]",
                b -> b.conv2d("C", c -> c.weights(new float[4][2][3][3]).bias(1, 2, 3)));
        refused("layer 'C': has a bias but no weights", b -> b.conv2d("C", c -> c.filters(1).kernel(3).bias(1)));
        refused("layer 'D': units must be at least 1, but was 0", b -> b.dense("D", 0));
        refused("layer 'D': weights must have the axes [output][input] = [2, 2312], but had [2, 7]",
                b -> b.dense("D", d -> d.weights(new float[2][7])));
        refused("layer 'P': window (y) must be in 1..34", b -> b.maxPool("P", 40));
        refused("layer 'P': window must be at least 1, but was 0", b -> b.maxPool("P", 0));
        refused("layer 'D': the name occurs twice", b -> b.dense("D", 3).dense("D", 3));
        refused("layer 'D': already has a neuron", b -> b.dense("D", 3).neuron(Neuron.lif(0.5)).neuron(Neuron.lif(0.5)));
        refused("layer 'F': flatten cannot take a neuron", b -> b.flatten("F").neuron(Neuron.lif(0.5)));
        refused("layer 'D': IF: a parameter has 2 values, but the layer has 3 neurons",
                b -> b.dense("D", 3).neuron(Neuron.integrateAndFire().threshold(Parameter.each(1, 2))));
        refused("neuron(...) belongs behind a layer", b -> b.neuron(Neuron.lif(0.5)));
        refused("layer 'R': a recurrent layer needs a neuron", b -> b.recurrent("R", r -> r.units(3)));
        refused("network 'net': needs at least one layer", b -> b);
        refused("network 'net': steps must be at least 1, but was 0", b -> b.steps(0));
        refused("name must not be blank", b -> b.dense(" ", 3));
    }

    private static void refused(String message, UnaryOperator<Network.Builder> parts) {
        assertThatIllegalArgumentException().isThrownBy(() -> parts.apply(Network.builder("net", Shape.image(2, 34, 34))).build())
                .withMessageContaining(message);
    }
}
