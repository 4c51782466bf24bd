package org.spikebook.energy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BreakEven_SolveTest {

    private final DataflowModel typical = DataflowModel.typical();

    private double percent(OperatingPoint point) {
        return 100 * BreakEven.of(typical, point).spikeRate().orElse(0);      // 0: the QNN wins even where nothing fires
    }

    /** Our own closed form: SNN = QNN is linear in s, with the zeros of the average case. */
    @ParameterizedTest
    @CsvSource({"5, 8, 4096", "5, 4, 4096", "2, 4, 4096", "2, 8, 64", "9, 8, 512", "31, 2, 100"})
    void theSolutionIsThatOfTheLinearEquation(int steps, int weightBits, int fanIn) {
        int b = Twin.bits(steps);
        double mac = 0.05448 + 0.009 * weightBits * b;
        double once = (0.05448 + 0.8) / fanIn;
        double left = b * 0.25 + weightBits * 0.0388 + once - steps * once;
        double slope = steps * (3.0 + weightBits * 0.0388 + 0.05448 + 0.05448 / fanIn) - 2.0 * steps / (steps + 1) * mac;
        assertThat(percent(OperatingPoint.of(steps, weightBits).fanIn(fanIn))).isCloseTo(100 * left / slope, within(1e-9));
    }

    @Test
    void itFallsWithTheStepsWithinABitWidthAndJumpsWhereABitIsAdded() {
        for (int weightBits : new int[] {1, 2, 4, 8, 16}) {
            for (double hops : new double[] {0.25, 1, 4}) {
                for (int fanIn : new int[] {64, 576, 4096}) {
                    double before = Double.POSITIVE_INFINITY;
                    for (int steps = 1; steps <= 40; steps++) {
                        double now = percent(OperatingPoint.of(steps, weightBits).hops(hops).fanIn(fanIn));
                        if (steps > 1 && Twin.bits(steps) == Twin.bits(steps - 1)) {
                            double limit = before;
                            assertThat(now).as("T %d, %d bits, %s hops, fan-in %d", steps, weightBits, hops, fanIn).matches(value -> value < limit || value == 0 && limit == 0);
                        }
                        before = now;
                    }
                }
            }
        }
        assertThat(percent(OperatingPoint.of(8, 8))).isGreaterThan(percent(OperatingPoint.of(7, 8)));
        assertThat(percent(OperatingPoint.of(16, 8))).isGreaterThan(percent(OperatingPoint.of(15, 8)));
    }

    @Test
    void itFallsWithThePriceOfAnEventAndRisesWithTheWeightBits() {
        OperatingPoint five = OperatingPoint.of(5, 4);
        double before = 101;
        for (double factor = 0.25; factor <= 4; factor *= 2) {
            double now = 100 * BreakEven.of(typical.scaled("sparseMove", factor), five).spikeRate().orElseThrow();
            assertThat(now).isLessThan(before);
            before = now;
        }
        assertThat(percent(five.weightBits(8))).isGreaterThan(percent(five));
    }

    @Test
    void aParityIsAParity() {
        var random = new SplittableRandom(3);
        int found = 0;
        for (int i = 0; i < 200; i++) {
            OperatingPoint point = OperatingPoint.of(1 + random.nextInt(16), 1 + random.nextInt(8)).fanIn(16 << random.nextInt(9))
                    .spikeRate(0.01 + 0.3 * random.nextDouble()).hops(5 * random.nextDouble());
            var even = BreakEven.of(typical, point).cheaper();
            if (even.hops().isPresent()) {
                found++;
                assertThat(BreakEven.of(typical, point.hops(even.hops().getAsDouble())).cheaper().ratio()).as("%s", point).isCloseTo(1, within(1e-9));
            }
            if (even.price("sparseMove").isPresent()) {
                found++;
                assertThat(BreakEven.of(typical.with("sparseMove", even.price("sparseMove").getAsDouble()), point).cheaper().ratio())
                        .as("%s", point).isCloseTo(1, within(1e-9));
            }
        }
        assertThat(found).isGreaterThan(100);
    }

    @Test
    void theStepsThatWinNeedNotBeNeighbours() {
        var steps = BreakEven.of(typical, OperatingPoint.of(1, 8).spikeRate(0.047)).steps(10);
        assertThat(steps).containsExactly(1, 2, 3, 4, 5, 6, 8);
    }

    @Test
    void whereOneSideAlwaysWinsThereIsNoBreakEven() {
        assertThat(BreakEven.of(typical.with("sparseMove", 0).with("weightRead", 0), OperatingPoint.of(1, 8).hops(20)).spikeRate()).isEmpty();
        // a neuron of one input pays for its potential at every step
        assertThat(BreakEven.of(typical, OperatingPoint.of(16, 1).fanIn(1)).spikeRate()).isEmpty();
    }

    @Test
    void theComputeOnlyRuleFollowsFromTheModelWithoutMovement() {
        var random = new SplittableRandom(5);
        for (int i = 0; i < 100; i++) {
            int steps = 2 + random.nextInt(30);
            int weightBits = 1 + random.nextInt(8);
            DataflowModel arithmetic = typical.with("sparseMove", 0).with("denseMove", 0).with("weightRead", 0).with("potentialAccess", 0)
                    .with("compare", 0).with("subtract", 0);
            double zero = 0.5 + 0.45 * random.nextDouble();
            double k = arithmetic.costRatio(weightBits, Twin.bits(steps));
            double expected = RateCase.computeOnlyBreakEven(k, zero, steps);
            if (expected < 1) {
                var even = BreakEven.of(arithmetic, OperatingPoint.of(steps, weightBits).zeroShare(zero));
                assertThat(even.spikeRate().orElseThrow()).as("T %d", steps).isCloseTo(expected, within(1e-9));
            }
            for (RateCase rate : RateCase.values()) {
                assertThat(RateCase.computeOnlyBreakEven(rate.neededCostRatio(steps), zero, steps)).isCloseTo(rate.spikeRate(zero, steps), within(1e-12));
            }
        }
        assertThat(RateCase.BEST.neededCostRatio(5)).isEqualTo(1);
        assertThat(RateCase.AVERAGE.neededCostRatio(5)).isEqualTo(3);
        assertThat(RateCase.WORST.neededCostRatio(5)).isEqualTo(5);
    }
}
