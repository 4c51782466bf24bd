package org.spikebook.accelerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;

class ActivityTags_OfTest {

    /** SpikeX, Fig. 2: window, time block and time stride tags of three spike trains; windows of 3 points, blocks of 2 windows. */
    @Test
    void figure2OfTheSpikeXPaperComesOut() {
        SpikeTensor spikes = SpikeTensor.builder(Shape.features(3), 12)
                .set(0, 7).set(0, 11)            // Sa: windows 2 and 3
                .set(2, 0).set(2, 2).set(2, 6)   // Sc: windows 0 and 2; Sb is silent
                .build();
        SpikeTensor windows = spikes.windowOr(3);
        SpikeTensor blocks = windows.windowOr(2);
        SpikeTensor stride = blocks.windowOr(2);
        assertThat(row(windows, 0)).isEqualTo("0011");
        assertThat(row(windows, 1)).isEqualTo("0000");
        assertThat(row(windows, 2)).isEqualTo("1010");
        assertThat(row(blocks, 0)).isEqualTo("01");
        assertThat(row(blocks, 1)).isEqualTo("00");
        assertThat(row(blocks, 2)).isEqualTo("11");
        assertThat(row(stride, 0)).isEqualTo("1");
        assertThat(row(stride, 1)).isEqualTo("0");
        assertThat(row(stride, 2)).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aUnitsTagIsTheOrOfItsLinesAndCoarserLevelsAreTheOrOfFinerOnes(long seed) {
        var random = new SplittableRandom(seed);
        LayerShape layer = RandomLayers.layer(random);
        SpikeTensor spikes = RandomLayers.spikes(random, layer, 1 + random.nextInt(100), 0.03);
        int window = 1 + random.nextInt(spikes.steps());
        ActivityTags tags = ActivityTags.of(layer, spikes, window, 1 + random.nextInt(10));
        for (int b = 0; b < tags.blocks(); b++) {
            for (int p = 0; p < layer.positions(); p++) {
                for (int w = 0; w < tags.windows(); w++) {
                    boolean any = false;
                    for (int l = 0; l < tags.linesOf(b); l++) {
                        int input = tags.inputOf(b, p, l);
                        for (int t = w * window; input >= 0 && t < Math.min(spikes.steps(), (w + 1) * window); t++) {
                            any |= spikes.get(input, t);
                        }
                    }
                    assertThat(tags.units().get(b * layer.positions() + p, w)).as("seed %d, %s, window %d", seed, layer, window).isEqualTo(any);
                }
            }
        }
        int perBlock = 1 + random.nextInt(tags.windows());
        if (window * perBlock <= spikes.steps()) {
            assertThat(tags.units().windowOr(perBlock))
                    .isEqualTo(ActivityTags.of(layer, spikes, window * perBlock, tags.linesOf(0)).units());
        }
    }

    @Test
    void spikesOfAnotherLayerAreRefused() {
        var layer = LayerShape.conv("CONV1", 2, 5, 5, 3, 3, 1, 0);
        var spikes = SpikeTensor.builder(Shape.features(49), 3).build();
        assertThatIllegalArgumentException().isThrownBy(() -> ActivityTags.of(layer, spikes, 1, 64))
                .withMessageContaining("layer 'CONV1'").withMessageContaining("50 neurons").withMessageContaining("[feature=49]");
    }

    private static String row(SpikeTensor tags, int neuron) {
        var text = new StringBuilder();
        for (int w = 0; w < tags.steps(); w++) {
            text.append(tags.get(neuron, w) ? '1' : '0');
        }
        return text.toString();
    }
}
