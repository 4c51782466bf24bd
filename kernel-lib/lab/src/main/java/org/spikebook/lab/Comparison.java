package org.spikebook.lab;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.Component;
import org.spikebook.accelerator.LayerReport;
import org.spikebook.accelerator.Report;
import org.spikebook.energy.Technology;
import org.spikebook.lab.figure.Figure;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Reports of several accelerators on the same layers, relative to the first; made by {@link Compare}. Immutable. */
public final class Comparison {

    private final List<String> labels;
    private final List<Report> reports;
    private final Optional<Technology> technology;
    private final boolean leakage;

    Comparison(List<String> labels, List<Report> reports, Optional<Technology> technology, boolean leakage) {
        this.labels = List.copyOf(labels);
        this.reports = List.copyOf(reports);
        this.technology = technology;
        this.leakage = leakage;
    }

    /** Names, with the settings that differ where names are equal. */
    static List<String> labels(List<? extends Accelerator> accelerators) {
        var labels = new ArrayList<String>();
        for (Accelerator accelerator : accelerators) {
            var twins = accelerators.stream().filter(a -> a.name().equals(accelerator.name())).toList();
            String differing = accelerator.settings().entrySet().stream()
                    .filter(setting -> twins.stream().anyMatch(t -> !setting.getValue().equals(t.settings().get(setting.getKey()))))
                    .map(setting -> setting.getKey() + " " + setting.getValue()).collect(Collectors.joining(", "));
            labels.add(accelerator.name() + (differing.isEmpty() ? "" : ", " + differing));
        }
        for (int i = labels.size() - 1; i > 0; i--) {
            int before = Collections.frequency(labels.subList(0, i), labels.get(i));
            labels.set(i, before == 0 ? labels.get(i) : labels.get(i) + " #" + (before + 1));
        }
        return labels;
    }

    /** Prices the counts, so that energy and EDP are compared too. */
    public Comparison technology(Technology technology) {
        return new Comparison(labels, reports, Optional.of(Objects.requireNonNull(technology, "technology")), leakage);
    }

    /** Counts static energy too. Default off. */
    public Comparison withLeakage() {
        return new Comparison(labels, reports, technology, true);
    }

    /** One report an accelerator, in their order. */
    public List<Report> reports() {
        return reports;
    }

    private Results results(Report report) {
        Results results = Results.of(report);
        results = technology.isPresent() ? results.technology(technology.get()) : results;
        return leakage ? results.withLeakage() : results;
    }

    /**
     * One row an accelerator: latency, time, occupancy of the columns, DRAM traffic, energy and EDP where they have a price, and
     * {@code relative time [-]}, {@code relative energy [-]}, {@code relative edp [-]}: the value over that of the first accelerator.
     */
    public Table table() {
        var table = Table.create("relative to " + labels.get(0) + technology.map(t -> " (" + t.name() + ")").orElse(""),
                StringColumn.create("accelerator", labels),
                LongColumn.create("latency [cycles]", reports.stream().mapToLong(Report::cycles).toArray()),
                column("time [µs]", r -> r.seconds() * 1e6),
                column("columns busy [%]", r -> 100 * busy(r)),
                LongColumn.create("DRAM [bits]", reports.stream().mapToLong(r -> r.counts().bits(Component.DRAM)).toArray()));
        if (technology.isPresent()) {
            table.addColumns(column("energy [nJ]", r -> results(r).energy().picojoules() * 1e-3),
                    column("edp [nJ·µs]", r -> results(r).edp().jouleSeconds() * 1e15));
        }
        table.addColumns(relative("relative time [-]", Report::seconds));
        if (technology.isPresent()) {
            table.addColumns(relative("relative energy [-]", r -> results(r).energy().picojoules()),
                    relative("relative edp [-]", r -> results(r).edp().jouleSeconds()));
        }
        return table;
    }

    private static double busy(Report report) {
        long slots = report.layers().stream().mapToLong(l -> l.metric("columnSlots")).sum();
        return slots == 0 ? 0 : (double) report.layers().stream().mapToLong(l -> l.metric("columnsBusy")).sum() / slots;
    }

    private DoubleColumn column(String name, ToDoubleFunction<Report> value) {
        return DoubleColumn.create(name, reports.stream().mapToDouble(value).toArray());
    }

    private DoubleColumn relative(String name, ToDoubleFunction<Report> value) {
        double base = value.applyAsDouble(reports.get(0));
        return column(name, r -> value.applyAsDouble(r) / base);
    }

    /** One row a layer and accelerator: latency, time, occupancy, energy, and each relative to the first accelerator on the same layer. */
    public Table layers() {
        var table = Table.create("layer by layer, relative to " + labels.get(0), StringColumn.create("layer"), StringColumn.create("accelerator"),
                LongColumn.create("latency [cycles]"), DoubleColumn.create("time [µs]"), DoubleColumn.create("columns busy [%]"));
        var energy = DoubleColumn.create("energy [nJ]");
        var relativeTime = DoubleColumn.create("relative time [-]");
        var relativeEnergy = DoubleColumn.create("relative energy [-]");
        for (int l = 0; l < reports.get(0).layers().size(); l++) {
            for (int a = 0; a < reports.size(); a++) {
                LayerReport layer = reports.get(a).layers().get(l);
                table.stringColumn(0).append(layer.layer().name());
                table.stringColumn(1).append(labels.get(a));
                table.longColumn(2).append(layer.cycles());
                table.doubleColumn(3).append(seconds(a, l) * 1e6);
                table.doubleColumn(4).append(100 * layer.columnOccupancy());
                relativeTime.append(seconds(a, l) / seconds(0, l));
                if (technology.isPresent()) {
                    energy.append(picojoules(a, l) * 1e-3);
                    relativeEnergy.append(picojoules(a, l) / picojoules(0, l));
                }
            }
        }
        if (technology.isPresent()) {
            table.addColumns(energy);
        }
        table.addColumns(relativeTime);
        if (technology.isPresent()) {
            table.addColumns(relativeEnergy);
        }
        return table;
    }

    private double seconds(int accelerator, int layer) {
        Report report = reports.get(accelerator);
        return report.seconds(report.layers().get(layer).cycles());
    }

    private double picojoules(int accelerator, int layer) {
        return results(reports.get(accelerator)).energy(reports.get(accelerator).layers().get(layer)).picojoules();
    }

    /** Latency of each layer and in total, relative to the first accelerator, as bars; with a technology also energy, and the EDP in total. */
    public Figure figure() {
        Figure latency = bars("Latency", this::seconds, Report::seconds);
        if (technology.isEmpty()) {
            return latency;
        }
        Figure energy = bars("Energy", this::picojoules, r -> results(r).energy().picojoules());
        Figure edp = Figure.xy("Network", "Relative EDP [-]").title("EDP");
        double base = results(reports.get(0)).edp().jouleSeconds();
        for (int a = 0; a < reports.size(); a++) {
            edp = edp.bars(labels.get(a), new String[] {"total"}, new double[] {results(reports.get(a)).edp().jouleSeconds() / base});
        }
        return Figure.grid(3, latency, energy, edp).caption("Relative to " + labels.get(0) + "; priced by " + technology.get().name()
                + (leakage ? ", with leakage." : "."));
    }

    /** A number of an accelerator and a layer, by their places. */
    private interface LayerValue {
        double at(int accelerator, int layer);
    }

    private Figure bars(String what, LayerValue layer, ToDoubleFunction<Report> total) {
        int layers = reports.get(0).layers().size();
        String[] names = IntStream.rangeClosed(0, layers).mapToObj(l -> l < layers ? reports.get(0).layers().get(l).layer().name() : "total")
                .toArray(String[]::new);
        Figure figure = Figure.xy("Layer", "Relative " + what.toLowerCase(Locale.ROOT) + " [-]").title(what);
        for (int a = 0; a < reports.size(); a++) {
            int accelerator = a;
            figure = figure.bars(labels.get(a), names, IntStream.rangeClosed(0, layers).mapToDouble(l -> l < layers
                    ? layer.at(accelerator, l) / layer.at(0, l)
                    : total.applyAsDouble(reports.get(accelerator)) / total.applyAsDouble(reports.get(0))).toArray());
        }
        return figure;
    }

    @Override
    public String toString() {
        return table().printAll();
    }
}
