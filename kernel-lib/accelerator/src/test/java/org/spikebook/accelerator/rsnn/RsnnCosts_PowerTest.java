package org.spikebook.accelerator.rsnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.accelerator.rsnn.Rsnn.Recurrence;
import org.spikebook.energy.Origin;

class RsnnCosts_PowerTest {

    private static final RsnnReport REPORT = Rsnn.builder().build().simulate(RsnnProfile.published().generate(4000, 2, 3));
    private static final RsnnCosts COSTS = RsnnCosts.shipped();

    @Test
    void calibratedTotalsAreThePapers() {
        assertThat(COSTS.power(REPORT, 100e3).microwatts()).isCloseTo(71.2, Percentage.withPercentage(1));
        assertThat(COSTS.topsPerWatt(REPORT, OpsReading.DENSE, 500e6)).isCloseTo(28.41, Percentage.withPercentage(1));
        assertThat(COSTS.gopsPerSquareMillimetre(REPORT, OpsReading.DENSE, 500e6)).isCloseTo(1903.11, Percentage.withPercentage(1));
    }

    @Test
    void theReadingsImplyThePowersAndAreasWorkedOutByHand() {
        var peak = OpsReading.PEAK.implied(REPORT, COSTS);
        assertThat(peak.gops()).isEqualTo(256);
        assertThat(peak.squareMillimetres()).isCloseTo(0.1345, within(1e-4));
        assertThat(peak.milliwatts()).isCloseTo(9.01, within(0.01));
        assertThat(peak.picojoulesPerCycle()).isCloseTo(17.9, within(0.05));
        assertThat(peak.leakageMicrowatts()).isCloseTo(69.4, within(0.05));
        var dense = OpsReading.DENSE.implied(REPORT, COSTS);
        assertThat(dense.gops()).isCloseTo(704.8, within(4.0));
        assertThat(dense.leakageMicrowatts()).isCloseTo(66.3, within(0.1));
        var unpruned = OpsReading.UNPRUNED.implied(REPORT, COSTS);
        assertThat(unpruned.gops()).isCloseTo(1629, within(9.0));
        assertThat(unpruned.picojoulesPerCycle()).isCloseTo(114.6, within(0.7));
    }

    @Test
    void powerIsLeakageAndEnergyTimesClock() {
        var slow = COSTS.power(REPORT, 100e3);
        var fast = COSTS.power(REPORT, 500e6);
        assertThat(fast.microwatts() - fast.leakageMicrowatts()).isCloseTo(5000 * (slow.microwatts() - slow.leakageMicrowatts()), Percentage.withPercentage(1e-6));
        assertThat(slow.leakageShare()).isBetween(0.84, 0.97);
        assertThat(slow.nanojoulesPerFrame()).isCloseTo(637, within(7.0));
        double parts = COSTS.frameEnergy(REPORT).values().stream().mapToDouble(Double::doubleValue).sum();
        assertThat(slow.framePicojoules()).isEqualTo(parts);
    }

    @Test
    void twoPortsCostAreaAndLeakage() {
        var dual = Rsnn.builder().recurrence(Recurrence.DUAL_PORT).build();
        double more = COSTS.area(REPORT.shape(), dual) - COSTS.area(REPORT.shape(), REPORT.chip());
        assertThat(more).isCloseTo(2 * 384 * 64 * COSTS.value("sramArea") / 1000, within(1e-9));
        assertThat(COSTS.leakage(REPORT.shape(), dual)).isGreaterThan(COSTS.leakage(REPORT.shape(), REPORT.chip()));
    }

    @Test
    void sizesAreThePapers() {
        assertThat(RsnnShape.published().sramBytes()).isEqualTo(150_528);
        assertThat(RsnnShape.published().inputRows()).isEqualTo(48);
        assertThat(RsnnShape.published().recurrentRows()).isEqualTo(384);
        assertThat(RsnnShape.published().fcRows()).isEqualTo(1920);
        assertThat(RsnnShape.unpruned().megabytes(32, 0)).isCloseTo(2.793, within(5e-4));
        assertThat(RsnnShape.published().megabytes(32, 0)).isCloseTo(1.200, within(5e-4));
        assertThat(RsnnShape.published().megabytes(32, 0.4)).isCloseTo(0.807, within(5e-4));
        assertThat(RsnnShape.published().megabytes(4, 0.4)).isCloseTo(0.1009, within(5e-5));
        assertThat(RsnnShape.unpruned().denseMegamacs(2, 0)).isCloseTo(145.82, within(5e-3));
        assertThat(RsnnShape.published().denseMegamacs(2, 0)).isCloseTo(63.08, within(5e-3));
        assertThat(RsnnShape.published().denseMegamacs(2, 0.4)).isCloseTo(43.42, within(5e-3));
    }

    @Test
    void everyConstantSaysWhereItComesFrom() {
        assertThat(COSTS.constants()).allSatisfy(c -> assertThat(c.source()).isNotBlank());
        assertThat(COSTS.constants()).extracting(RsnnCosts.Constant::origin).contains(Origin.PUBLISHED, Origin.CALIBRATED);
    }

    @Test
    void filesAreReadStrictly(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("costs.json");
        Files.writeString(file, "{\"name\": \"n\", \"description\": \"d\", \"process\": \"28 nm\", \"constants\": [{\"name\": \"rowReed\", \"value\": 1, \"unit\": \"pJ\","
                + " \"kind\": \"derived\", \"source\": \"s\"}]}");
        assertThatIllegalArgumentException().isThrownBy(() -> RsnnCosts.load(file)).withMessageContaining("costs.json").withMessageContaining("rowRead");
        Files.writeString(file, "{\"name\": \"n\", \"description\": \"d\", \"process\": \"28 nm\", \"constants\": []}");
        assertThatIllegalArgumentException().isThrownBy(() -> RsnnCosts.load(file)).withMessageContaining("is missing");
    }
}
