package org.spikebook.training.data;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;

/**
 * Log-mel features of speech: power spectra of overlapping Hann windows, summed by triangular filters that lie evenly on the mel scale {@code m = 2595 log10(1 + f / 700)}, as natural
 * logarithms. Each file's mean over time and bands is taken off and the rest divided by its standard deviation, so loudness does not count.
 *
 * @param bands number of filters, 1..128
 * @param window length of a window in seconds
 * @param hop from one frame to the next, in seconds
 * @param lowest lower edge of the first filter, in hertz
 * @param highest upper edge of the last filter, in hertz; at most half the sampling rate
 */
public record LogMel(int bands, double window, double hop, double lowest, double highest) {

    public LogMel {
        if (bands < 1 || bands > 128 || !(window > 0) || !(hop > 0) || !(lowest >= 0) || !(highest > lowest)) {
            throw new IllegalArgumentException("log-mel: bands must be in 1..128, window and hop above 0, and lowest below highest, but were " + bands + ", " + window + " s, " + hop
                    + " s, " + lowest + " Hz, " + highest + " Hz");
        }
    }

    /** 40 bands from 20 to 4000 Hz, windows of 25 ms every 10 ms. */
    public static LogMel ofSpeech() {
        return new LogMel(40, 0.025, 0.010, 20, 4000);
    }

    /** The same with another hop, in seconds. */
    public LogMel hop(double seconds) {
        return new LogMel(bands, window, seconds, lowest, highest);
    }

    /** The same with another number of bands. */
    public LogMel bands(int number) {
        return new LogMel(number, window, hop, lowest, highest);
    }

    /**
     * The features of a recording.
     *
     * @return axes [frame][band], mean 0 and deviation 1; at least one frame (short sound is filled with silence)
     * @throws IllegalArgumentException if the highest frequency is above half the sampling rate
     */
    public float[][] of(Wav sound) {
        if (highest > sound.rate() / 2) {
            throw new IllegalArgumentException("log-mel: the highest frequency must be at most half the sampling rate, " + sound.rate() / 2 + " Hz, but was " + highest + " Hz.");
        }
        int length = (int) Math.round(window * sound.rate());
        int step = (int) Math.round(hop * sound.rate());
        int size = Integer.highestOneBit(Math.max(2, length * 2 - 1));
        double[][] filters = filters(size, sound.rate());
        var fft = new DoubleFFT_1D(size);
        int frames = Math.max(1, 1 + (sound.samples().length - length) / step);
        float[][] features = new float[frames][bands];
        double[] spectrum = new double[size];
        double sum = 0;
        double squares = 0;
        for (int f = 0; f < frames; f++) {
            Arrays.fill(spectrum, 0);
            for (int i = 0; i < length && f * step + i < sound.samples().length; i++) {
                spectrum[i] = sound.samples()[f * step + i] * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / length));
            }
            fft.realForward(spectrum);
            for (int b = 0; b < bands; b++) {
                double power = 0;
                for (int k = 1; k < size / 2; k++) {
                    if (filters[b][k] > 0) {
                        power += filters[b][k] * (spectrum[2 * k] * spectrum[2 * k] + spectrum[2 * k + 1] * spectrum[2 * k + 1]);
                    }
                }
                double value = Math.log(power + 1e-6);
                features[f][b] = (float) value;
                sum += value;
                squares += value * value;
            }
        }
        double mean = sum / (frames * bands);
        double deviation = Math.sqrt(Math.max(1e-12, squares / (frames * bands) - mean * mean));
        for (float[] frame : features) {
            for (int b = 0; b < bands; b++) {
                frame[b] = (float) ((frame[b] - mean) / deviation);
            }
        }
        return features;
    }

    private static double mel(double hertz) {
        return 2595 * Math.log10(1 + hertz / 700);
    }

    /** Axes [band][frequency bin]. */
    private double[][] filters(int size, double rate) {
        double[] edge = new double[bands + 2];
        for (int i = 0; i < edge.length; i++) {
            double m = mel(lowest) + (mel(highest) - mel(lowest)) * i / (bands + 1);
            edge[i] = 700 * (Math.pow(10, m / 2595) - 1);
        }
        double[][] filters = new double[bands][size / 2];
        for (int b = 0; b < bands; b++) {
            boolean any = false;
            for (int k = 1; k < size / 2; k++) {
                double f = k * rate / size;
                double rise = (f - edge[b]) / (edge[b + 1] - edge[b]);
                double fall = (edge[b + 2] - f) / (edge[b + 2] - edge[b + 1]);
                filters[b][k] = Math.max(0, Math.min(rise, fall));
                any |= filters[b][k] > 0;
            }
            if (!any) {     // narrower than a bin: the nearest one
                filters[b][Math.max(1, Math.min(size / 2 - 1, (int) Math.round(edge[b + 1] * size / rate)))] = 1;
            }
        }
        return filters;
    }
}
