package org.spikebook.energy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

class RateBounds_OfTest {

    @Test
    void everySpikeTensorLiesWithinThem() {
        var random = new SplittableRandom(11);
        for (int i = 0; i < 300; i++) {
            int steps = 1 + random.nextInt(130);
            double rate = random.nextInt(5) == 0 ? 0 : random.nextDouble();
            SpikeTensor spikes = Spikes.gatedBernoulli(rate * 0.7, 0.7).seed(i).generate(Shape.features(1 + random.nextInt(40)), steps);
            RateBounds bounds = RateBounds.of(spikes);
            assertThat(bounds.hold()).as("seed %d", i).isTrue();
            assertThat(bounds.rate()).isBetween(bounds.lower(), bounds.upper());
            assertThat(bounds.rate()).isEqualTo(spikes.rate());
        }
    }

    @Test
    void theyAreReachedAtBothEnds() {
        SpikeTensor once = SpikeTensor.builder(Shape.features(4), 3).set(0, 0).set(1, 2).build();
        assertThat(RateBounds.of(once).rate()).isEqualTo(RateBounds.of(once).lower()).isEqualTo(2.0 / 12);
        SpikeTensor always = SpikeTensor.builder(Shape.features(2), 2).set(0, 0).set(0, 1).build();
        assertThat(RateBounds.of(always).rate()).isEqualTo(RateBounds.of(always).upper()).isEqualTo(0.5);
        assertThat(RateBounds.of(always).average()).isEqualTo(0.375);
        SpikeTensor wide = SpikeTensor.builder(Shape.features(2), 2).planes(2).build();
        assertThatIllegalArgumentException().isThrownBy(() -> RateBounds.of(wide)).withMessageContaining("one bit");
    }
}
