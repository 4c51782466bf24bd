package org.spikebook.accelerator.rsnn;

import java.util.Arrays;

/**
 * {@link RsnnNetwork#run}: with saturating additions one by one, or, where bounds on the weights say that no accumulator can saturate, without.
 *
 * <p>Without, in the narrow layers four sums of 16 bits share a long. Weights are stored 8 higher, 0..15, so that no lane borrows from the next: 1024 rows of each of two
 * matrices make at most 2 x 1024 x 15, below 2^16. The input layer and FC are loops over 16-bit sums, one array a row: only arrays with the same
 * index let the compiler see that nothing overlaps, and use vectors.
 */
final class FixedPointRun {

    private final RsnnNetwork net;
    private final int features;
    private final int hidden;
    private final int outputs;
    private final int words;
    private final boolean plainInput;
    private final boolean plainHidden0;
    private final boolean plainHidden1;
    private final boolean plainFc;
    private final short[][] input;
    private final long[] recurrent0;
    private final long[] input1;
    private final long[] recurrent1;
    private final short[][] fc;
    private final long[] lanes;
    private final short[] in;
    private final short[] sums;
    private final short[] membranes0;
    private final short[] membranes1;
    private final int[] rows;
    private long saturations;

    FixedPointRun(RsnnNetwork net) {
        this.net = net;
        features = net.shape.features();
        hidden = net.shape.hidden();
        outputs = net.shape.outputs();
        words = RsnnActivity.words(net.shape);
        in = new short[hidden];
        input = rows(net.input, features, hidden);
        recurrent0 = packed(net.recurrent0, hidden, hidden);
        input1 = packed(net.input1, hidden, hidden);
        recurrent1 = packed(net.recurrent1, hidden, hidden);
        fc = rows(net.fc, hidden, outputs);
        lanes = new long[longs(hidden)];
        sums = new short[hidden];
        membranes0 = new short[hidden];
        membranes1 = new short[hidden];
        rows = new int[hidden];
        int[] inputSums = largest(net.input, features, hidden);
        int[] back0 = largest(net.recurrent0, hidden, hidden);
        int[] in1 = largest(net.input1, hidden, hidden);
        int[] back1 = largest(net.recurrent1, hidden, hidden);
        int[] out = largest(net.fc, hidden, outputs);
        boolean fitsIn = true;
        boolean fits0 = true;
        boolean fits1 = true;
        for (int n = 0; n < hidden; n++) {
            int low = 15 * inputSums[n];
            int both = low / 16 + 1 + low;
            fitsIn &= both <= RsnnNetwork.LIMIT;
            fits0 &= (Math.min(both, RsnnNetwork.LIMIT + 1) >> net.inputShift) + 1 + back0[n] <= RsnnNetwork.LIMIT;
            fits1 &= in1[n] + back1[n] <= RsnnNetwork.LIMIT;
        }
        boolean fitsFc = true;
        for (int sum : out) {
            fitsFc &= net.timeSteps * sum <= RsnnNetwork.LIMIT;
        }
        plainInput = fitsIn;
        plainHidden0 = fits0;
        plainHidden1 = fits1;
        plainFc = fitsFc;
    }

    /** Larger of the sums of positive and of negative weights, for each output: no order of additions leads further. */
    private static int[] largest(short[] weights, int inputs, int outputs) {
        int[] largest = new int[outputs];
        for (int o = 0; o < outputs; o++) {
            int positive = 0;
            int negative = 0;
            for (int i = 0; i < inputs; i++) {
                int w = weights[i * outputs + o];
                positive += Math.max(0, w);
                negative -= Math.min(0, w);
            }
            largest[o] = Math.max(positive, negative);
        }
        return largest;
    }

    RsnnRun run(byte[][] frames) {
        int steps = net.timeSteps;
        byte[] bits = new byte[frames.length * features];
        long[] first = new long[frames.length * steps * words];
        long[] second = new long[first.length];
        short[][] out = new short[frames.length][outputs];
        for (int f = 0; f < frames.length; f++) {
            System.arraycopy(frames[f], 0, bits, f * features, features);
            input(frames[f]);
            int at = f * steps * words;
            for (int s = 0; s < steps; s++, at += words) {
                System.arraycopy(in, 0, sums, 0, hidden);
                if (plainHidden0) {
                    Arrays.fill(lanes, 0);
                    unpack(8 * addLanes(recurrent0, first, f == 0 ? -1 : at - steps * words));
                } else {
                    add(net.recurrent0, first, f == 0 ? -1 : at - steps * words);
                }
                fire(membranes0, net.threshold0, net.kept0, first, at);
            }
            at = f * steps * words;
            for (int s = 0; s < steps; s++, at += words) {
                Arrays.fill(sums, (short) 0);
                if (plainHidden1) {
                    Arrays.fill(lanes, 0);
                    int added = addLanes(input1, first, at);
                    unpack(8 * (added + addLanes(recurrent1, second, f == 0 ? -1 : at - steps * words)));
                } else {
                    add(net.input1, first, at);
                    add(net.recurrent1, second, f == 0 ? -1 : at - steps * words);
                }
                fire(membranes1, net.threshold1, net.kept1, second, at);
            }
            fc(second, f * steps * words, out[f]);
        }
        return new RsnnRun(RsnnActivity.wrap(net.shape, steps, bits, first, second), out, saturations);
    }

    private static int longs(int width) {
        return (width + 3) / 4;
    }

    /** Weights plus 8, four to a long; those beyond the width are 0. */
    private static long[] packed(short[] weights, int inputs, int width) {
        int pitch = longs(width);
        long[] packed = new long[inputs * pitch];
        for (int i = 0; i < inputs; i++) {
            for (int n = 0; n < width; n++) {
                packed[i * pitch + n / 4] |= weights[i * width + n] + 8L << 16 * (n % 4);
            }
        }
        return packed;
    }

    private static short[][] rows(short[] weights, int inputs, int width) {
        short[][] rows = new short[inputs][];
        for (int i = 0; i < inputs; i++) {
            rows[i] = Arrays.copyOfRange(weights, i * width, (i + 1) * width);
        }
        return rows;
    }

    private static int lane(long[] lanes, int n) {
        return (int) (lanes[n >> 2] >>> ((n & 3) << 4)) & 0xFFFF;
    }

    /** Adds the lanes to the sums of a hidden layer, each less by {@code lift}. */
    private void unpack(int lift) {
        int whole = hidden & ~3;
        for (int n = 0; n < whole; n += 4) {
            long four = lanes[n >> 2];
            sums[n] += (short) (((int) four & 0xFFFF) - lift);
            sums[n + 1] += (short) (((int) (four >>> 16) & 0xFFFF) - lift);
            sums[n + 2] += (short) (((int) (four >>> 32) & 0xFFFF) - lift);
            sums[n + 3] += (short) ((int) (four >>> 48) - lift);
        }
        for (int n = whole; n < hidden; n++) {
            sums[n] += (short) (lane(lanes, n) - lift);
        }
    }

    private void input(byte[] frame) {
        if (plainInput) {
            // floor(low / 16) + high is floor((low + 16 high) / 16), and where neither saturates 17 low <= 2^15 - 1
            Arrays.fill(in, (short) 0);
            int i = 0;
            for (; i + 4 <= features; i += 4) {
                addProducts(input[i], frame[i] & 0xFF, input[i + 1], frame[i + 1] & 0xFF, input[i + 2], frame[i + 2] & 0xFF, input[i + 3], frame[i + 3] & 0xFF, in);
            }
            for (; i < features; i++) {
                addProducts(input[i], frame[i] & 0xFF, in);
            }
            for (int n = 0; n < hidden; n++) {
                in[n] = (short) (in[n] >> 4 + net.inputShift);
            }
            return;
        }
        Arrays.fill(in, (short) 0);
        bits(frame, 0);
        for (int n = 0; n < hidden; n++) {
            in[n] >>= 4;
        }
        bits(frame, 4);
        for (int n = 0; n < hidden; n++) {
            in[n] >>= net.inputShift;
        }
    }

    private static void addProducts(short[] a, int x, short[] b, int y, short[] c, int z, short[] d, int u, short[] sums) {
        for (int n = 0; n < sums.length; n++) {
            sums[n] = (short) (sums[n] + a[n] * x + b[n] * y + c[n] * z + d[n] * u);
        }
    }

    private static void addProducts(short[] a, int x, short[] sums) {
        for (int n = 0; n < sums.length; n++) {
            sums[n] = (short) (sums[n] + a[n] * x);
        }
    }

    /** Four bits of every feature, one after the other. */
    private void bits(byte[] frame, int lowest) {
        for (int i = 0; i < features; i++) {
            for (int b = 0; b < 4; b++) {
                if ((frame[i] >> lowest + b & 1) != 0) {
                    for (int n = 0; n < hidden; n++) {
                        in[n] = saturate(in[n] + (net.input[i * hidden + n] << b));
                    }
                }
            }
        }
    }

    private short saturate(int value) {
        if (value > RsnnNetwork.LIMIT) {
            saturations++;
            return RsnnNetwork.LIMIT;
        } else if (value < -RsnnNetwork.LIMIT - 1) {
            saturations++;
            return -RsnnNetwork.LIMIT - 1;
        }
        return (short) value;
    }

    /** Numbers of the neurons that spike, in {@link #rows}; none if {@code at} is below 0. */
    private int spiking(long[] spikes, int at) {
        int count = 0;
        for (int w = 0; at >= 0 && w < words; w++) {
            count = list(spikes[at + w], w, count);
        }
        return count;
    }

    /** Adds the rows of a matrix whose neurons spike to the lanes; how many they are. */
    private int addLanes(long[] packed, long[] spikes, int at) {
        int count = spiking(spikes, at);
        addRows(packed, rows, count, longs(hidden), lanes);
        return count;
    }

    /** Adds the rows of a matrix whose neurons spike to the sums of a hidden layer, one after the other. */
    private void add(short[] matrix, long[] spikes, int at) {
        int count = spiking(spikes, at);
        for (int r = 0; r < count; r++) {
            for (int n = 0; n < hidden; n++) {
                sums[n] = saturate(sums[n] + matrix[rows[r] * hidden + n]);
            }
        }
    }

    private int list(long spikes, int word, int count) {
        int next = count;
        for (long rest = spikes; rest != 0; rest &= rest - 1) {
            rows[next++] = word * 64 + Long.numberOfTrailingZeros(rest);
        }
        return next;
    }

    private static void addRows(long[] matrix, int[] rows, int count, int width, long[] sums) {
        int r = 0;
        for (; r + 4 <= count; r += 4) {
            int a = rows[r] * width;
            int b = rows[r + 1] * width;
            int c = rows[r + 2] * width;
            int d = rows[r + 3] * width;
            for (int n = 0; n < width; n++) {
                sums[n] += matrix[a + n] + matrix[b + n] + matrix[c + n] + matrix[d + n];
            }
        }
        for (; r < count; r++) {
            int a = rows[r] * width;
            for (int n = 0; n < width; n++) {
                sums[n] += matrix[a + n];
            }
        }
    }

    private void fire(short[] membranes, int threshold, int kept, long[] spikes, int at) {
        for (int w = 0; w < words; w++) {
            long fired = 0;
            int end = Math.min(hidden, w * 64 + 64);
            for (int n = w * 64; n < end; n++) {
                int potential = membranes[n] * kept / 256 + sums[n];
                if ((short) (potential << 4) >> 4 != potential) {       // rare; what follows has no branches, for spikes cannot be predicted
                    potential = saturate(potential);
                }
                int spike = threshold - 1 - potential >>> 31;
                membranes[n] = (short) (potential & spike - 1);
                fired |= (long) spike << n;
            }
            spikes[at + w] = fired;
        }
    }

    private void fc(long[] spikes, int from, short[] out) {
        int steps = net.timeSteps;
        if (!plainFc) {
            for (int s = 0; s < steps; s++) {
                for (int k = 0; k < hidden; k++) {
                    if ((spikes[from + s * words + (k >> 6)] >>> k & 1) != 0) {
                        for (int o = 0; o < outputs; o++) {
                            out[o] = saturate(out[o] + net.fc[k * outputs + o]);
                        }
                    }
                }
            }
            return;
        }
        for (int s = 0; s + 1 < steps; s += 2) {                // rows of both time steps of a pair, then doubled, then the others
            int both = 0;
            for (int w = 0; w < words; w++) {
                both = list(spikes[from + s * words + w] & spikes[from + (s + 1) * words + w], w, both);
            }
            addRows(fc, rows, both, out);
        }
        for (int o = 0; o < out.length; o++) {
            out[o] = (short) (out[o] + out[o]);
        }
        for (int s = 0; s < steps; s += 2) {
            int one = 0;
            for (int w = 0; w < words; w++) {
                one = list(spikes[from + s * words + w] ^ (s + 1 < steps ? spikes[from + (s + 1) * words + w] : 0), w, one);
            }
            addRows(fc, rows, one, out);
        }
    }

    private static void addRows(short[][] matrix, int[] rows, int count, short[] sums) {
        int r = 0;
        for (; r + 4 <= count; r += 4) {
            addFour(matrix[rows[r]], matrix[rows[r + 1]], matrix[rows[r + 2]], matrix[rows[r + 3]], sums);
        }
        for (; r < count; r++) {
            addOne(matrix[rows[r]], sums);
        }
    }

    private static void addFour(short[] a, short[] b, short[] c, short[] d, short[] sums) {
        for (int n = 0; n < sums.length; n++) {
            sums[n] = (short) (sums[n] + a[n] + b[n] + c[n] + d[n]);
        }
    }

    private static void addOne(short[] a, short[] sums) {
        for (int n = 0; n < sums.length; n++) {
            sums[n] = (short) (sums[n] + a[n]);
        }
    }
}
