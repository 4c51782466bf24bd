/**
 * What a user sees. {@link org.spikebook.lab.Tables} makes tables of results; the packages below hold figures, sweeps, papers and
 * acceptance targets. A network, an activity, a report, an energy or a sweep that a cell returns shows itself by its table.
 *
 * <pre>{@code
 * Tables.of(report);                              // one row a layer
 * Tables.byComponent(technology.price(report.counts()));
 * Results.of(report).technology(technology).figure();
 * Compare.on(net, activity).with(ptb, spikex).technology(technology);
 * WindowSearch.of(ptb, technology).on(net, activity).accelerator();
 * }</pre>
 */
package org.spikebook.lab;
