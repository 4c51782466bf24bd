package org.spikebook.training.wireless;

import java.util.Arrays;

/**
 * One task of symbol detection: an unknown channel, pairs of what was received and sent through it, and a query.
 */
public final class SymbolTask {

    private final Wireless link;
    private final double[][] channel;
    private final int[][] levels;
    private final int[] symbols;

    SymbolTask(Wireless link, double[][] channel, int[][] levels, int[] symbols) {
        this.link = link;
        this.channel = channel;
        this.levels = levels;
        this.symbols = symbols;
    }

    /** The link that it was drawn from. */
    public Wireless link() {
        return link;
    }

    /** The query's symbols as a class, 0..classes - 1: what a model is to find. */
    public int answer() {
        return symbols[link.pairs()];
    }

    /** The transmitted symbols of a pair as a class; pair {@code pairs} is the query. */
    public int transmitted(int pair) {
        return symbols[pair];
    }

    /** What was received, quantised: real parts of all antennas, then imaginary parts; pair {@code pairs} is the query. */
    public double[] received(int pair) {
        return Arrays.stream(levels[pair]).mapToDouble(link::value).toArray();
    }

    /**
     * The prompt of a causal decoder, one token a received vector: token k holds what was received with pair k, and next to it what was received and sent with pair k - 1. Its answer is
     * wanted at every token, and what token k sees are k examples. The paper takes received and sent vectors by turns, 37 tokens for 18 pairs; here the two of a pair need not find each
     * other first, and attention, which passes on one Nth of the spikes of one token out of N, has half the tokens.
     *
     * <p>Places are 1 or 0, so that they are spikes without chance: a received number of level l has 1 in the first l of {@code 2^bits - 1} places, a sign has two, minus and plus. Token
     * 0 has no pair before it; those places are 0.
     *
     * @return axes {@code [token][place]}: numbers of pair k, numbers of pair k - 1, signs of pair k - 1, each real parts first
     */
    public double[][] tokens() {
        int steps = link.levels() - 1;
        int size = 2 * link.antennas();
        double[][] tokens = new double[link.tokens()][link.inputs()];
        for (int p = 0; p <= link.pairs(); p++) {
            for (int r = 0; r < size; r++) {
                Arrays.fill(tokens[p], r * steps, r * steps + levels[p][r], 1);
                if (p > 0) {
                    Arrays.fill(tokens[p], (size + r) * steps, (size + r) * steps + levels[p - 1][r], 1);
                    tokens[p][2 * size * steps + 2 * r + (symbols[p - 1] >> r & 1)] = 1;
                }
            }
        }
        return tokens;
    }

    /** Bits of the query that an answer gets wrong, 0..2 antennas. */
    public int wrongBits(int answer) {
        return Integer.bitCount(answer ^ answer());
    }

    /** What a detector answers for the query. */
    public int detect(Detector detector) {
        return switch (detector) {
            case ML -> likeliest();
            case LMMSE -> linear(channel);
            case LS -> linear(estimate());
        };
    }

    /** The class whose image under the true channel lies nearest. */
    private int likeliest() {
        double[] y = received(link.pairs());
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int c = 0; c < link.classes(); c++) {
            double[] x = link.vector(c);
            double distance = 0;
            for (int r = 0; r < y.length; r++) {
                double at = y[r];
                for (int t = 0; t < x.length; t++) {
                    at -= channel[r][t] * x[t];
                }
                distance += at * at;
            }
            if (distance < least) {
                least = distance;
                best = c;
            }
        }
        return best;
    }

    /** Signs of {@code H' (H H' + noise I)^-1 y}; symbols have energy 1, half of it in each real dimension. */
    private int linear(double[][] h) {
        int n = h.length;
        double[][] covariance = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int t = 0; t < n; t++) {
                    covariance[i][j] += h[i][t] * h[j][t];
                }
            }
            covariance[i][i] += link.noise();
        }
        double[] z = solve(covariance, received(link.pairs()));
        int answer = 0;
        for (int t = 0; t < n; t++) {
            double x = 0;
            for (int r = 0; r < n; r++) {
                x += h[r][t] * z[r];
            }
            answer |= x > 0 ? 1 << t : 0;
        }
        return answer;
    }

    /** Least squares of the channel from the pairs: each receive antenna has two real equations a pair and 2 N unknowns. */
    private double[][] estimate() {
        int antennas = link.antennas();
        int n = 2 * antennas;
        double[][] h = new double[n][n];
        for (int r = 0; r < antennas; r++) {
            double[][] normal = new double[n][n];
            double[] right = new double[n];
            for (int p = 0; p < link.pairs(); p++) {
                double[] x = link.vector(symbols[p]);
                double[] y = received(p);
                for (int part = 0; part < 2; part++) {
                    double[] row = new double[n];                       // unknowns: real parts of the row of H, then imaginary parts
                    for (int t = 0; t < antennas; t++) {
                        row[t] = part == 0 ? x[t] : x[t + antennas];
                        row[t + antennas] = part == 0 ? -x[t + antennas] : x[t];
                    }
                    for (int i = 0; i < n; i++) {
                        right[i] += row[i] * y[r + part * antennas];
                        for (int j = 0; j < n; j++) {
                            normal[i][j] += row[i] * row[j];
                        }
                    }
                }
            }
            for (int i = 0; i < n; i++) {
                normal[i][i] += 1e-9;                                   // fewer pairs than antennas
            }
            double[] row = solve(normal, right);
            for (int t = 0; t < antennas; t++) {
                h[r][t] = row[t];
                h[r][t + antennas] = -row[t + antennas];
                h[r + antennas][t] = row[t + antennas];
                h[r + antennas][t + antennas] = row[t];
            }
        }
        return h;
    }

    /** Gaussian elimination with pivots; both arguments are used up. At most 8 x 8. */
    private static double[] solve(double[][] a, double[] b) {
        int n = b.length;
        for (int c = 0; c < n; c++) {
            int pivot = c;
            for (int r = c + 1; r < n; r++) {
                pivot = Math.abs(a[r][c]) > Math.abs(a[pivot][c]) ? r : pivot;
            }
            double[] row = a[c];
            a[c] = a[pivot];
            a[pivot] = row;
            double value = b[c];
            b[c] = b[pivot];
            b[pivot] = value;
            for (int r = c + 1; r < n; r++) {
                double factor = a[r][c] / a[c][c];
                for (int i = c; i < n; i++) {
                    a[r][i] -= factor * a[c][i];
                }
                b[r] -= factor * b[c];
            }
        }
        for (int r = n - 1; r >= 0; r--) {
            for (int i = r + 1; i < n; i++) {
                b[r] -= a[r][i] * b[i];
            }
            b[r] /= a[r][r];
        }
        return b;
    }
}
