/** JMH benchmarks. How to run them stands in {@code docs/performance.md}. */
package org.spikebook.bench;
