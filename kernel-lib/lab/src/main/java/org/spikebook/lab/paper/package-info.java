/**
 * What papers publish: tables and figures as data with their source, to be put beside our own numbers as hollow markers.
 *
 * <pre>{@code
 * Paper.spikeX().figure(10);                 // a figure of the published points alone
 * ours.beside(Paper.spikeX().figure(10));    // beside our own
 * Paper.spikeX().data("figure-10");          // as a table
 * }</pre>
 */
package org.spikebook.lab.paper;
