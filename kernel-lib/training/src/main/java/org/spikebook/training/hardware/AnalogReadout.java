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
 * y    = W x + offset * m[o] * N(0, 1) + noise * m[o] * N(0, 1)   the first one drawn for each sample and output, the second for each row too
 * code = sat(rint(y / lsb))                                       sat to -2^(adcBits - 1) .. 2^(adcBits - 1) - 1
 * used = code * lsb
 * }</pre>
 *
 * The offset is the error of the device pair that holds the output's bias, which is a row of the array that always spikes; its standard deviation is that of every weight. The chip converts every array and every bit plane by itself and has one range for all samples; here the whole sum is converted once, in the range of its sample.
 *
 * @param adcBits width of a converter, 1..16; 0 for none
 * @param adcRange half its range, in root mean squares of the currents
 * @param columnsPerAdc outputs that share a converter
 * @param noise standard deviation of an output's noise, in units of its largest weight
 * @param offset standard deviation of an output's error that is the same for all rows, in units of its largest weight
 */
public record AnalogReadout(int adcBits, double adcRange, int columnsPerAdc, double noise, double offset) implements CurrentTransform {

    public AnalogReadout {
        if (adcBits < 0 || adcBits > 16 || !(adcRange > 0) || columnsPerAdc < 1 || !(noise >= 0) || !(offset >= 0)) {
            throw new IllegalArgumentException("analog read-out: ADC bits must be in 0..16, range and columns above 0, noise and offset 0 or more, but were " + adcBits + ", " + adcRange
                    + ", " + columnsPerAdc + ", " + noise + " and " + offset);
        }
    }

    /** That of the published chip: 5 bits, 4 deviations, 8 columns, noise of 0.02; and an offset of 0.1, as large as the error of weights in {@link AnalogNoise#published}. */
    public static AnalogReadout published() {
        Xpikeformer chip = Xpikeformer.published();
        return new AnalogReadout(chip.adcBits(), chip.adcRange(), chip.columnsPerAdc(), chip.outputNoise(), AnalogNoise.published().deviation());
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
            double[] shift = new double[to - from];
            for (int o = from; o < to && offset > 0; o++) {
                shift[o - from] = offset * largest[o] * random.nextGaussian();
            }
            for (int r = 0; r < currents.rows(); r++) {
                int row = currents.at() + r * currents.pitch();
                for (int o = from; o < to; o++) {
                    double noisy = x[row + o] + shift[o - from] + (noise > 0 ? noise * largest[o] * random.nextGaussian() : 0);
                    x[row + o] = (float) (lsb == 0 ? noisy : Math.max(-half, Math.min(half - 1, Math.rint(noisy / lsb))) * lsb);
                }
            }
        }
    }
}
