/**
 * Acceptance targets: what a paper says, what Spikebook computes, and whether the two agree.
 *
 * <pre>{@code
 * Targets.spikex();                   // computes all of SpikeX's and shows them
 * Targets.of("A1", "A19").hold();     // some of them
 * }</pre>
 *
 * <p>The papers' values, tolerances and explanations are the rows of {@code data/papers/<paper>/targets.csv}; our values are computed by one
 * {@link org.spikebook.lab.target.TargetSuite} a paper.
 */
package org.spikebook.lab.target;
