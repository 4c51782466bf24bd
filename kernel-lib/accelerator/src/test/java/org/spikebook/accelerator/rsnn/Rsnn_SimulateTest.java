package org.spikebook.accelerator.rsnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.spikebook.accelerator.rsnn.Rsnn.InputBits;
import org.spikebook.accelerator.rsnn.Rsnn.Recurrence;
import org.spikebook.accelerator.rsnn.Rsnn.Schedule;
import org.spikebook.accelerator.rsnn.Rsnn.UnmergedFc;

class Rsnn_SimulateTest {

    private static final RsnnActivity TWO = RsnnProfile.published().generate(4000, 2, 1);

    @Test
    void twoTimeStepsTake895CyclesMergedAnd1224Unmerged() {
        assertThat(Rsnn.builder().build().simulate(TWO).meanCycles()).isCloseTo(895, within(4.0));
        assertThat(Rsnn.builder().mergedSpikes(false).build().simulate(TWO).meanCycles()).isCloseTo(1224, within(6.0));
    }

    @Test
    void oneTimeStepTakes574Cycles() {
        var one = RsnnProfile.publishedSingleStep().generate(4000, 1, 1);
        assertThat(Rsnn.builder().timeSteps(1).build().simulate(one).meanCycles()).isCloseTo(574, within(4.0));
    }

    @Test
    void additionsAreThePapersMegamacs() {
        assertThat(Rsnn.builder().build().simulate(TWO).megamacs()).isCloseTo(13.86, within(0.07));
    }

    @Test
    void parallelTimeStepsReadHalfTheRecurrentRows() {
        var parallel = Rsnn.builder().build().simulate(TWO);
        var sequential = Rsnn.builder().schedule(Schedule.SEQUENTIAL).zeroSkipping(false).build().simulate(TWO);
        assertThat(parallel.counts().recurrentRows()).isEqualTo(384L * TWO.frames());
        assertThat(sequential.counts().recurrentRows()).isEqualTo(768L * TWO.frames());
    }

    @Test
    void countsOfAFrameMadeByHandAreThoseWorkedOutOnPaper() {
        // features 0x0F and 0x30; L0 neurons 0, 1 at step 0 and 1 at step 1; L1 neuron 5 at both, 7, 8 at step 1
        byte[] features = new byte[80];
        features[0] = 0x0F;
        features[1] = 0x30;
        long[] first = {0b11, 0, 0b10, 0, 0, 0, 0, 0};
        long[] second = {1L << 5, 0, 1L << 5 | 1L << 7 | 1L << 8, 0, 0, 0, 0, 0};
        var activity = RsnnActivity.wrap(RsnnShape.published(), 2, features, first, second);
        var report = Rsnn.builder().build().simulate(activity);
        // frame 0: 40 loads, 6 bits, 384 rows, FC 7 x 3 + 2; frame 1: 40 loads, 384 rows
        assertThat(report.cycles()).containsExactly(40 + 6 + 384 + 23, 40 + 384);
        // additions: 6 bits, L1 in 3 (frame 0), L0 back 3 and L1 back 4 (frame 1), each x 128; FC 3 merged x 1920
        assertThat(report.counts()).isEqualTo(new RsnnCounts(2, 768, 45, 128 * (6 + 3 + 3 + 4) + 3 * 1920, 2 * 768 * 128 - 128 * 10, 1024));
        // without merging 4 spikes: 7 x (1 + 3) + 1 + 2
        assertThat(Rsnn.builder().mergedSpikes(false).build().simulate(activity).cycles()).containsExactly(40 + 6 + 384 + 31, 424);
        // with two ports: L1 in max(2, 1); frame 1: L0 back max(2, 1), L1 back max(1, 3)
        assertThat(Rsnn.builder().recurrence(Recurrence.DUAL_PORT).build().simulate(activity).cycles()).containsExactly(40 + 6 + 2 + 23, 40 + 2 + 3);
        // rows silent at both skipped: L1 in 2; frame 1: L0 back 2, L1 back 3
        assertThat(Rsnn.builder().recurrence(Recurrence.SKIP_SILENT).build().simulate(activity).cycles()).containsExactly(40 + 6 + 2 + 23, 40 + 2 + 3);
        // one after the other with skipping: L1 in ceil(2/2) + ceil(1/2); L0 back 1 + 1, L1 back 1 + 2
        assertThat(Rsnn.builder().schedule(Schedule.SEQUENTIAL).build().simulate(activity).cycles()).containsExactly(40 + 6 + 2 + 23, 40 + 2 + 3);
        // both groups at a time: feature 0 four cycles, feature 1 two
        assertThat(Rsnn.builder().inputBits(InputBits.TWO_GROUPS).loadCycles(0).build().simulate(activity).cycles()).containsExactly(6 + 384 + 23, 384);
        // FC with a set each time step, 15 passes over 3 rows
        assertThat(Rsnn.builder().mergedSpikes(false).unmergedFc(UnmergedFc.SHARED_STEPS).build().simulate(activity).cycles()).containsExactly(40 + 6 + 384 + 45, 424);
        assertThat(Rsnn.builder().lifCycles(5).build().simulate(activity).cycles()).containsExactly(463, 434);
    }

    @Test
    void theClosedFormEqualsTheWalkThroughEveryCycle() {
        var random = new SplittableRandom(11);
        for (int run = 0; run < 60; run++) {
            var shape = new RsnnShape(3 + random.nextInt(20), 20 + random.nextInt(run % 5 == 0 ? 180 : 80), 100 + random.nextInt(600));
            int steps = 1 + random.nextInt(4);
            var chip = Rsnn.builder().timeSteps(steps).mergedSpikes(random.nextBoolean()).zeroSkipping(random.nextInt(4) > 0)
                    .recurrence(Recurrence.values()[random.nextInt(3)]).schedule(Schedule.values()[random.nextInt(2)]).inputBits(InputBits.values()[random.nextInt(2)])
                    .unmergedFc(UnmergedFc.values()[random.nextInt(2)]).loadCycles(random.nextInt(3)).lifCycles(random.nextInt(3)).singleStepSets(1 + random.nextInt(2)).build();
            var network = RsnnNetwork.random(shape, steps, 2, 40, run);
            var execution = chip.execute(network, Frames.random(shape, 6, run));
            assertThat(chip.simulate(execution.run().activity())).as("run %d: %s, %s", run, chip, shape).isEqualTo(execution.report());
        }
    }

    @Test
    void at100KilohertzOnlyMergedSpikesKeepUp() {
        assertThat(Rsnn.builder().build().simulate(TWO).realTime(100e3).keepsUp()).isTrue();
        assertThat(Rsnn.builder().mergedSpikes(false).build().simulate(TWO).realTime(100e3).keepsUp()).isFalse();
        var late = Rsnn.builder().build().simulate(TWO).realTime(80e3);
        assertThat(late.budget()).isEqualTo(800);
        assertThat(late.keepsUp()).isFalse();
        assertThat(late.delayMilliseconds()).isGreaterThan(1000);
    }

    @Test
    void otherTimeStepsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Rsnn.builder().timeSteps(1).build().simulate(TWO)).withMessageContaining("Maybe chip.toBuilder().timeSteps(2)");
        assertThatIllegalArgumentException().isThrownBy(() -> Rsnn.builder().timeSteps(9)).withMessageContaining("1..8");
    }

    @Test
    void aBuilderKeepsEveryPart() {
        var chip = Rsnn.builder().timeSteps(3).mergedSpikes(false).zeroSkipping(false).recurrence(Recurrence.DUAL_PORT).schedule(Schedule.SEQUENTIAL)
                .inputBits(InputBits.TWO_GROUPS).unmergedFc(UnmergedFc.SHARED_STEPS).loadCycles(2).lifCycles(3).singleStepSets(1).build();
        assertThat(chip.toBuilder().build()).isEqualTo(chip).isNotEqualTo(Rsnn.builder().build());
    }
}
