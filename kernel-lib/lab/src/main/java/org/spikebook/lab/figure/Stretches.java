package org.spikebook.lab.figure;

import java.util.ArrayList;
import java.util.List;

/** Cuts a band at its gaps. */
final class Stretches {

    private Stretches() {
    }

    /** First (inclusive) and last (exclusive) point of each stretch that is finite throughout. */
    static List<int[]> of(Series band) {
        List<int[]> stretches = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= band.y().length; i++) {
            boolean finite = i < band.y().length && Double.isFinite(band.y()[i]) && Double.isFinite(band.high(i));
            if (finite && start < 0) {
                start = i;
            } else if (!finite && start >= 0) {
                stretches.add(new int[] {start, i});
                start = -1;
            }
        }
        return stretches;
    }
}
