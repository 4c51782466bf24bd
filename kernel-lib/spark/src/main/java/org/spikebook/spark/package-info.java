/**
 * Sweeps on Apache Spark: points go to the executors as JSON, numbers come back, and the result is that of this machine bit for bit.
 *
 * <pre>{@code
 * try (var spark = SparkEngine.connect("spark://host:7077")) {
 *     sweep.on(spark).run(Path.of("study.csv"));
 * }
 * }</pre>
 *
 * <p>In a notebook {@code %spark spark://host:7077} does the same for all sweeps of the cells that follow. Spark and its libraries live in a class
 * loader of their own, so that their versions and ours do not meet; see {@link org.spikebook.spark.SparkEngine}.
 */
package org.spikebook.spark;
