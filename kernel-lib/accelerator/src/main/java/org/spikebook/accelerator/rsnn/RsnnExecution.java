package org.spikebook.accelerator.rsnn;

/**
 * A network on the chip, cycle by cycle: what it computed and what that took.
 *
 * @param run spikes and outputs
 * @param report cycles and counts
 */
public record RsnnExecution(RsnnRun run, RsnnReport report) {
}
