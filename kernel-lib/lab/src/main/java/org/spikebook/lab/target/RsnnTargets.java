package org.spikebook.lab.target;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.spikebook.accelerator.rsnn.OpsReading;
import org.spikebook.accelerator.rsnn.Rsnn;
import org.spikebook.accelerator.rsnn.RsnnActivity;
import org.spikebook.accelerator.rsnn.RsnnCosts;
import org.spikebook.accelerator.rsnn.RsnnExecution;
import org.spikebook.accelerator.rsnn.RsnnNetwork;
import org.spikebook.accelerator.rsnn.RsnnProfile;
import org.spikebook.accelerator.rsnn.RsnnReport;
import org.spikebook.accelerator.rsnn.RsnnShape;

/** Our values for the speech accelerator: sizes, cycles and power on the profile of activity that agrees with the paper, and equality of results. */
final class RsnnTargets implements TargetSuite {

    private static final int FRAMES = 10_000;
    private static final double FC_ZEROS = 0.4;
    private static final double REAL_TIME = 100e3;
    private static final double FAST = 500e6;

    private final RsnnActivity two = RsnnProfile.published().generate(FRAMES, 2, 1);
    private final RsnnActivity one = RsnnProfile.publishedSingleStep().generate(FRAMES, 1, 1);

    @Override
    public String paper() {
        return "rsnn";
    }

    @Override
    public Map<String, Computation> computations() {
        var computations = new LinkedHashMap<String, Computation>();
        computations.put("RS1", () -> Map.of("size", RsnnShape.unpruned().megabytes(32, 0)));
        computations.put("RS2", RsnnTargets::sizes);
        computations.put("RS3", () -> Map.of("bytes", RsnnShape.published().sramBytes()));
        computations.put("RS4", RsnnTargets::complexity);
        computations.put("RS5", this::skipped);
        computations.put("RS6", this::cycles);
        computations.put("RS7", () -> Map.of("gain", saved(unmerged().meanCycles(), merged().meanCycles())));
        computations.put("RS8", this::fcGain);
        computations.put("RS9", this::rows);
        computations.put("RS10", this::sparsity);
        computations.put("RS11", RsnnTargets::equality);
        computations.put("RS12", () -> Map.of("power", RsnnCosts.shipped().power(merged(), REAL_TIME).microwatts()));
        computations.put("RS13", () -> Map.of("energy", RsnnCosts.shipped().topsPerWatt(merged(), OpsReading.DENSE, FAST),
                "area", RsnnCosts.shipped().gopsPerSquareMillimetre(merged(), OpsReading.DENSE, FAST)));
        computations.put("RS14", () -> Map.of("mean", Math.max(0, merged().meanCycles() - merged().realTime(REAL_TIME).budget())));
        computations.put("RS15", () -> Map.of("order", new Target.Open("needs TIMIT, which is licensed")));
        return computations;
    }

    private RsnnReport merged() {
        return Rsnn.builder().build().simulate(two);
    }

    private RsnnReport unmerged() {
        return Rsnn.builder().mergedSpikes(false).build().simulate(two);
    }

    private static double saved(double before, double after) {
        return 100 * (1 - after / before);
    }

    private static double rounded(double value, double unit) {
        return Math.rint(value / unit) * unit;
    }

    private static Map<String, Object> sizes() {
        RsnnShape chip = RsnnShape.published();
        double kept = chip.megabytes(4, FC_ZEROS);
        return Map.of("size", rounded(kept, 0.1), "pruned", chip.megabytes(32, 0), "sparse", chip.megabytes(32, FC_ZEROS), "4 bits", kept,
                "reduction", saved(rounded(RsnnShape.unpruned().megabytes(32, 0), 0.01), rounded(kept, 0.1)));
    }

    private static Map<String, Object> complexity() {
        return Map.of("dense", RsnnShape.unpruned().denseMegamacs(2, 0), "structured", RsnnShape.published().denseMegamacs(2, 0),
                "sparse", RsnnShape.published().denseMegamacs(2, FC_ZEROS));
    }

    private Map<String, Object> skipped() {
        double left = merged().megamacs();
        return Map.of("final", left, "reduction", saved(RsnnShape.unpruned().denseMegamacs(2, 0), left));
    }

    private Map<String, Object> cycles() {
        return Map.of("two", unmerged().meanCycles(), "merged", merged().meanCycles(), "one", Rsnn.builder().timeSteps(1).build().simulate(one).meanCycles());
    }

    private Map<String, Object> fcGain() {
        double gain = saved(unmerged().fcCycles(), merged().fcCycles());
        return Map.of("most", gain, "profile", gain);
    }

    private Map<String, Object> rows() {
        long sequential = Rsnn.builder().schedule(Rsnn.Schedule.SEQUENTIAL).zeroSkipping(false).build().simulate(two).counts().recurrentRows();
        return Map.of("rows", saved(sequential, merged().counts().recurrentRows()));
    }

    private Map<String, Object> sparsity() {
        double[] layers = DoubleStream.of(two.sparsity(0, 0), two.sparsity(0, 1), two.sparsity(1, 0), two.sparsity(1, 1), one.sparsity(0, 0), one.sparsity(1, 0))
                .map(s -> 100 * s).toArray();
        return Map.of("input", 100 * two.inputSparsity(), "least", DoubleStream.of(layers).min().orElseThrow(), "most", DoubleStream.of(layers).max().orElseThrow());
    }

    private static Map<String, Object> equality() {
        long merged = 0;
        long skipping = 0;
        long reference = 0;
        long formula = 0;
        long compared = 0;
        var random = new SplittableRandom(5);
        for (int seed = 0; seed < 8; seed++) {
            byte[][] frames = new byte[15][RsnnShape.published().features()];
            for (byte[] frame : frames) {
                random.nextBytes(frame);
            }
            var network = RsnnNetwork.random(RsnnShape.published(), 2, 3, 100 + 100 * seed, seed);
            var chip = Rsnn.builder().build();
            RsnnExecution usual = chip.execute(network, frames);
            RsnnExecution unmerged = chip.toBuilder().mergedSpikes(false).build().execute(network, frames);
            RsnnExecution unskipped = chip.toBuilder().zeroSkipping(false).build().execute(network, frames);
            var plain = network.run(frames);
            int[] cycles = chip.simulate(plain.activity()).cycles();
            int[] walked = usual.report().cycles();
            for (int f = 0; f < frames.length; f++) {
                merged += java.util.Arrays.equals(usual.run().outputs(f), unmerged.run().outputs(f)) ? 0 : 1;
                skipping += usual.run().sameFrame(unskipped.run(), f) ? 0 : 1;
                reference += usual.run().sameFrame(plain, f) ? 0 : 1;
                formula += cycles[f] == walked[f] ? 0 : 1;
                compared++;
            }
        }
        return Map.of("merged", merged, "skipping", skipping, "reference", reference, "formula", formula, "compared", compared);
    }
}
