package org.spikebook.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.spikebook.accelerator.Component;
import org.spikebook.accelerator.LayerReport;
import org.spikebook.accelerator.Occupancy;
import org.spikebook.accelerator.Report;
import org.spikebook.energy.Energy;
import org.spikebook.energy.EnergyBreakdown;
import org.spikebook.energy.EnergyDelay;
import org.spikebook.energy.Technology;
import org.spikebook.lab.figure.Figure;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A report, priced and drawn. Immutable.
 *
 * <pre>{@code
 * var results = Results.of(report).technology(Technology.named("spikex-calibrated"));
 * results.energyByComponent();      // one row a layer, one column a component
 * results.edp();
 * results.figure();                 // energy and latency of each layer
 * }</pre>
 */
public final class Results {

    /** The order of the papers' figures, from the array outwards. */
    private static final List<Component> ORDER = List.of(Component.ALU, Component.RF, Component.LBUF, Component.GLB, Component.DRAM);
    private static final List<String> USES = List.of("weight", "spike", "psum", "membrane", "tag", "ALU");
    private static final String LEAKAGE = "leakage";

    private final Report report;
    private final Optional<Technology> technology;
    private final boolean leakage;

    private Results(Report report, Optional<Technology> technology, boolean leakage) {
        this.report = report;
        this.technology = technology;
        this.leakage = leakage;
    }

    /** Results of a report, without prices. */
    public static Results of(Report report) {
        return new Results(Objects.requireNonNull(report, "report"), Optional.empty(), false);
    }

    /** The same with prices. */
    public Results technology(Technology technology) {
        return new Results(report, Optional.of(technology), leakage);
    }

    /** Counts static energy too: the technology's static power over each layer's latency. Default off, as in the SpikeX paper. */
    public Results withLeakage() {
        return new Results(report, technology, true);
    }

    /** The report. */
    public Report report() {
        return report;
    }

    private Technology prices() {
        return technology.orElseThrow(() -> new IllegalStateException("results of " + report.accelerator()
                + ": energy needs prices, but there is no technology. Maybe technology(Technology.named(\"cacti32-hp\"))."));
    }

    private EnergyBreakdown dynamic(LayerReport layer) {
        return prices().price(layer.counts());
    }

    /** Static energy of one layer; nothing where it is not counted. */
    private Energy leakage(LayerReport layer) {
        return leakage ? prices().leakage(report.seconds(layer.cycles())) : Energy.ZERO;
    }

    /** Energy of one layer. */
    Energy energy(LayerReport layer) {
        return dynamic(layer).total().plus(leakage(layer));
    }

    /** Total energy. */
    public Energy energy() {
        return report.layers().stream().map(this::energy).reduce(Energy.ZERO, Energy::plus);
    }

    /** Energy-delay product: total energy x total latency. */
    public EnergyDelay edp() {
        return EnergyDelay.of(energy(), report.seconds());
    }

    /** What the accelerator did, one row a layer; with a technology also {@code energy [nJ]} and {@code edp [nJ·µs]} of each layer. */
    public Table table() {
        Table table = Tables.of(report);
        table.addColumns(layers("time [µs]", l -> report.seconds(l.cycles()) * 1e6));
        if (technology.isPresent()) {
            table.addColumns(layers("energy [nJ]", l -> energy(l).picojoules() * 1e-3),
                    layers("edp [nJ·µs]", l -> EnergyDelay.of(energy(l), report.seconds(l.cycles())).jouleSeconds() * 1e15));
        }
        return table;
    }

    private DoubleColumn layers(String name, Function<LayerReport, Double> value) {
        return DoubleColumn.create(name, report.layers().stream().map(value).toArray(Double[]::new));
    }

    /** Energy in nJ, one row a layer and a last row for all, one column a component (and leakage where it counts) and one for the sum. */
    public Table energyByComponent() {
        return energies("component", components(), (energy, component) -> energy.of(new Component(component)));
    }

    /** Energy in nJ, one row a layer and a last row for all, one column a use (each kind of data in the memories, the ALU) and one for the sum. */
    public Table energyByUse() {
        var further = new TreeSet<String>();
        report.layers().forEach(l -> further.addAll(dynamic(l).byUse().keySet()));
        return energies("use", ordered(USES, further), (energy, use) -> energy.byUse().getOrDefault(use, Energy.ZERO));
    }

    /** Components that spend energy, in the order of the figures. */
    private List<String> components() {
        var spent = report.layers().stream().flatMap(l -> dynamic(l).byComponent().keySet().stream()).map(Component::name)
                .collect(Collectors.toCollection(TreeSet::new));
        return ordered(ORDER.stream().map(Component::name).toList(), spent);
    }

    private static List<String> ordered(List<String> first, TreeSet<String> all) {
        return all.stream().sorted(Comparator.comparingInt(name -> first.contains(name) ? first.indexOf(name) : first.size())).toList();
    }

    private Table energies(String what, List<String> parts, BiFunction<EnergyBreakdown, String, Energy> part) {
        var names = new ArrayList<>(report.layers().stream().map(l -> l.layer().name()).toList());
        names.add("total");
        var table = Table.create("energy of " + report.accelerator() + " by " + what + " (" + prices().name() + ")", StringColumn.create("layer", names));
        var breakdowns = report.layers().stream().map(this::dynamic).toList();
        for (String name : parts) {
            table.addColumns(nanojoules(name, breakdowns.stream().map(b -> part.apply(b, name)).toList()));
        }
        if (leakage) {
            table.addColumns(nanojoules(LEAKAGE, report.layers().stream().map(this::leakage).toList()));
        }
        table.addColumns(nanojoules("total", report.layers().stream().map(this::energy).toList()));
        return table;
    }

    private static DoubleColumn nanojoules(String name, List<Energy> layers) {
        var column = DoubleColumn.create(name + " [nJ]");
        layers.forEach(energy -> column.append(energy.picojoules() * 1e-3));
        column.append(layers.stream().mapToDouble(Energy::picojoules).sum() * 1e-3);
        return column;
    }

    /** Bars for each layer: its latency, of which stalls, and with a technology beside it its energy by component. */
    public Figure figure() {
        return technology.isPresent() ? Figure.grid(2, energyFigure(), latencyFigure()) : latencyFigure();
    }

    private String[] layerNames() {
        return report.layers().stream().map(l -> l.layer().name()).toArray(String[]::new);
    }

    private Figure energyFigure() {
        double largest = report.layers().stream().mapToDouble(l -> energy(l).picojoules()).max().orElse(0);
        String[] units = {"pJ", "nJ", "µJ", "mJ", "J"};
        int unit = Math.max(0, Math.min(units.length - 1, (int) Math.floor(Math.log10(Math.max(1, largest)) / 3)));
        double scale = Math.pow(1000, -unit);
        Figure figure = Figure.xy("Layer", "Energy [" + units[unit] + "]").title("Energy of " + report.accelerator() + " (" + prices().name() + ")");
        var breakdowns = report.layers().stream().map(this::dynamic).toList();
        for (String name : components()) {
            figure = figure.bars(name, layerNames(), breakdowns.stream().mapToDouble(b -> b.of(new Component(name)).picojoules() * scale).toArray());
        }
        if (leakage) {
            figure = figure.bars(LEAKAGE, layerNames(), report.layers().stream().mapToDouble(l -> leakage(l).picojoules() * scale).toArray());
        }
        return figure.stacked();
    }

    private Figure latencyFigure() {
        Figure figure = Figure.xy("Layer", "Latency [cycles]").title("Latency of " + report.accelerator())
                .bars("compute", layerNames(), report.layers().stream().mapToDouble(LayerReport::computeCycles).toArray());
        double[] stalls = report.layers().stream().mapToDouble(LayerReport::stallCycles).toArray();
        return (Arrays.stream(stalls).sum() > 0 ? figure.bars("stall", layerNames(), stalls) : figure).stacked();
    }

    /** Which columns of an array worked when: time runs to the right, a row is a column of the array; 2 is a spike, 1 a silent window, 0 idle. */
    public static Figure figure(Occupancy occupancy) {
        double[] cycles = IntStream.range(0, occupancy.slots()).mapToDouble(slot -> (double) slot * occupancy.cyclesPerSlot()).toArray();
        double[] columns = IntStream.range(0, occupancy.columns()).mapToDouble(c -> c).toArray();
        double[][] states = new double[occupancy.columns()][occupancy.slots()];
        for (int column = 0; column < occupancy.columns(); column++) {
            for (int slot = 0; slot < occupancy.slots(); slot++) {
                states[column][slot] = occupancy.at(slot, column).ordinal();
            }
        }
        if (occupancy.slots() == 0) {
            throw new IllegalStateException("occupancy of layer '" + occupancy.layer().name() + "': nothing was scheduled, so there is nothing to draw."
                    + " Maybe an input with spikes.");
        }
        return Figure.xy("Time [cycles]", "Column [-]").heatmap(cycles, columns, states, "0 idle, 1 silent, 2 spiking [-]").rangeZ(0, 2)
                .title(occupancy.accelerator() + " on " + occupancy.layer().name()).caption(occupancy.toString());
    }

    /** {@link Report#toString()}, and the energy where it has a price. */
    @Override
    public String toString() {
        return report + technology.map(t -> "energy " + energy() + (leakage ? " with leakage" : "") + ", EDP " + edp() + " (" + t.name() + ")\n").orElse("");
    }
}
