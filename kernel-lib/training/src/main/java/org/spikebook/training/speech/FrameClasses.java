package org.spikebook.training.speech;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.spikebook.progress.Progress;

/**
 * Classes of speech frames, in the role that senones (states of words or phones) play in a recogniser: k-means of the features, apart for every word, so that a
 * class belongs to one word. Class {@code word * perWord + cluster}.
 */
public final class FrameClasses {

    private static final int ROUNDS = 6;
    private static final int FRAMES_PER_CLUSTER = 20;

    private final int words;
    private final int perWord;
    private final float[][] centres;        // [class][band]

    private FrameClasses(int words, int perWord, float[][] centres) {
        this.words = words;
        this.perWord = perWord;
        this.centres = centres;
    }

    /**
     * Classes of some recordings (Lloyd's algorithm, 6 rounds on at most 20 frames a cluster, drawn by the seed; a cluster that loses all frames starts again from one).
     *
     * @param recordings features, axes [recording][frame][band]
     * @param word word of each recording, 0..words - 1
     * @param perWord clusters of a word; each word needs as many frames
     */
    public static FrameClasses cluster(List<byte[][]> recordings, int[] word, int words, int perWord, long seed) {
        int bands = recordings.get(0)[0].length;
        float[][] centres = new float[words * perWord][];
        try (Progress progress = Progress.start("frame classes", words, "words")) {
            for (int w = 0; w < words; w++) {
                var frames = new ArrayList<byte[]>();
                for (int r = 0; r < word.length; r++) {
                    if (word[r] == w) {
                        frames.addAll(List.of(recordings.get(r)));
                    }
                }
                if (frames.size() < perWord) {
                    throw new IllegalArgumentException("frame classes: word " + w + " has " + frames.size() + " frames, fewer than the " + perWord
                            + " clusters asked for. Maybe fewer clusters or more recordings.");
                }
                Collections.shuffle(frames, new Random(seed * 31 + w));
                System.arraycopy(lloyd(frames.subList(0, Math.min(frames.size(), perWord * FRAMES_PER_CLUSTER)), bands, perWord, new SplittableRandom(seed + w)), 0, centres, w * perWord, perWord);
                progress.advance(1);
            }
        }
        return new FrameClasses(words, perWord, centres);
    }

    private static float[][] lloyd(List<byte[]> frames, int bands, int count, SplittableRandom random) {
        float[][] centres = new float[count][];
        int[] order = IntStream.range(0, frames.size()).toArray();
        for (int c = 0; c < count; c++) {
            int other = c + random.nextInt(order.length - c);
            int drawn = order[other];
            order[other] = order[c];
            order[c] = drawn;
            centres[c] = asFloats(frames.get(drawn));
        }
        int[] nearest = new int[frames.size()];
        for (int round = 0; round < ROUNDS; round++) {
            float[][] now = centres;
            IntStream.range(0, nearest.length).parallel().forEach(f -> nearest[f] = nearest(asFloats(frames.get(f)), now, 0, count));
            double[][] sums = new double[count][bands];
            int[] members = new int[count];
            for (int f = 0; f < nearest.length; f++) {
                members[nearest[f]]++;
                for (int b = 0; b < bands; b++) {
                    sums[nearest[f]][b] += frames.get(f)[b] & 0xFF;
                }
            }
            centres = new float[count][bands];
            for (int c = 0; c < count; c++) {
                if (members[c] == 0) {
                    centres[c] = asFloats(frames.get(random.nextInt(frames.size())));
                } else {
                    for (int b = 0; b < bands; b++) {
                        centres[c][b] = (float) (sums[c][b] / members[c]);
                    }
                }
            }
        }
        return centres;
    }

    private static float[] asFloats(byte[] frame) {
        float[] values = new float[frame.length];
        for (int b = 0; b < values.length; b++) {
            values[b] = frame[b] & 0xFF;
        }
        return values;
    }

    private static int nearest(float[] frame, float[][] centres, int from, int to) {
        int best = from;
        float least = Float.POSITIVE_INFINITY;
        for (int c = from; c < to; c++) {
            float distance = 0;
            for (int b = 0; b < frame.length; b++) {
                float d = frame[b] - centres[c][b];
                distance += d * d;
            }
            if (distance < least) {
                least = distance;
                best = c;
            }
        }
        return best;
    }

    /** One class a word. */
    FrameClasses wordsOnly() {
        float[][] any = new float[words][];
        for (int w = 0; w < words; w++) {
            any[w] = centres[w * perWord];
        }
        return new FrameClasses(words, 1, any);
    }

    /** Number of words. */
    public int words() {
        return words;
    }

    /** Clusters of a word. */
    public int perWord() {
        return perWord;
    }

    /** All classes: words times clusters. */
    public int size() {
        return centres.length;
    }

    /** Class of each frame of a recording of a word: the nearest of the word's clusters. */
    public int[] label(byte[][] frames, int word) {
        int[] labels = new int[frames.length];
        for (int f = 0; f < frames.length; f++) {
            labels[f] = nearest(asFloats(frames[f]), centres, word * perWord, (word + 1) * perWord);
        }
        return labels;
    }
}
