package org.spikebook.accelerator.ptb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.accelerator.LineColumns;

class Pairing_SlotsTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void manyLinesAtOnceGiveTheSlotsOfOneLineAfterTheOther(long seed) {
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 400; trial++) {
            int lines = random.nextInt(1, 300);
            int columns = random.nextInt(1, 9);
            double density = Math.pow(random.nextDouble(), 3);
            int words = LineColumns.words(lines);
            long[] bits = new long[9 * words];
            int[] at = new int[Pairing.COLUMNS];
            for (int j = 0; j < Pairing.COLUMNS; j++) {
                at[j] = j < columns ? j * words : 8 * words;
            }
            var masks = new ArrayList<Long>();
            for (int k = 0; k < lines; k++) {
                long mask = 0;
                for (int j = 0; j < columns; j++) {
                    if (random.nextDouble() < density) {
                        mask |= 1L << j;
                        bits[at[j] + (k >> 6)] |= 1L << k;
                    }
                }
                if (mask != 0) {
                    masks.add(mask);
                }
            }
            assertThat(new Pairing(lines).slots(bits, at)).as("seed %d, trial %d: %d lines, %d columns, density %.3f", seed, trial, lines, columns, density)
                    .isEqualTo(Pairing.slots(masks).size());
            var shuffled = new int[] {at[3], at[1], at[2], at[0], at[4], at[5], at[6], at[7]};      // the same lines with other masks, and so the same pairs
            assertThat(new Pairing(lines).slots(bits, at, shuffled)).isEqualTo(2 * Pairing.slots(masks).size());
            var fewer = new int[] {at[0], 8 * words, at[2], at[3], at[4], 8 * words, at[6], at[7]};
            assertThat(new Pairing(lines).slots(bits, at, fewer)).isEqualTo(new Pairing(lines).slots(bits, at) + new Pairing(lines).slots(bits, fewer));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8})
    void theMasksOfAWordAreItsColumnsTurned(long seed) {
        var random = new SplittableRandom(seed);
        long[] c = random.longs(8).toArray();
        long[] masks = new long[8];
        Pairing.transpose(masks, c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]);
        for (int k = 0; k < 64; k++) {
            int mask = (int) (masks[k >>> 3] >>> ((k & 7) << 3)) & 0xFF;
            for (int j = 0; j < 8; j++) {
                assertThat(mask >>> j & 1).as("line %d, column %d", k, j).isEqualTo((int) (c[j] >>> k & 1));
            }
        }
    }
}
