package org.spikebook.lab;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.Component;
import org.spikebook.accelerator.Counts;
import org.spikebook.accelerator.LayerReport;
import org.spikebook.accelerator.Operation;
import org.spikebook.accelerator.Report;
import org.spikebook.energy.Energy;
import org.spikebook.energy.EnergyBreakdown;
import org.spikebook.energy.Price;
import org.spikebook.energy.Technology;
import org.spikebook.energy.model.Cost;
import org.spikebook.energy.model.DataflowModel;
import org.spikebook.energy.model.ModelComparison;
import org.spikebook.energy.model.NeuroBench;
import org.spikebook.energy.model.PriceSheet;
import org.spikebook.energy.model.TwinRun;
import org.spikebook.energy.model.Workload;
import org.spikebook.network.Activity;
import org.spikebook.network.Layer;
import org.spikebook.network.Network;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Axis;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Tables of results, their columns named with units: {@code latency [cycles]}, {@code energy [nJ]}. */
public final class Tables {

    private Tables() {
    }

    /** Layers of a network, those inside blocks before their block: kind, geometry, shapes, synapses, neuron. */
    public static Table of(Network network) {
        List<Layer> layers = network.allLayers();
        String steps = network.steps().isPresent() ? ", T = " + network.steps().getAsInt() : "";
        return Table.create(String.format(Locale.ROOT, "%s, input %s%s, %,d parameters", network.name(), shape(network.input()), steps, network.parameters()),
                text("layer", layers.stream().map(Layer::name)),
                text("kind", layers.stream().map(Layer::kind)),
                text("geometry", layers.stream().map(Layer::geometry)),
                text("in", layers.stream().map(l -> shape(l.input()))),
                text("out", layers.stream().map(l -> shape(l.output()))),
                LongColumn.create("synapses", layers.stream().mapToLong(Layer::synapses).toArray()),
                text("neuron", layers.stream().map(l -> l.neuron().map(Neuron::describe).orElse("none"))));
    }

    /** Parameters of an accelerator with their values and units; one that names none has its configuration in a row. */
    public static Table of(Accelerator accelerator) {
        var table = Table.create(accelerator.name(), StringColumn.create("parameter"), StringColumn.create("value"), StringColumn.create("unit"));
        accelerator.settings().forEach((name, value) -> {
            table.stringColumn(0).append(name);
            table.stringColumn(1).append(value instanceof Double d && d == Math.rint(d) ? String.format(Locale.ROOT, "%.0f", d) : value.toString());
            table.stringColumn(2).append(accelerator.parameters().names().contains(name) ? accelerator.parameters().unit(name) : "");
        });
        if (table.isEmpty()) {
            table.stringColumn(0).append("configuration");
            table.stringColumn(1).append(accelerator.configuration());
            table.stringColumn(2).append("");
        }
        return table;
    }

    /** Spikes that left each layer (and those that entered the first): number, rate, silent neurons. Layers without a neuron have none. */
    public static Table of(Activity activity) {
        var table = Table.create("Activity of " + activity.network().name() + " over " + activity.steps() + " steps",
                StringColumn.create("layer"), StringColumn.create("shape"), LongColumn.create("spikes"), DoubleColumn.create("rate [%]"),
                DoubleColumn.create("silent neurons [%]"));
        append(table, "(input)", activity.input());
        for (Layer layer : activity.network().allLayers()) {
            if (activity.isSpiking(layer.name())) {
                append(table, layer.name(), activity.output(layer.name()));
            }
        }
        return table;
    }

    private static void append(Table table, String name, SpikeTensor spikes) {
        int silent = 0;
        for (int count : spikes.counts()) {
            silent += count == 0 ? 1 : 0;
        }
        table.stringColumn(0).append(name);
        table.stringColumn(1).append(shape(spikes.shape()));
        table.longColumn(2).append(spikes.count());
        table.doubleColumn(3).append(100 * spikes.rate());
        table.doubleColumn(4).append(100.0 * silent / spikes.neurons());
    }

    /** What an accelerator did, one row a layer. */
    public static Table of(Report report) {
        return Table.create(String.format(Locale.ROOT, "%s: %,d cycles, %.4g ms at %.4g MHz", report.accelerator(), report.cycles(),
                        report.seconds() * 1e3, report.clockMegahertz()),
                text("layer", report.layers().stream().map(l -> l.layer().name())),
                whole(report, "latency [cycles]", LayerReport::cycles),
                whole(report, "compute [cycles]", LayerReport::computeCycles),
                whole(report, "memory [cycles]", LayerReport::memoryCycles),
                real(report, "columns busy [%]", l -> 100 * l.columnOccupancy()),
                real(report, "rows busy [%]", l -> 100 * l.rowOccupancy()),
                whole(report, "accumulations", l -> l.counts().times(Component.ALU, Operation.ACCUMULATE)),
                whole(report, "DRAM [bits]", l -> l.counts().bits(Component.DRAM)));
    }

    /** Several reports of the same layers side by side: latency of each layer and in total, in cycles. */
    public static Table compare(Report... reports) {
        if (reports.length == 0) {
            throw new IllegalArgumentException("compare: needs at least one report. Maybe Tables.compare(ptb.simulate(activity), chip.simulate(activity)).");
        }
        var names = reports[0].layers().stream().map(l -> l.layer().name()).toList();
        var table = Table.create("latency", text("layer", Stream.concat(names.stream(), Stream.of("total"))));
        for (Report report : reports) {
            if (!report.layers().stream().map(l -> l.layer().name()).toList().equals(names)) {
                throw new IllegalArgumentException("compare: " + report.accelerator() + " ran other layers than " + reports[0].accelerator()
                        + ". Maybe simulate the same activity on both.");
            }
            var cycles = whole(report, report.accelerator() + " [cycles]", LayerReport::cycles);
            cycles.append(report.cycles());
            table.addColumns(cycles);
        }
        return table;
    }

    /** Exact counts, one row an action. */
    public static Table of(Counts counts) {
        var actions = List.copyOf(counts.amounts().entrySet());
        return Table.create("counts",
                text("component", actions.stream().map(e -> e.getKey().component().name())),
                text("operation", actions.stream().map(e -> e.getKey().operation().label())),
                text("data", actions.stream().map(e -> e.getKey().data().label())),
                LongColumn.create("times", actions.stream().mapToLong(e -> e.getValue().times()).toArray()),
                LongColumn.create("bits", actions.stream().mapToLong(e -> e.getValue().bits()).toArray()));
    }

    /** Energy of each component, the largest first. */
    public static Table byComponent(EnergyBreakdown energy) {
        return energies(energy, "component", energy.byComponent().entrySet().stream()
                .collect(Collectors.toMap(e -> e.getKey().name(), Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new)));
    }

    /** Energy by what it is spent on (each kind of data in the memories, and the ALU), the largest first. */
    public static Table byUse(EnergyBreakdown energy) {
        return energies(energy, "use", energy.byUse());
    }

    private static Table energies(EnergyBreakdown energy, String key, Map<String, Energy> parts) {
        double total = energy.total().picojoules();
        return Table.create("energy " + energy.total() + " (" + energy.technology() + ")",
                text(key, parts.keySet().stream()),
                DoubleColumn.create("energy [nJ]", parts.values().stream().mapToDouble(e -> e.picojoules() * 1e-3).toArray()),
                DoubleColumn.create("share [%]", parts.values().stream().mapToDouble(e -> total == 0 ? 0 : 100 * e.picojoules() / total).toArray()));
    }

    /** Prices of a technology with their sources. */
    public static Table of(Technology technology) {
        List<Price> prices = technology.prices();
        return Table.create(technology.name() + " (" + technology.process() + "): " + technology.description(),
                text("component", prices.stream().map(p -> p.component().name())),
                text("operation", prices.stream().map(p -> p.operation().label())),
                DoubleColumn.create("energy [pJ]", prices.stream().mapToDouble(Price::picojoules).toArray()),
                LongColumn.create("width [bits]", prices.stream().mapToLong(Price::bits).toArray()),
                text("kind", prices.stream().map(p -> p.origin().label())),
                text("source", prices.stream().map(Price::source)));
    }

    /** Prices of an energy model with their sources. */
    public static Table of(PriceSheet sheet) {
        List<PriceSheet.Entry> prices = sheet.entries();
        return Table.create(sheet.name() + " (" + sheet.process() + "): " + sheet.description(),
                text("price", prices.stream().map(PriceSheet.Entry::name)),
                DoubleColumn.create("value", prices.stream().mapToDouble(PriceSheet.Entry::value).toArray()),
                text("unit", prices.stream().map(PriceSheet.Entry::unit)),
                text("kind", prices.stream().map(p -> p.origin().label())),
                text("source", prices.stream().map(PriceSheet.Entry::source)));
    }

    /** What many energy models say of one inference, one row a model: SNN, what the model sets beside it, their ratio, and how much of it goes into data. */
    public static Table of(ModelComparison comparison) {
        List<ModelComparison.Row> rows = comparison.rows();
        return Table.create(comparison.workload().toString(),
                text("model", rows.stream().map(ModelComparison.Row::model)),
                models("SNN [nJ]", rows, r -> r.energy().spiking().picojoules() * 1e-3),
                models("ANN or QNN [nJ]", rows, r -> r.energy().conventional().picojoules() * 1e-3),
                models("SNN / other", rows, r -> r.energy().ratio()),
                models("data in SNN [%]", rows, r -> 100 * r.energy().spikingDataShare()),
                text("counts", rows.stream().map(ModelComparison.Row::boundary)));
    }

    private static DoubleColumn models(String name, List<ModelComparison.Row> rows, ToDoubleFunction<ModelComparison.Row> value) {
        return DoubleColumn.create(name, rows.stream().mapToDouble(r -> Double.parseDouble(String.format(Locale.ROOT, "%.4g", value.applyAsDouble(r)))).toArray());
    }

    /** The layers of a workload in the model of SNN and twin: the dataflow that each takes, what it costs, and how much of it is movement. */
    public static Table layers(DataflowModel model, Workload workload) {
        List<DataflowModel.LayerCost> layers = model.layers(workload);
        return Table.create(workload.name() + ", T = " + workload.steps() + " (" + model.prices().name() + ")",
                text("layer", layers.stream().map(l -> l.work().name())),
                DoubleColumn.create("spike rate [%]", layers.stream().mapToDouble(l -> 100 * l.work().rateIn()).toArray()),
                DoubleColumn.create("zeros of the QNN [%]", layers.stream().mapToDouble(l -> 100 * l.work().zeroShare()).toArray()),
                text("SNN moves", layers.stream().map(l -> l.direct() ? "numbers" : l.cost().snnFlow().name().toLowerCase(Locale.ROOT))),
                text("QNN moves", layers.stream().map(l -> l.cost().qnnFlow().name().toLowerCase(Locale.ROOT))),
                costs("SNN [nJ]", layers, l -> l.snn().total() * 1e-3), costs("QNN [nJ]", layers, l -> l.qnn().total() * 1e-3),
                costs("SNN / QNN", layers, DataflowModel.LayerCost::ratio),
                costs("movement in SNN [%]", layers, l -> share(l.snn())));
    }

    private static DoubleColumn costs(String name, List<DataflowModel.LayerCost> layers, ToDoubleFunction<DataflowModel.LayerCost> value) {
        return DoubleColumn.create(name, layers.stream().mapToDouble(value).toArray());
    }

    private static double share(Cost cost) {
        return cost.total() == 0 ? 0 : 100 * cost.movement() / cost.total();
    }

    /** Spike counts of an SNN beside the activations of its twin, one row a layer. */
    public static Table of(TwinRun run) {
        List<String> layers = run.layers();
        return Table.create(run.isExact() ? "every spike count equals its activation" : run.differences() + " differ",
                text("layer", layers.stream()),
                LongColumn.create("neurons", layers.stream().mapToLong(l -> run.counts(l).length).toArray()),
                LongColumn.create("spikes", layers.stream().mapToLong(l -> sum(run.counts(l))).toArray()),
                LongColumn.create("activations", layers.stream().mapToLong(l -> sum(run.activations(l))).toArray()),
                DoubleColumn.create("spike rate [%]", layers.stream().mapToDouble(l -> 100 * run.rate(l)).toArray()),
                DoubleColumn.create("zeros of the QNN [%]", layers.stream().mapToDouble(l -> 100 * run.zeroShare(l)).toArray()));
    }

    private static long sum(int[] values) {
        return IntStream.of(values).asLongStream().sum();
    }

    /** NeuroBench's metrics, one row each. */
    public static Table of(NeuroBench metrics) {
        return Table.create("NeuroBench",
                text("metric", Stream.of("footprint", "connection sparsity", "activation sparsity", "dense operations", "effective MACs", "effective ACs",
                        "membrane updates")),
                DoubleColumn.create("value", metrics.footprintBytes(), metrics.connectionSparsity(), metrics.activationSparsity(),
                        metrics.denseOperations(), metrics.effectiveMultiplyAccumulates(), metrics.effectiveAccumulates(), metrics.membraneUpdates()),
                text("unit", Stream.of("bytes", "", "", "operations", "operations", "operations", "updates")));
    }

    private static String shape(Shape shape) {
        return shape.axes().stream().map(Axis::size).map(String::valueOf).collect(Collectors.joining("x"));
    }

    private static StringColumn text(String name, Stream<String> values) {
        return StringColumn.create(name, values.toList());
    }

    private static LongColumn whole(Report report, String name, ToLongFunction<LayerReport> value) {
        return LongColumn.create(name, report.layers().stream().mapToLong(value).toArray());
    }

    private static DoubleColumn real(Report report, String name, ToDoubleFunction<LayerReport> value) {
        return DoubleColumn.create(name, report.layers().stream().mapToDouble(value).toArray());
    }
}
