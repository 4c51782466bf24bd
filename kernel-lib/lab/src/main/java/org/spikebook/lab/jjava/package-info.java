/**
 * Spikebook's library in JJava, another Java kernel for Jupyter: its extension shows tables, figures, spikes and reports there as they
 * are shown here. JJava finds it by itself once our jars are on its class path.
 *
 * <pre>{@code
 * %classpath spikebook-lab.jar        // in a JJava notebook; from then on tables and figures are shown
 * }</pre>
 */
package org.spikebook.lab.jjava;
