package org.spikebook.accelerator.rsnn;

/** {@link RsnnNetwork#run}: with saturating additions one by one, or, where bounds on the weights say that no accumulator can saturate, without. */
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
    private final short[] in;
    private final short[] high;
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
        high = new short[hidden];
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
                add(net.recurrent0, first, f == 0 ? -1 : at - steps * words, plainHidden0);
                fire(membranes0, net.threshold0, net.kept0, first, at);
            }
            at = f * steps * words;
            for (int s = 0; s < steps; s++, at += words) {
                java.util.Arrays.fill(sums, (short) 0);
                add(net.input1, first, at, plainHidden1);
                add(net.recurrent1, second, f == 0 ? -1 : at - steps * words, plainHidden1);
                fire(membranes1, net.threshold1, net.kept1, second, at);
            }
            fc(second, f * steps * words, out[f]);
        }
        return new RsnnRun(RsnnActivity.wrap(net.shape, steps, bits, first, second), out, saturations);
    }

    private void input(byte[] frame) {
        java.util.Arrays.fill(in, (short) 0);
        if (plainInput) {
            java.util.Arrays.fill(high, (short) 0);
            for (int i = 0; i < features; i++) {
                int x = frame[i] & 0xFF;
                if (x != 0) {
                    addProducts(net.input, i * hidden, (short) (x & 15), (short) (x >> 4), in, high, hidden);
                }
            }
            for (int n = 0; n < hidden; n++) {
                in[n] = (short) ((in[n] >> 4) + high[n]);
            }
        } else {
            bits(frame, 0);
            for (int n = 0; n < hidden; n++) {
                in[n] >>= 4;
            }
            bits(frame, 4);
        }
        for (int n = 0; n < hidden; n++) {
            in[n] >>= net.inputShift;
        }
    }

    private static void addProducts(short[] weights, int row, short low, short high, short[] lows, short[] highs, int count) {
        for (int n = 0; n < count; n++) {
            lows[n] += (short) (weights[row + n] * low);
        }
        for (int n = 0; n < count; n++) {
            highs[n] += (short) (weights[row + n] * high);
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
    private void add(short[] matrix, long[] spikes, int at, boolean plain) {
        if (at < 0) {
            return;
        }
        int count = 0;
        for (int w = 0; w < words; w++) {
            count = list(spikes[at + w], w, count);
        }
        if (plain) {
            addRows(matrix, rows, count, hidden, sums);
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

    /** Sums below 2^15 whatever the order: at most 1024 rows of weights of 4 bits, and bounds that were checked. */
    private static void addRows(short[] matrix, int[] rows, int count, int width, short[] sums) {
        int r = 0;
        for (; r + 4 <= count; r += 4) {
            int a = rows[r] * width;
            int b = rows[r + 1] * width;
            int c = rows[r + 2] * width;
            int d = rows[r + 3] * width;
            for (int n = 0; n < width; n++) {
                sums[n] = (short) (sums[n] + matrix[a + n] + matrix[b + n] + matrix[c + n] + matrix[d + n]);
            }
        }
        for (; r < count; r++) {
            int a = rows[r] * width;
            for (int n = 0; n < width; n++) {
                sums[n] = (short) (sums[n] + matrix[a + n]);
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
        int s = 0;
        for (; s + 2 <= steps; s += 2) {                        // rows of both time steps first, then doubled
            int both = 0;
            for (int w = 0; w < words; w++) {
                both = list(spikes[from + s * words + w] & spikes[from + (s + 1) * words + w], w, both);
            }
            if (s > 0) {                                        // what is there must not be doubled
                for (int twice = 0; twice < 2; twice++) {
                    addRows(net.fc, rows, both, outputs, out);
                }
            } else {
                addRows(net.fc, rows, both, outputs, out);
                for (int o = 0; o < outputs; o++) {
                    out[o] = (short) (out[o] << 1);
                }
            }
            int one = 0;
            for (int w = 0; w < words; w++) {
                one = list(spikes[from + s * words + w] ^ spikes[from + (s + 1) * words + w], w, one);
            }
            addRows(net.fc, rows, one, outputs, out);
        }
        if (s < steps) {
            int one = 0;
            for (int w = 0; w < words; w++) {
                one = list(spikes[from + s * words + w], w, one);
            }
            addRows(net.fc, rows, one, outputs, out);
        }
    }
}
