package org.spikebook.spark;

import java.io.Serializable;

/** What came of one point: values, or why there are none (empty if there are some). */
record PointOutcome(int point, double[] values, String error) implements Serializable {
}
