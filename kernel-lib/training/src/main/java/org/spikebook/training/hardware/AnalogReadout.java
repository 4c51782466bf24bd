package org.spikebook.training.hardware;

import java.util.SplittableRandom;
import org.spikebook.accelerator.xpike.Xpikeformer;
import org.spikebook.training.CurrentTransform;

/**
 * Noise and converters of analog arrays in the forward pass, for hardware-aware fine-tuning. With {@code m[o]} the largest weight of output o and the root mean square over the outputs
 * of a converter and all rows of a sample,
 *
 * <pre>{@code
 * lsb  = adcRange * rms / 2^(adcBits - 1)
 * code = sat(rint((W x + noise * m[o] * N(0, 1)) / lsb))      sat to -2^(adcBits - 1) .. 2^(adcBits - 1) - 1
 * used = code * lsb
 * }</pre>
 *
 * The chip converts every array and every bit plane by itself and has one range for all samples; here the whole sum is converted once, in the range of its sample.
 *
 * @param adcBits width of a converter, 1..16; 0 for none
 * @param adcRange half its range, in root mean squares of the currents
 * @param columnsPerAdc outputs that share a converter
 * @param noise standard deviation of an output's noise, in units of its largest weight
 */
public record AnalogReadout(int adcBits, double adcRange, int columnsPerAdc, double noise) implements CurrentTransform {

    public AnalogReadout {
        if (adcBits < 0 || adcBits > 16 || !(adcRange > 0) || columnsPerAdc < 1 || !(noise >= 0) || Double.isInfinite(noise)) {
            throw new IllegalArgumentException("analog read-out: ADC bits must be in 0..16, range and columns above 0 and the noise 0 or more, but were " + adcBits + ", " + adcRange
                    + ", " + columnsPerAdc + " and " + noise);
        }
    }

    /** That of a chip. */
    public static AnalogReadout of(Xpikeformer chip) {
        return new AnalogReadout(chip.adcBits(), chip.adcRange(), chip.columnsPerAdc(), chip.outputNoise());
    }

    /** That of the published chip: 5 bits, 4 deviations, 8 columns, noise of 0.02. */
    public static AnalogReadout published() {
        return of(Xpikeformer.published());
    }

    @Override
    public void apply(Rows currents, float[] largest, long seed) {
        var random = new SplittableRandom(seed);
        float[] x = currents.values();
        for (int from = 0; from < currents.outputs(); from += columnsPerAdc) {
            int to = Math.min(currents.outputs(), from + columnsPerAdc);
            double squares = 0;
            for (int r = 0; r < currents.rows(); r++) {
                int row = currents.at() + r * currents.pitch();
                for (int o = from; o < to; o++) {
                    squares += (double) x[row + o] * x[row + o];
                }
            }
            double rms = Math.sqrt(squares / currents.rows() / (to - from));
            double half = 1L << Math.max(adcBits - 1, 0);
            float lsb = adcBits == 0 ? 0 : (float) (adcRange * rms / half);
            for (int r = 0; r < currents.rows(); r++) {
                int row = currents.at() + r * currents.pitch();
                for (int o = from; o < to; o++) {
                    double noisy = x[row + o] + (noise > 0 ? noise * largest[o] * random.nextGaussian() : 0);
                    x[row + o] = (float) (lsb == 0 ? noisy : Math.max(-half, Math.min(half - 1, Math.rint(noisy / lsb))) * lsb);
                }
            }
        }
    }
}
