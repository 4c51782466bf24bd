package org.spikebook.training.wireless;

/** Detectors of the field, as bounds for what is learnt. */
public enum Detector {
    /** Maximum likelihood with the true channel, as if the received signal were not quantised: tries every vector of symbols. */
    ML,
    /** Linear minimum mean square error with the true channel and noise variance. */
    LMMSE,
    /** The same with a channel estimated from the pairs by least squares. */
    LS
}
