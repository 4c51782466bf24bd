package org.spikebook.accelerator.rsnn;

/**
 * What "operations" may mean in the paper's 28.41 TOPS/W and 1903.11 GOPS/mm2 at 500 MHz; it does not say. A multiply-accumulate counts as
 * two operations. Each reading, with these two numbers and 71.2 uW at 100 kHz, implies an area, a power and a split into leakage and dynamic energy.
 */
public enum OpsReading {

    /** Every processing element adds in every cycle: 2 x 256 a cycle. */
    PEAK("peak: 256 elements"),
    /** The dense work of the network on the chip in the cycles that the chip takes with skipping and merging. The one that we follow. */
    DENSE("effective: dense network on the chip"),
    /** The dense work of the network before structured pruning, in the same cycles. */
    UNPRUNED("effective: dense network before pruning");

    private static final int ELEMENTS = 2 * RsnnShape.LANES;

    private final String words;

    OpsReading(String words) {
        this.words = words;
    }

    /** In a few words. */
    public String words() {
        return words;
    }

    /** Operations a frame. */
    public double operations(RsnnReport report) {
        RsnnShape shape = report.shape();
        return switch (this) {
            case PEAK -> 2.0 * ELEMENTS * report.meanCycles();
            case DENSE -> 2.0 * shape.denseMacs(report.chip().timeSteps(), 0);
            case UNPRUNED -> 2.0 * new RsnnShape(shape.features(), RsnnShape.unpruned().hidden(), shape.outputs()).denseMacs(report.chip().timeSteps(), 0);
        };
    }

    /**
     * Throughput in GOPS where frames follow each other without a pause.
     *
     * @param hertz clock in Hz
     */
    public double gops(RsnnReport report, double hertz) {
        return operations(report) / report.meanCycles() * hertz / 1e9;
    }

    /**
     * What the published efficiencies would mean under this reading.
     *
     * @param costs holds the published numbers
     */
    public Implied implied(RsnnReport report, RsnnCosts costs) {
        double fast = costs.value("fastClock") * 1e6;
        double slow = costs.value("realTimeClock") * 1e6;
        double gops = gops(report, fast);
        double milliwatts = gops / costs.value("energyEfficiency");                         // 1 TOPS/W = 1 GOPS/mW
        double picojoules = (milliwatts * 1e-3 - costs.value("realTimePower") * 1e-6) / (fast - slow) * 1e12;
        return new Implied(this, gops, gops / costs.value("areaEfficiency"), milliwatts, picojoules, costs.value("realTimePower") - picojoules * 1e-6 * slow);
    }

    /**
     * What a reading implies.
     *
     * @param reading the reading
     * @param gops throughput at the fast clock in GOPS
     * @param squareMillimetres area in mm2
     * @param milliwatts power at the fast clock in mW
     * @param picojoulesPerCycle dynamic energy of a cycle in pJ
     * @param leakageMicrowatts leakage in uW
     */
    public record Implied(OpsReading reading, double gops, double squareMillimetres, double milliwatts, double picojoulesPerCycle, double leakageMicrowatts) {
    }
}
