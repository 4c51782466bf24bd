package org.spikebook.training;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.training.data.Sample;

/** Turns samples into what enters the first layer. */
final class SampleReader {

    private final Form input;
    private final Kernels kernels;
    /** Numbers of the inputs in the order of their places, and these places. */
    private final int[] inOrder;
    private final int[] placeInOrder;

    SampleReader(Form input, Kernels kernels) {
        this.input = input;
        this.kernels = kernels;
        inOrder = IntStream.range(0, input.neurons()).boxed().sorted(Comparator.comparingInt(i -> input.place()[i])).mapToInt(Integer::intValue).toArray();
        placeInOrder = Arrays.stream(inOrder).map(i -> input.place()[i]).toArray();
    }

    /** Scratch: a word for 64 inputs at a step; 64 words to be turned. */
    static final class State {

        private final long[] words;
        private final long[] square = new long[64];

        private State(int words) {
            this.words = new long[words];
        }
    }

    State state(int maxSteps) {
        return new State(Math.multiplyExact(maxSteps, (input.neurons() + 63) / 64));
    }

    /** Fills events, values and steps of the first trace; of single-bit spikes no values. */
    void fill(Trace to, Sample sample, State state) {
        to.steps = sample.steps();
        if (sample.spikes().isPresent()) {
            SpikeTensor spikes = sample.spikes().get();
            if (spikes.neurons() != input.neurons()) {
                throw wrongSize(spikes.neurons());
            }
            if (spikes.planes() == 1) {
                fill(to, spikes, state);
                to.notedEvents();
                return;
            }
            to.binary = false;
            to.clear();
            for (int i = 0; i < input.neurons(); i++) {
                for (int t = 0; t < to.steps; t++) {
                    to.x[to.x(t) + input.place()[i]] = spikes.value(i, t);
                }
            }
        } else {
            to.binary = false;
            to.clear();
            float[][] frames = sample.frames();
            for (int t = 0; t < to.steps; t++) {
                if (frames[t].length != input.neurons()) {
                    throw wrongSize(frames[t].length);
                }
                for (int i = 0; i < input.neurons(); i++) {
                    to.x[to.x(t) + input.place()[i]] = frames[t][i];
                }
            }
        }
        Node.scanAll(to, kernels);
    }

    /** Single-bit spikes: places, straight from the words; 64 inputs and 64 steps at a time are turned to one word of inputs a step. */
    private void fill(Trace to, SpikeTensor spikes, State state) {
        int blocks = (input.neurons() + 63) / 64;
        long[] words = state.words;
        long[] square = state.square;
        Arrays.fill(words, 0, to.steps * blocks, 0);
        for (int block = 0; block < blocks; block++) {
            for (int w = 0; w < spikes.wordsPerNeuron(); w++) {
                long any = 0;
                for (int r = 0; r < 64; r++) {
                    int rank = 64 * block + r;
                    square[r] = rank < inOrder.length ? spikes.word(inOrder[rank], w) : 0;
                    any |= square[r];
                }
                if (any == 0) {
                    continue;
                }
                turn(square);
                for (; any != 0; any &= any - 1) {
                    int t = Long.numberOfTrailingZeros(any);
                    words[(64 * w + t) * blocks + block] = square[t];
                }
            }
        }
        int found = 0;
        for (int t = 0; t < to.steps; t++) {
            to.start[t] = found;
            for (int block = 0; block < blocks; block++) {
                for (long bits = words[t * blocks + block]; bits != 0; bits &= bits - 1) {
                    to.index[found++] = placeInOrder[64 * block + Long.numberOfTrailingZeros(bits)];
                }
            }
        }
        to.start[to.steps] = found;
    }

    /** Transposes 64 x 64 bits, halves by halves: bit r of word t for bit t of word r. */
    private static void turn(long[] square) {
        long mask = 0x00000000FFFFFFFFL;
        for (int half = 32; half > 0; half >>= 1, mask ^= mask << half) {
            for (int r = 0; r < 64; r = (r + half + 1) & ~half) {
                long swap = (square[r] >>> half ^ square[r + half]) & mask;
                square[r] ^= swap << half;
                square[r + half] ^= swap;
            }
        }
    }

    private IllegalArgumentException wrongSize(int found) {
        return new IllegalArgumentException("training: the network takes " + input.neurons() + " inputs, but a sample has " + found
                + ". Maybe another network or another downsampling was meant.");
    }
}
