package org.spikebook.spark;

import java.util.List;

/** The side on which Spark lives, seen from ours: types of the JDK alone, for the two sides share no other class. Not for users. */
public interface SparkSide extends AutoCloseable {

    /** What takes the outcomes, on the thread that called {@link #compute}. */
    interface Results {

        /** A point was computed; one value a measure. */
        void computed(int point, double[] values);

        /** A point failed, for this reason. */
        void failed(int point, String reason);
    }

    /**
     * Computes points and returns when all have an outcome.
     *
     * @param portions points as JSON, those of one task together
     * @throws InterruptedException if the thread was interrupted; the work on the cluster is stopped
     * @throws IllegalStateException if Spark gave up
     */
    void compute(List<List<String>> portions, Results results) throws InterruptedException;

    /** Cores that work for us now. */
    int cores();

    /** For example {@code "Spark 4.2.0 at spark://host:7077"}. */
    @Override
    String toString();

    @Override
    void close();
}
