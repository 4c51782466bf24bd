package org.spikebook.bits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Eq. 3 of Shen et al. 2024. */
class BitPlanes_ProductTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 16})
    void planeByPlaneTheProductIsTheSame(int bits) {
        for (long seed = 0; seed < 20; seed++) {
            var random = new SplittableRandom(seed * 31 + bits);
            int inner = 1 + random.nextInt(40);
            int[][] weights = matrix(random, 1 + random.nextInt(12), inner, -128, 128);
            int[][] activations = matrix(random, inner, 1 + random.nextInt(12), 0, 1 << bits);
            assertThat(BitPlanes.bitSerialProduct(weights, activations, bits)).as("seed %d, %d bits", seed, bits)
                    .isDeepEqualTo(BitPlanes.product(weights, activations));
        }
    }

    private static int[][] matrix(SplittableRandom random, int rows, int columns, int from, int to) {
        int[][] values = new int[rows][];
        for (int r = 0; r < rows; r++) {
            values[r] = random.ints(columns, from, to).toArray();
        }
        return values;
    }

    @Test
    void extremesAreExact() {
        int[][] weights = {{-128, 127}};
        int[][] activations = {{255, 0}, {255, 255}};
        assertThat(BitPlanes.bitSerialProduct(weights, activations, 8)).isDeepEqualTo(new long[][] {{-255, 127 * 255}});
        assertThat(BitPlanes.plane(new int[][] {{5}}, 0)).isDeepEqualTo(new int[][] {{1}});
        assertThat(BitPlanes.plane(new int[][] {{5}}, 1)).isDeepEqualTo(new int[][] {{0}});
        assertThatIllegalArgumentException().isThrownBy(() -> BitPlanes.bitSerialProduct(weights, activations, 7)).withMessageContaining("0..127 (7 bits), but one is 255");
        assertThatIllegalArgumentException().isThrownBy(() -> BitPlanes.product(new int[][] {{1}}, activations)).withMessageContaining("row 0 has 1 weights");
    }
}
