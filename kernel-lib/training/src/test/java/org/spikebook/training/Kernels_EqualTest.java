package org.spikebook.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast kernels against the plain ones, on random shapes, with guards around what is written. */
class Kernels_EqualTest {

    private final Kernels plain = new PlainKernels();
    private final Kernels fast = Kernels.fastest();

    private static float[] random(SplittableRandom random, int n) {
        var values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    private static void equal(float[] a, float[] b, String what) {
        for (int i = 0; i < a.length; i++) {
            assertThat(b[i]).as("%s, place %d", what, i).isCloseTo(a[i], within(1e-4f));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void allKernelsGiveWhatThePlainOnesGive(long seed) {
        assertThat(fast).isNotInstanceOf(PlainKernels.class);
        var r = new SplittableRandom(seed);
        for (int trial = 0; trial < 60; trial++) {
            int n = Kernels.PAD * r.nextInt(1, 12);
            int m = r.nextInt(1, 23);
            int k = r.nextInt(1, 40);
            int guard = r.nextInt(0, 5);
            float[] B = random(r, guard + k * n);
            float[] C = random(r, 2 * guard + m * (n + 32));
            boolean turned = r.nextBoolean();
            float[] A = random(r, m * k);
            float[] one = C.clone();
            float[] two = C.clone();
            plain.multiply(m, n, k, A, 0, turned ? 1 : k, turned ? m : 1, B, guard, n, one, guard, n + 32);
            fast.multiply(m, n, k, A, 0, turned ? 1 : k, turned ? m : 1, B, guard, n, two, guard, n + 32);
            equal(one, two, "multiply " + m + " x " + n + " x " + k);

            int[] index = r.ints(r.nextInt(0, 30), 0, k).toArray();
            float[] values = random(r, k + 1);
            int[] which = r.ints(index.length, 0, k).toArray();
            one = C.clone();
            two = C.clone();
            plain.gather(one, guard, B, guard, index, 0, index.length, n, n);
            fast.gather(two, guard, B, guard, index, 0, index.length, n, n);
            equal(one, two, "gather " + n + " x " + index.length);
            plain.gatherScaled(one, guard, B, guard, values, 1, which, index, 0, index.length, n, n);
            fast.gatherScaled(two, guard, B, guard, values, 1, which, index, 0, index.length, n, n);
            equal(one, two, "gather scaled " + n + " x " + index.length);

            int window = r.nextInt(1, 10);
            float[] pixels = random(r, guard + window * n);
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = r.nextInt(3) == 0 ? 1 : pixels[i];          // some are equal
            }
            int[] places = java.util.stream.IntStream.range(0, window).map(i -> (window - 1 - i) * n).toArray();
            float[][] best = {new float[n], new float[n]};
            float[][] number = {new float[n], new float[n]};
            plain.max(best[0], 0, number[0], 0, pixels, guard, places, 0, window, n);
            fast.max(best[1], 0, number[1], 0, pixels, guard, places, 0, window, n);
            assertThat(best[1]).as("max").isEqualTo(best[0]);
            assertThat(number[1]).as("number of the maximum").isEqualTo(number[0]);
            float[][] back = {random(r, guard + window * n), null};
            back[1] = back[0].clone();
            plain.maxBack(back[0], guard, places, 0, window, number[0], 0, best[0], 0, n);
            fast.maxBack(back[1], guard, places, 0, window, number[0], 0, best[0], 0, n);
            equal(back[0], back[1], "gradient of a maximum");
            plain.average(best[0], 0, pixels, guard, places, 0, window, n, 0.25f);
            fast.average(best[1], 0, pixels, guard, places, 0, window, n, 0.25f);
            equal(best[0], best[1], "average");

            plain.addScaled(one, guard, B, 0, n, 0.3f);
            fast.addScaled(two, guard, B, 0, n, 0.3f);
            plain.add(one, guard, B, guard, n);
            fast.add(two, guard, B, guard, n);
            equal(one, two, "add");

            float[] sparse = random(r, n);
            for (int i = 0; i < n; i++) {
                sparse[i] = r.nextInt(4) == 0 ? sparse[i] : 0;
            }
            int[][] found = {new int[n + 4], new int[n + 4]};
            int count = plain.scan(sparse, 0, n, found[0], 3);
            assertThat(fast.scan(sparse, 0, n, found[1], 3)).isEqualTo(count);
            assertThat(java.util.Arrays.copyOf(found[1], count)).isEqualTo(java.util.Arrays.copyOf(found[0], count));

            boolean zero = r.nextBoolean();
            boolean fires = r.nextBoolean();
            float[] current = random(r, 2 * n);
            float[][] v = {random(r, 2 * n), null};
            v[1] = v[0].clone();
            float[][] s = {new float[2 * n], new float[2 * n]};
            for (int i = 0; i < n; i++) {
                s[0][i] = r.nextInt(2);
                s[1][i] = s[0][i];
            }
            current[n] = 0.5f;
            boolean start = r.nextBoolean();
            plain.lif(v[0], n, s[0], n, start, current, n, n, 0.9f, 0.7f, zero, 0.5f, fires);
            fast.lif(v[1], n, s[1], n, start, current, n, n, 0.9f, 0.7f, zero, 0.5f, fires);
            equal(v[0], v[1], "potential");
            assertThat(s[1]).as("spikes").isEqualTo(s[0]);
            float[] ds = random(r, 2 * n);
            float[] carry = random(r, n);
            float[] other = carry.clone();
            plain.lifBack(carry, 0, v[0], n, s[0], n, ds, n, n, 0.9f, zero, 0.5f, 25);
            fast.lifBack(other, 0, v[0], n, s[0], n, ds, n, n, 0.9f, zero, 0.5f, 25);
            equal(carry, other, "carry");
        }
    }
}
