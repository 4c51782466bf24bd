package org.spikebook.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import jdk.incubator.vector.FloatVector;

/**
 * Measures every training kernel in one thread against this machine's own peak (fused multiply-adds on registers, measured in the same run) and fails, with exit status 1, where
 * one reaches less than half of the share it is known to reach. So a kernel that C2 no longer inlines, or whose vectors are boxed, is found by
 * the command of docs/performance.md in some twenty seconds. Run it on a machine that does
 * nothing else; a share swings by a fifth on a shared one.
 */
public final class KernelCheck {

    private static final int ROUNDS = 7;
    private static final long ROUND_NANOS = 120_000_000L;
    /** Times that peak and kernels are measured in turn; the best of each counts. */
    private static final int TURNS = 3;

    private KernelCheck() {
    }

    /**
     * A kernel at a shape.
     *
     * @param name kernel and shape
     * @param operations additions and multiplications of a call; elements for those that only compare and move
     * @param share of the peak that it reaches where it was written
     * @param call runs it
     */
    private record Case(String name, double operations, double share, Runnable call) {
    }

    public static void main(String[] args) {
        Kernels kernels = Kernels.fastest();
        if (kernels instanceof PlainKernels) {
            System.err.println("kernel check: this JVM runs the plain kernels, for which no shares are known. Maybe start it with --add-modules jdk.incubator.vector.");
            System.exit(2);
        }
        List<Case> cases = cases(kernels);
        double peak = 0;
        double[] best = new double[cases.size()];
        for (int turn = 0; turn < TURNS; turn++) {
            float[] sink = new float[FloatVector.SPECIES_PREFERRED.length()];
            peak = Math.max(peak, rate(2.0 * PEAK_LOOPS * PEAK_SUMS * sink.length, () -> peak(sink)));
            for (int i = 0; i < best.length; i++) {
                best[i] = Math.max(best[i], rate(cases.get(i).operations, cases.get(i).call));
            }
        }
        System.out.printf(Locale.ROOT, "peak of one thread, %d-bit vectors: %.1f GFLOP/s%n%n%-46s %9s %8s %8s%n", FloatVector.SPECIES_PREFERRED.vectorBitSize(), peak, "kernel", "GFLOP/s", "of peak",
                "known");
        boolean slow = false;
        for (int i = 0; i < best.length; i++) {
            double share = best[i] / peak;
            boolean lost = share < cases.get(i).share / 2;
            slow |= lost;
            System.out.printf(Locale.ROOT, "%-46s %9.1f %7.1f%% %7.1f%%%s%n", cases.get(i).name, best[i], 100 * share, 100 * cases.get(i).share, lost ? "  LOST MORE THAN HALF" : "");
        }
        System.exit(slow ? 1 : 0);
    }

    /** Best of some rounds, in 10^9 operations a second. */
    private static double rate(double operations, Runnable call) {
        double best = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long calls = 0;
            long start = System.nanoTime();
            long passed;
            do {
                for (int i = 0; i < 16; i++) {
                    call.run();
                }
                calls += 16;
                passed = System.nanoTime() - start;
            } while (passed < ROUND_NANOS / ROUNDS);
            best = Math.max(best, operations * calls / passed);
        }
        return best;
    }

    private static final int PEAK_LOOPS = 20_000;
    private static final int PEAK_SUMS = 10;

    /** Ten sums at once, enough to hide the latency of a fused multiply-add on all of today's cores. */
    private static void peak(float[] sink) {
        var species = FloatVector.SPECIES_PREFERRED;
        var x = FloatVector.broadcast(species, 0.999f);
        var y = FloatVector.broadcast(species, 0.001f);
        var a = y;
        var b = y;
        var c = y;
        var d = y;
        var e = y;
        var f = y;
        var g = y;
        var h = y;
        var i = y;
        var j = y;
        for (int k = 0; k < PEAK_LOOPS; k++) {
            a = a.fma(x, y);
            b = b.fma(x, y);
            c = c.fma(x, y);
            d = d.fma(x, y);
            e = e.fma(x, y);
            f = f.fma(x, y);
            g = g.fma(x, y);
            h = h.fma(x, y);
            i = i.fma(x, y);
            j = j.fma(x, y);
        }
        a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).intoArray(sink, 0);
    }

    private static List<Case> cases(Kernels kernels) {
        var random = new SplittableRandom(1);
        float[] a = floats(random, 1 << 18);
        float[] b = floats(random, 1 << 18);
        float[] c = new float[1 << 18];
        int at = 12;        // a cache line begins there, see Arena
        var cases = new ArrayList<Case>();
        int[] events = random.ints(0, 784).distinct().limit(102).sorted().toArray();
        cases.add(new Case("event gather, 102 of 784 rows of 256", 102 * 256.0, 0.17, () -> kernels.gather(c, at, a, at, events, 0, events.length, 256, 256)));
        int[] some = random.ints(0, 384).distinct().limit(40).sorted().toArray();
        cases.add(new Case("event gather, 40 of 384 rows of 64", 40 * 64.0, 0.2, () -> kernels.gather(c, at, a, at, some, 0, some.length, 64, 64)));
        cases.add(new Case("scaled gather, 102 of 784 rows of 256", 2 * 102 * 256.0, 0.32, () -> kernels.gatherScaled(c, at, a, at, b, at, events, events, 0, events.length, 256, 256)));
        cases.add(new Case("product 120 x 384 by 384 x 64", 2 * 120 * 384 * 64.0, 0.79, () -> kernels.multiply(120, 64, 384, a, at, 384, 1, b, at, 64, c, at, 64)));
        cases.add(new Case("product 24 x 64 by 64 x 400", 2 * 24 * 64 * 400.0, 0.69, () -> kernels.multiply(24, 400, 64, a, at, 64, 1, b, at, 400, c, at, 400)));
        cases.add(new Case("product 128 x 40 by 40 x 128", 2 * 128 * 40 * 128.0, 0.66, () -> kernels.multiply(128, 128, 40, a, at, 40, 1, b, at, 128, c, at, 128)));
        cases.add(new Case("transposed product 128 x 100 by 100 x 128", 2 * 128 * 100 * 128.0, 0.68, () -> kernels.multiply(128, 128, 100, a, at, 1, 128, b, at, 128, c, at, 128)));
        cases.add(new Case("add, 4096", 4096.0, 0.084, () -> kernels.add(c, at, a, at, 4096)));
        cases.add(new Case("add scaled, 4096", 2 * 4096.0, 0.167, () -> kernels.addScaled(c, at, a, at, 4096, 1e-6f)));
        int[] window = {0, 4096, 8192, 12288};
        float[] number = new float[8192];
        cases.add(new Case("maximum of 4, 1024 windows (elements)", 4096.0, 0.039, () -> kernels.max(c, at, number, at, a, at, window, 0, 4, 1024)));
        cases.add(new Case("maximum backwards (elements)", 4096.0, 0.03, () -> kernels.maxBack(c, at, window, 0, 4, number, at, a, at, 1024)));
        cases.add(new Case("average of 4, 1024 windows (elements)", 4096.0, 0.09, () -> kernels.average(c, at, a, at, window, 0, 4, 1024, 0.25f)));
        float[] spikes = new float[8192];
        random.ints(2000, 0, 8192).limit(160).forEach(i -> spikes[i] = 1);
        int[] places = new int[8193];
        cases.add(new Case("scan for spikes, 8176 at 2 % (elements)", 8176.0, 0.028, () -> kernels.scan(spikes, at, 8176, places, 0)));
        float[] v = new float[1 << 14];
        float[] s = new float[1 << 14];
        cases.add(new Case("LIF, 4096", 4 * 4096.0, 0.061, () -> kernels.lif(v, at + 4096, s, at + 4096, false, a, at, 4096, 0.9f, 1, false, 1, false)));
        cases.add(new Case("LIF backwards, 4096", 8 * 4096.0, 0.22, () -> kernels.lifBack(c, at, v, at, s, at, b, at, 4096, 0.9f, false, 1, 10)));
        return cases;
    }

    private static float[] floats(SplittableRandom random, int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (random.nextDouble() - 0.5) * 0.01f;
        }
        return x;
    }
}
