package org.spikebook.accelerator.rsnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class RsnnProfile_GenerateTest {

    @Test
    void densitiesAreThoseAskedFor() {
        var activity = RsnnProfile.published().generate(3000, 2, 5);
        assertThat(activity.inputSparsity()).isCloseTo(0.57, within(0.003));
        for (int s = 0; s < 2; s++) {
            assertThat(activity.sparsity(0, s)).isCloseTo(0.629, within(0.004));
            assertThat(activity.sparsity(1, s)).isCloseTo(0.655, within(0.004));
        }
        assertThat(activity.union(1)).isCloseTo(0.3473, within(0.004));
    }

    @Test
    void everyTimeStepHasTheSameDensity() {
        var activity = new RsnnProfile(0.5, 0.2, 0.4, 0.7).generate(RsnnShape.published(), 2000, 4, 6);
        for (int s = 0; s < 4; s++) {
            assertThat(activity.sparsity(0, s)).isCloseTo(0.8, within(0.005));
            assertThat(activity.sparsity(1, s)).isCloseTo(0.6, within(0.005));
        }
        assertThat(activity.union(1)).isCloseTo(0.4 + 0.4 * 0.3, within(0.006));
    }

    @Test
    void theSameSeedGivesTheSameActivity() {
        var profile = RsnnProfile.published();
        assertThat(profile.generate(20, 2, 5)).isEqualTo(profile.generate(20, 2, 5)).isNotEqualTo(profile.generate(20, 2, 6));
    }

    @Test
    void activitiesAreJoined() {
        var a = RsnnProfile.published().generate(3, 2, 1);
        var b = RsnnProfile.published().generate(4, 2, 2);
        var both = RsnnActivity.concat(List.of(a, b, a));
        assertThat(both.frames()).isEqualTo(10);
        for (int f = 0; f < 10; f++) {
            RsnnActivity from = f < 3 || f >= 7 ? a : b;
            int at = f < 3 ? f : f < 7 ? f - 3 : f - 7;
            assertThat(both.inputBits(f)).isEqualTo(from.inputBits(at));
            assertThat(both.spikes(0, f, 1)).isEqualTo(from.spikes(0, at, 1));
            assertThat(both.either(1, f, 0, 1)).isEqualTo(from.either(1, at, 0, 1));
        }
    }

    @Test
    void impossibleProfilesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RsnnProfile(0.5, 0.9, 0.5, 0.2)).withMessageContaining("Maybe a larger repeat");
        assertThatIllegalArgumentException().isThrownBy(() -> new RsnnProfile(1.5, 0.9, 0.5, 0.2)).withMessageContaining("0..1");
    }
}
