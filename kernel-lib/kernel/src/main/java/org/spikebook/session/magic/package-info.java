/**
 * The magics that come with a session; {@code %lsmagic} lists them with those of other modules.
 *
 * <pre>{@code
 * %who                          // variables, types, sizes
 * %timeit Math.sqrt(2)          // time per run, after warm-up
 * %%writefile rates.csv         // the rest of the cell as a file
 * rate,count
 * }</pre>
 */
package org.spikebook.session.magic;
