package org.spikebook.accelerator.xpike;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How far random bytes of the attention engine depend on each other. Each of the numbers is a correlation coefficient, -1..1, as the mean over registers.
 *
 * @param shiftsPerClock shifts of a register in one clock
 * @param nextClock of a byte with the same tap's byte one clock later
 * @param neighbourTap of two neighbouring taps in one clock
 * @param passedOn of a tap's byte with that of the tap below one clock later
 * @param otherRegister of two registers in one clock
 */
public record RandomReuse(int shiftsPerClock, double nextClock, double neighbourTap, double passedOn, double otherRegister) {

    private static final int REGISTERS = 64;

    /**
     * Measures the bytes of 64 registers.
     *
     * @param shiftsPerClock 1..32
     * @param clocks how long, at least 2
     * @param seed seed of the registers
     */
    public static RandomReuse measure(int shiftsPerClock, int clocks, long seed) {
        var array = new LfsrArray(REGISTERS, seed, shiftsPerClock);
        double[][] bytes = new double[4 * REGISTERS][clocks];
        for (int t = 0; t < clocks; t++) {
            array.clock();
            for (int n = 0; n < bytes.length; n++) {
                bytes[n][t] = array.tap(n);
            }
        }
        double next = 0;
        double neighbour = 0;
        double passed = 0;
        double other = 0;
        for (int r = 0; r < REGISTERS; r++) {
            double[] upper = bytes[4 * r + 1];
            double[] lower = bytes[4 * r];
            next += correlation(from(upper, 0), from(upper, 1));
            neighbour += correlation(upper, lower);
            passed += correlation(from(upper, 0), from(lower, 1));
            other += correlation(lower, bytes[4 * ((r + 1) % REGISTERS)]);
        }
        return new RandomReuse(shiftsPerClock, next / REGISTERS, neighbour / REGISTERS, passed / REGISTERS, other / REGISTERS);
    }

    /** All but the last value, or all but the first. */
    private static double[] from(double[] values, int first) {
        return Arrays.copyOfRange(values, first, values.length - 1 + first);
    }

    /**
     * Correlation of the errors of two heads: of A minus its expectation given queries, keys and values, over all tokens, features and steps. The two heads
     * have independent inputs; only random bytes can connect them.
     *
     * @param tile one of the heads
     * @param other the other; of equal seed it uses the same bytes, as tiles that share an array of registers do
     * @param rate rate of queries, keys and values, 0..1
     * @param steps T
     * @param seed seed of the inputs
     */
    public static double ofHeads(SsaTile tile, SsaTile other, double rate, int steps, long seed) {
        if (tile.tokens() != other.tokens() || tile.features() != other.features()) {
            throw new IllegalArgumentException("reuse: both heads need the same size, but are " + tile + " and " + other);
        }
        double[] a = errors(tile, rate, steps, new SplittableRandom(seed));
        double[] b = errors(other, rate, steps, new SplittableRandom(~seed));
        return correlation(a, b);
    }

    private static double[] errors(SsaTile tile, double rate, int steps, SplittableRandom random) {
        int tokens = tile.tokens();
        int features = tile.features();
        int words = (features + 63) / 64;
        double[] errors = new double[steps * tokens * features];
        long[] out = new long[tokens * words];
        SsaTile.Stream stream = tile.start();
        int at = 0;
        for (int t = 0; t < steps; t++) {
            double[][][] inputs = new double[3][tokens][features];
            long[][] packed = new long[3][tokens * words];
            for (int which = 0; which < 3; which++) {
                for (int i = 0; i < tokens; i++) {
                    for (int d = 0; d < features; d++) {
                        boolean spike = random.nextDouble() < rate;
                        inputs[which][i][d] = spike ? 1 : 0;
                        packed[which][i * words + (d >> 6)] |= spike ? 1L << d : 0;
                    }
                }
            }
            stream.step(packed[0], packed[1], packed[2], out);
            double[][] expected = tile.expected(inputs[0], inputs[1], inputs[2]);
            for (int i = 0; i < tokens; i++) {
                for (int d = 0; d < features; d++) {
                    errors[at++] = (out[i * words + (d >> 6)] >>> d & 1) - expected[i][d];
                }
            }
        }
        return errors;
    }

    private static double correlation(double[] a, double[] b) {
        double meanA = Arrays.stream(a).average().orElse(0);
        double meanB = Arrays.stream(b).average().orElse(0);
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }
        return aa == 0 || bb == 0 ? 0 : ab / Math.sqrt(aa * bb);
    }
}
