package org.spikebook.accelerator.xpike;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;

/**
 * A tile of N x N stochastic attention cells: one head of stochastic spiking attention (Xpikeformer, Algorithm 1). At every time step
 *
 * <pre>{@code
 * I[i][j] = sum over d of q[i][d] & k[j][d]          counter of 8 bits that stops at 255
 * S[i][j] = 1 if r <= I[i][j]                        r = floor(u dK / 256) + 1, so that P = I / dK; 0 where masked
 * A[i][d] = 1 if r <= sum over j of S[i][j] & v[j][d]     r = floor(u N / 256) + 1, so that P = sum / N
 * }</pre>
 *
 * with u a random byte: no division is made. For powers of two the probabilities are exact; for other N they lie up to 1/256 above. The average of A
 * over many steps is {@code (Q K' / dK) V / N} of the rates, and its standard deviation over T steps at most {@code 1 / (2 sqrt(T))}.
 *
 * <p>Random bytes come from 32-bit shift registers with four taps each ({@code BIT_EXACT}): cell (i, j) has byte {@code i N + j} of an array that is
 * clocked once a step, query i has byte i of another that is clocked with every feature. {@code STATISTICAL} draws from the same
 * distributions with a software generator; where a size is a power of two up to 64 it counts nothing, but looks at one place picked at random.
 */
public final class SsaTile {

    /** Largest N and dK. */
    public static final int MOST = 256;

    private final int tokens;
    private final int features;
    private final boolean causal;
    private final boolean diagonalMasked;
    private final Randomness randomness;
    private final int shiftsPerClock;
    private final long seed;

    /** Where random bytes come from. */
    public enum Randomness {
        /** The chip's shift registers, bit by bit. */
        BIT_EXACT,
        /** A software generator: other bits of the same distribution, faster. */
        STATISTICAL
    }

    private SsaTile(int tokens, int features, boolean causal, boolean diagonalMasked, Randomness randomness, int shiftsPerClock, long seed) {
        if (tokens < 1 || tokens > MOST || features < 1 || features > MOST) {
            throw new IllegalArgumentException("SSA tile: tokens and features of a head must be in 1.." + MOST + ", but were " + tokens + " and " + features
                    + ". Maybe more heads, or a shorter sequence.");
        }
        if (shiftsPerClock < 1 || shiftsPerClock > 32) {
            throw new IllegalArgumentException("SSA tile: shifts per clock must be in 1..32, but was " + shiftsPerClock);
        }
        this.tokens = tokens;
        this.features = features;
        this.causal = causal;
        this.diagonalMasked = diagonalMasked;
        this.randomness = randomness;
        this.shiftsPerClock = shiftsPerClock;
        this.seed = seed;
    }

    /**
     * A tile without masks, bit-exact, its registers shifted by 32 places a clock so that every byte is fresh.
     *
     * @param tokens N, 1..256
     * @param features dK, features of a head, 1..256
     */
    public static SsaTile of(int tokens, int features) {
        return new SsaTile(tokens, features, false, false, Randomness.BIT_EXACT, 32, 1);
    }

    /** With or without the causal mask: a token sees none that comes later. */
    public SsaTile causal(boolean causal) {
        return new SsaTile(tokens, features, causal, diagonalMasked, randomness, shiftsPerClock, seed);
    }

    /** Whether a token does not see itself, as in the authors' code. */
    public SsaTile diagonalMasked(boolean masked) {
        return new SsaTile(tokens, features, causal, masked, randomness, shiftsPerClock, seed);
    }

    /** Where random bytes come from. */
    public SsaTile randomness(Randomness randomness) {
        return new SsaTile(tokens, features, causal, diagonalMasked, randomness, shiftsPerClock, seed);
    }

    /** Shifts of a register in one clock, 1..32; below 8 a byte repeats most of the one before, below 32 a byte passes from tap to tap. */
    public SsaTile shiftsPerClock(int shifts) {
        return new SsaTile(tokens, features, causal, diagonalMasked, randomness, shifts, seed);
    }

    /** Seed of the registers; tiles of equal seed share their random bytes. */
    public SsaTile seed(long seed) {
        return new SsaTile(tokens, features, causal, diagonalMasked, randomness, shiftsPerClock, seed);
    }

    /** N. */
    public int tokens() {
        return tokens;
    }

    /** dK. */
    public int features() {
        return features;
    }

    /** Registers that feed the tile: a byte for each cell and one for each query, four to a register. */
    public int registers() {
        return (tokens * tokens + 3) / 4 + (tokens + 3) / 4;
    }

    /** Clocks from the first bit in to the first bit out. */
    public int latencyClocks() {
        return features;
    }

    /** Clocks for T steps streamed one after the other: {@code (T + 1) dK}. */
    public long streamClocks(int steps) {
        return Math.multiplyExact(steps + 1L, (long) features);
    }

    /**
     * Clocks for T steps if scores and outputs take turns instead of overlapping and the tile is filled before: {@code 2 dK T + N}. The
     * published chip latency fits this one.
     */
    public long serialClocks(int steps) {
        return Math.addExact(Math.multiplyExact(2L * features, (long) steps), (long) tokens);
    }

    boolean masked(int query, int key) {
        return causal && key > query || diagonalMasked && key == query;
    }

    /** A run of steps that begins with freshly seeded registers. */
    public Stream start() {
        return new Stream();
    }

    /**
     * Attention of all steps.
     *
     * @param q queries, shape {@code [token][feature]}
     * @param k keys
     * @param v values
     * @return A, the same shape
     */
    public SpikeTensor run(SpikeTensor q, SpikeTensor k, SpikeTensor v) {
        check(q, k, v);
        var out = SpikeTensor.builder(Shape.sequence(tokens, features), q.steps());
        Stream stream = start();
        int words = (features + 63) / 64;
        long[][] rows = new long[4][tokens * words];
        for (int t = 0; t < q.steps(); t++) {
            pack(q, t, rows[0]);
            pack(k, t, rows[1]);
            pack(v, t, rows[2]);
            stream.step(rows[0], rows[1], rows[2], rows[3]);
            for (int i = 0; i < tokens; i++) {
                for (int d = 0; d < features; d++) {
                    if ((rows[3][i * words + (d >> 6)] >>> d & 1) == 1) {
                        out.set(i * features + d, t);
                    }
                }
            }
        }
        return out.build();
    }

    private void check(SpikeTensor... spikes) {
        for (SpikeTensor s : spikes) {
            if (s.neurons() != tokens * features || s.planes() != 1 || s.steps() != spikes[0].steps()) {
                throw new IllegalArgumentException("SSA tile: queries, keys and values must be binary spikes of " + tokens + " tokens with " + features
                        + " features over the same steps, but one is " + s);
            }
        }
    }

    private void pack(SpikeTensor spikes, int t, long[] rows) {
        int words = (features + 63) / 64;
        Arrays.fill(rows, 0);
        for (int i = 0; i < tokens; i++) {
            for (int d = 0; d < features; d++) {
                rows[i * words + (d >> 6)] |= (spikes.word(i * features + d, t >> 6) >>> t & 1) << d;
            }
        }
    }

    /**
     * What came out of a run clock by clock.
     *
     * @param attention A, shape {@code [token][feature]}
     * @param firstOutput clocks before the first bit of A
     * @param clocks clocks in all
     */
    public record ClockedRun(SpikeTensor attention, long firstOutput, long clocks) {
    }

    /**
     * The same attention, clock by clock and cell by cell: a feature of all queries, keys and values enters at every clock; cells count, latch their
     * encoder's bit after dK clocks and AND it with the value that leaves the FIFO. This is the definition; {@link #run} must
     * equal it bit by bit. Slow.
     */
    public ClockedRun runClocked(SpikeTensor q, SpikeTensor k, SpikeTensor v) {
        check(q, k, v);
        if (randomness != Randomness.BIT_EXACT) {
            throw new IllegalArgumentException("SSA tile: clock by clock there are shift registers only. Maybe randomness(BIT_EXACT).");
        }
        var cellBytes = new LfsrArray((tokens * tokens + 3) / 4, seed, shiftsPerClock);
        var queryBytes = new LfsrArray((tokens + 3) / 4, ~seed, shiftsPerClock);
        int[][] counters = new int[tokens][tokens];
        boolean[][] held = new boolean[tokens][tokens];
        boolean[][] fifo = new boolean[tokens][features];      // of each key: its value bits of the last dK clocks
        var out = SpikeTensor.builder(Shape.sequence(tokens, features), q.steps());
        long first = -1;
        long clocks = streamClocks(q.steps());
        for (long clock = 0; clock < clocks; clock++) {
            int d = (int) (clock % features);
            int t = (int) (clock / features);
            if (t > 0) {                                       // second half of the step before: S against the value that leaves the FIFO
                queryBytes.clock();
                for (int i = 0; i < tokens; i++) {
                    int sum = 0;
                    for (int j = 0; j < tokens; j++) {
                        sum += held[i][j] && fifo[j][d] ? 1 : 0;
                    }
                    if (encode(queryBytes.tap(i), tokens, sum)) {
                        out.set(i * features + d, t - 1);
                    }
                }
                first = first < 0 ? clock : first;
            }
            if (t < q.steps()) {                               // first half of this step
                for (int j = 0; j < tokens; j++) {
                    fifo[j][d] = v.get(j * features + d, t);
                    for (int i = 0; i < tokens; i++) {
                        boolean and = q.get(i * features + d, t) && k.get(j * features + d, t);
                        counters[i][j] = Math.min(255, counters[i][j] + (and ? 1 : 0));
                    }
                }
                if (d == features - 1) {
                    cellBytes.clock();
                    for (int i = 0; i < tokens; i++) {
                        for (int j = 0; j < tokens; j++) {
                            held[i][j] = !masked(i, j) && encode(cellBytes.tap(i * tokens + j), features, counters[i][j]);
                            counters[i][j] = 0;
                        }
                    }
                }
            }
        }
        return new ClockedRun(out.build(), first, clocks);
    }

    /** The Bernoulli encoder: a comparator of {@code r = floor(u most / 256) + 1} with the count. */
    static boolean encode(int randomByte, int most, int count) {
        return (randomByte * most >> 8) + 1 <= count;
    }

    /**
     * What A tends to over many steps, for independent inputs of given rates: {@code (Q K' / dK) V / N}, masked scores being 0.
     *
     * @param q rates of the queries, {@code [token][feature]}
     * @param k rates of the keys
     * @param v rates of the values
     * @return rates of A, {@code [token][feature]}
     */
    public double[][] expected(double[][] q, double[][] k, double[][] v) {
        double[][] rates = new double[tokens][features];
        for (int i = 0; i < tokens; i++) {
            for (int j = 0; j < tokens; j++) {
                if (!masked(i, j)) {
                    double score = 0;
                    for (int d = 0; d < features; d++) {
                        score += q[i][d] * k[j][d];
                    }
                    for (int d = 0; d < features; d++) {
                        rates[i][d] += score / features * v[j][d] / tokens;
                    }
                }
            }
        }
        return rates;
    }

    /** Time steps one after the other. Not safe for use by several threads. */
    public final class Stream {

        private final int words = (features + 63) / 64;
        private final int lanes = (tokens + 63) / 64;
        private final boolean exact = randomness == Randomness.BIT_EXACT;
        private final LfsrArray cellBytes = new LfsrArray(exact ? (tokens * tokens + 3) / 4 : 0, seed, shiftsPerClock);
        private final LfsrArray queryBytes = new LfsrArray(exact ? (tokens + 3) / 4 : 0, ~seed, shiftsPerClock);
        private final SplittableRandom random = new SplittableRandom(seed);
        private final int[] bytes = new int[tokens * tokens + 8];
        private final long[] scores = new long[tokens * lanes];
        private final long[] values = new long[features * lanes];

        private Stream() {
        }

        /**
         * One time step.
         *
         * @param q queries, {@code ceil(dK / 64)} words per token, feature 0 in the lowest bit of the first; bits behind dK must be zero
         * @param k keys, likewise
         * @param v values, likewise
         * @param a receives A, likewise
         */
        public void step(long[] q, long[] k, long[] v, long[] a) {
            boolean pickFeature = !exact && words == 1 && lanes == 1 && Integer.bitCount(features) == 1;
            if (pickFeature) {
                for (int i = 0; i < tokens; i++) {
                    scores[i] = pick(q[i], k, tokens, features - 1) & unmasked(i, 0);
                }
            } else {
                draw(cellBytes, tokens * tokens);
                for (int i = 0; i < tokens; i++) {
                    score(q, k, i);
                }
            }
            turn(v);
            Arrays.fill(a, 0, tokens * words, 0);
            if (!exact && words == 1 && lanes == 1 && Integer.bitCount(tokens) == 1) {
                for (int i = 0; i < tokens; i++) {
                    a[i] = pick(scores[i], values, features, tokens - 1);
                }
                return;
            }
            for (int d = 0; d < features; d++) {
                draw(queryBytes, tokens);
                attend(d, a);
            }
        }

        private void draw(LfsrArray registers, int count) {
            if (exact) {
                registers.clock();
                registers.taps(bytes, count);
                return;
            }
            for (int at = 0; at < count; at += 8) {
                long eight = random.nextLong();
                for (int b = 0; b < 8; b++) {
                    bytes[at + b] = (int) (eight >>> (b << 3)) & 255;
                }
            }
        }

        /**
         * The encoder without counting: one of the places is picked at random, and the bit there is 1 with probability count / places.
         *
         * @param mask places - 1, places being a power of two up to 64
         * @return bit j is a random place of {@code word & others[j]}
         */
        private long pick(long word, long[] others, int count, int mask) {
            long picked = 0;
            long places = 0;
            for (int j = 0; j < count; j++) {
                places = (j & 7) == 0 ? random.nextLong() : places >>> 8;
                picked |= ((word & others[j]) >>> (places & mask) & 1) << j;
            }
            return picked;
        }

        /** Row i of S. (u most >> 8) + 1 <= count is u most < 256 count. */
        private void score(long[] q, long[] k, int i) {
            for (int lane = 0; lane < lanes; lane++) {
                int to = Math.min(tokens, lane * 64 + 64);
                long row = 0;
                for (int j = lane * 64; j < to; j++) {
                    int count = Long.bitCount(q[i * words] & k[j * words]);
                    for (int w = 1; w < words; w++) {
                        count += Long.bitCount(q[i * words + w] & k[j * words + w]);
                    }
                    count = Math.min(count, 255);
                    row |= (long) (bytes[i * tokens + j] * features - (count << 8) >>> 31) << j;
                }
                scores[i * lanes + lane] = row & unmasked(i, lane);
            }
        }

        private long unmasked(int i, int lane) {
            long open = -1;
            if (causal) {
                int last = i - lane * 64;
                open = last >= 63 ? -1 : last < 0 ? 0 : (2L << last) - 1;
            }
            return diagonalMasked && i >> 6 == lane ? open & ~(1L << i) : open;
        }

        /** Values by feature: bit j of word d is v[j][d]. */
        private void turn(long[] v) {
            Arrays.fill(values, 0);
            for (int j = 0; j < tokens; j++) {
                for (int w = 0; w < words; w++) {
                    for (long rest = v[j * words + w]; rest != 0; rest &= rest - 1) {
                        values[(w * 64 + Long.numberOfTrailingZeros(rest)) * lanes + (j >> 6)] |= 1L << j;
                    }
                }
            }
        }

        private void attend(int d, long[] a) {
            for (int i = 0; i < tokens; i++) {
                int count = Long.bitCount(scores[i * lanes] & values[d * lanes]);
                for (int lane = 1; lane < lanes; lane++) {
                    count += Long.bitCount(scores[i * lanes + lane] & values[d * lanes + lane]);
                }
                a[i * words + (d >> 6)] |= (long) (bytes[i] * tokens - (count << 8) >>> 31) << d;
            }
        }
    }

    @Override
    public String toString() {
        return "SSA tile of " + tokens + " x " + tokens + " cells, dK = " + features + (causal ? ", causal" : "") + (diagonalMasked ? ", diagonal masked" : "")
                + (randomness == Randomness.BIT_EXACT ? ", " + registers() + " registers" : ", statistical");
    }
}
