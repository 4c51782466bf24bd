package org.spikebook.training.data;

import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;

/** Moves of events on an image. */
final class Places {

    private Places() {
    }

    /** Where a pixel of an image of that width and height goes: its number in the plane, or -1 if it leaves. */
    interface Move {
        int to(int x, int y, int width, int height);
    }

    interface Event {
        void at(int neuron, int step);
    }

    static SpikeTensor spikes(Sample sample, String what) {
        SpikeTensor spikes = sample.spikes().orElseThrow(() -> new IllegalArgumentException(what + ": needs spikes, but the sample has numbers. Maybe map(Transform.bernoulli(steps))"
                + " before it."));
        if (spikes.planes() > 1) {
            throw new IllegalArgumentException(what + ": needs spikes of one bit, but the sample has " + spikes.planes() + " planes.");
        }
        return spikes;
    }

    static void each(SpikeTensor spikes, Event event) {
        for (int n = 0; n < spikes.neurons(); n++) {
            for (int w = 0; w < spikes.wordsPerNeuron(); w++) {
                for (long bits = spikes.word(n, w); bits != 0; bits &= bits - 1) {
                    event.at(n, 64 * w + Long.numberOfTrailingZeros(bits));
                }
            }
        }
    }

    static int inside(int x, int y, int width, int height) {
        return x < 0 || y < 0 || x >= width || y >= height ? -1 : y * width + x;
    }

    static Sample move(Sample sample, Move move) {
        SpikeTensor spikes = spikes(sample, "move");
        Shape shape = spikes.shape();
        if (!shape.isImage()) {
            throw new IllegalArgumentException("move: needs an image with the axes channel, y, x, but the sample has " + shape + ".");
        }
        int width = shape.size("x");
        int height = shape.size("y");
        int channels = shape.size("channel");
        int plane = height * width;
        int words = spikes.wordsPerNeuron();
        long[] moved = new long[shape.size() * words];
        for (int p = 0; p < plane; p++) {
            int to = isSilent(spikes, p, plane, channels) ? -1 : move.to(p % width, p / width, width, height);
            for (int channel = 0; to >= 0 && channel < channels; channel++) {
                for (int w = 0; w < words; w++) {
                    moved[(channel * plane + to) * words + w] |= spikes.word(channel * plane + p, w);
                }
            }
        }
        return Sample.of(SpikeTensor.ofWords(shape, spikes.steps(), moved), sample.label()).target(sample.target());
    }

    private static boolean isSilent(SpikeTensor spikes, int pixel, int plane, int channels) {
        long any = 0;
        for (int channel = 0; channel < channels; channel++) {
            for (int w = 0; w < spikes.wordsPerNeuron(); w++) {
                any |= spikes.word(channel * plane + pixel, w);
            }
        }
        return any == 0;
    }
}
