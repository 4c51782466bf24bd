package org.spikebook.accelerator.rsnn;

/**
 * {@link RsnnNetwork#run}: with saturating additions one by one, or, where bounds on the weights say that no accumulator can saturate, without.
 *
 * <p>Without, four sums of 16 bits share a long. Weights are stored 8 higher, 0..15, so that no lane borrows from the next: 1024 rows at two time steps make
 * at most 2 x 1024 x 15, the input layer 256 x 15 x 15, both below 2^16.
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
    private final long[] input;
    private final long[] recurrent0;
    private final long[] input1;
    private final long[] recurrent1;
    private final long[] fc;
    private final long[] lanes;
    private final long[] highLanes;
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
        input = packed(net.input, features, hidden);
        recurrent0 = packed(net.recurrent0, hidden, hidden);
        input1 = packed(net.input1, hidden, hidden);
        recurrent1 = packed(net.recurrent1, hidden, hidden);
        fc = packed(net.fc, hidden, outputs);
        lanes = new long[longs(Math.max(hidden, outputs))];
        highLanes = new long[longs(hidden)];
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
                add(net.recurrent0, recurrent0, first, f == 0 ? -1 : at - steps * words, plainHidden0);
                fire(membranes0, net.threshold0, net.kept0, first, at);
            }
            at = f * steps * words;
            for (int s = 0; s < steps; s++, at += words) {
                java.util.Arrays.fill(sums, (short) 0);
                add(net.input1, input1, first, at, plainHidden1);
                add(net.recurrent1, recurrent1, second, f == 0 ? -1 : at - steps * words, plainHidden1);
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

    private static int lane(long[] lanes, int n) {
        return (int) (lanes[n >> 2] >>> ((n & 3) << 4)) & 0xFFFF;
    }

    private void input(byte[] frame) {
        if (plainInput) {
            int pitch = longs(hidden);
            java.util.Arrays.fill(lanes, 0, pitch, 0);
            java.util.Arrays.fill(highLanes, 0);
            int low = 0;
            int high = 0;
            for (int i = 0; i < features; i++) {
                int x = frame[i] & 0xFF;
                if (x != 0) {
                    addProducts(input, i * pitch, x & 15, lanes, pitch);
                    addProducts(input, i * pitch, x >> 4, highLanes, pitch);
                    low += x & 15;
                    high += x >> 4;
                }
            }
            for (int n = 0; n < hidden; n++) {
                in[n] = (short) ((lane(lanes, n) - 8 * low >> 4) + lane(highLanes, n) - 8 * high >> net.inputShift);
            }
            return;
        }
        java.util.Arrays.fill(in, (short) 0);
        bits(frame, 0);
        for (int n = 0; n < hidden; n++) {
            in[n] >>= 4;
        }
        bits(frame, 4);
        for (int n = 0; n < hidden; n++) {
            in[n] >>= net.inputShift;
        }
    }

    private static void addProducts(long[] weights, int row, long factor, long[] sums, int count) {
        for (int n = 0; n < count; n++) {
            sums[n] += weights[row + n] * factor;
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

    /** Adds the rows of a matrix whose neurons spike to the sums of a hidden layer; none if {@code at} is below 0. */
    private void add(short[] matrix, long[] packed, long[] spikes, int at, boolean plain) {
        if (at < 0) {
            return;
        }
        int count = 0;
        for (int w = 0; w < words; w++) {
            count = list(spikes[at + w], w, count);
        }
        if (plain) {
            java.util.Arrays.fill(lanes, 0, longs(hidden), 0);
            addRows(packed, rows, count, longs(hidden), lanes);
            for (int n = 0; n < hidden; n++) {
                sums[n] += (short) (lane(lanes, n) - 8 * count);
            }
            return;
        }
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
                int potential = saturate(membranes[n] * kept / 256 + sums[n]);
                boolean spike = potential >= threshold;
                membranes[n] = spike ? 0 : (short) potential;
                fired |= spike ? 1L << n : 0;
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
        int pitch = longs(outputs);
        for (int s = 0; s < steps; s += 2) {                    // rows of both time steps first, then doubled, then the others
            java.util.Arrays.fill(lanes, 0, pitch, 0);
            int both = 0;
            int one = 0;
            boolean pair = s + 1 < steps;
            for (int w = 0; pair && w < words; w++) {
                both = list(spikes[from + s * words + w] & spikes[from + (s + 1) * words + w], w, both);
            }
            addRows(fc, rows, both, pitch, lanes);
            for (int n = 0; n < pitch; n++) {
                lanes[n] <<= 1;
            }
            for (int w = 0; w < words; w++) {
                one = list(spikes[from + s * words + w] ^ (pair ? spikes[from + (s + 1) * words + w] : 0), w, one);
            }
            addRows(fc, rows, one, pitch, lanes);
            int lift = 8 * (2 * both + one);
            for (int o = 0; o < outputs; o++) {
                out[o] += (short) (lane(lanes, o) - lift);
            }
        }
    }
}
