package org.spikebook.training.data;

/**
 * Two parts of a data set that share no sample.
 *
 * @param train what is learnt from, and what epochs and settings are judged by
 * @param test what is looked at once
 */
public record Split(Dataset train, Dataset test) {

    /** Both parts as a transform makes them; one that draws (such as {@link Transform#shift}) belongs to {@code train()} alone. */
    public Split map(Transform transform) {
        return new Split(train.map(transform), test.map(transform));
    }

    /** Both parts kept in memory once they are read. */
    public Split cached() {
        return new Split(train.cached(), test.cached());
    }

    @Override
    public String toString() {
        return "train " + train + "\ntest  " + test;
    }
}
