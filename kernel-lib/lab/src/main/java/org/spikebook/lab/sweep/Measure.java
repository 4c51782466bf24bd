package org.spikebook.lab.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.spikebook.accelerator.Component;
import org.spikebook.accelerator.DataKind;
import org.spikebook.accelerator.LayerReport;
import org.spikebook.accelerator.Operation;
import org.spikebook.accelerator.Report;
import org.spikebook.energy.Energy;
import org.spikebook.energy.EnergyBreakdown;
import org.spikebook.energy.Technology;
import org.spikebook.network.Nearest;

/**
 * A number taken from a report by name.
 *
 * @param name name of the column
 * @param unit unit, {@code "-"} for a pure number
 * @param exact whether the values are whole numbers
 * @param needsTechnology whether counts have to be priced
 * @param needsTraining whether it is of a training
 */
record Measure(String name, String unit, boolean exact, boolean needsTechnology, boolean needsTraining, ToDoubleFunction<Priced> of) {

    /** Starts the name of the energy of one component, {@code energy.DRAM}, or of what memories spend on one kind of data, {@code energy.weight}. */
    private static final String ENERGY_OF = "energy.";
    /** Starts the name of one of the accelerator's own counts, {@code count.packs}. */
    private static final String COUNT_OF = "count.";

    private static final Map<String, Measure> KNOWN = known();

    /**
     * What a training gave.
     *
     * @param accuracy in percent
     * @param loss mean, in nat
     * @param spikeDensity in percent
     */
    record Learned(double accuracy, double loss, double spikeDensity) {
    }

    /** A report, what it costs, and the training before it, if there was one. */
    static final class Priced {

        private final Report report;
        private final Optional<Technology> technology;
        private final Optional<Learned> learned;
        private Optional<EnergyBreakdown> energy = Optional.empty();

        Priced(Report report, Optional<Technology> technology, Optional<Learned> learned) {
            this.report = report;
            this.technology = technology;
            this.learned = learned;
        }

        EnergyBreakdown energy() {
            if (energy.isEmpty()) {
                energy = technology.map(t -> t.price(report.counts()));
            }
            return energy.orElseThrow(() -> new IllegalArgumentException("sweep: energy needs prices, but the simulation has no technology."
                    + " Maybe technology(Technology.named(\"cacti32-hp\"))."));
        }

        Learned learned() {
            return learned.orElseThrow(() -> new IllegalArgumentException("sweep: nothing was trained. Maybe Sweep.of(TrainedSimulation.of(...))."));
        }

        double sum(String metric) {
            return report.layers().stream().mapToLong(l -> l.metric(metric)).sum();
        }
    }

    private static Map<String, Measure> known() {
        var known = new LinkedHashMap<String, Measure>();
        for (Measure measure : List.of(
                exact("latency", "cycles", p -> p.report.cycles()),
                real("time", "µs", p -> p.report.seconds() * 1e6),
                exact("computeCycles", "cycles", p -> sum(p, LayerReport::computeCycles)),
                exact("memoryCycles", "cycles", p -> sum(p, LayerReport::memoryCycles)),
                exact("stallCycles", "cycles", p -> sum(p, LayerReport::stallCycles)),
                exact("accumulations", "-", p -> p.report.counts().times(Component.ALU, Operation.ACCUMULATE)),
                real("columnOccupancy", "%", p -> ratio(p.sum("columnsBusy"), p.sum("columnSlots"))),
                real("rowOccupancy", "%", p -> ratio(p.sum("rowsBusy"), p.sum("rowSlots"))),
                exact("dramTraffic", "bits", p -> p.report.counts().bits(Component.DRAM)),
                priced("energy", "nJ", p -> p.energy().total().picojoules() * 1e-3),
                priced("edp", "nJ·µs", p -> p.energy().total().picojoules() * 1e-3 * p.report.seconds() * 1e6),
                learned("accuracy", "%", Learned::accuracy),
                learned("loss", "nat", Learned::loss),
                learned("spikeDensity", "%", Learned::spikeDensity))) {
            known.put(measure.name, measure);
        }
        return known;
    }

    private static double sum(Priced priced, ToDoubleFunction<LayerReport> part) {
        return priced.report.layers().stream().mapToDouble(part).sum();
    }

    private static double ratio(double part, double whole) {
        return whole == 0 ? 0 : 100 * part / whole;
    }

    private static Measure exact(String name, String unit, ToDoubleFunction<Priced> of) {
        return new Measure(name, unit, true, false, false, of);
    }

    private static Measure real(String name, String unit, ToDoubleFunction<Priced> of) {
        return new Measure(name, unit, false, false, false, of);
    }

    private static Measure priced(String name, String unit, ToDoubleFunction<Priced> of) {
        return new Measure(name, unit, false, true, false, of);
    }

    private static Measure learned(String name, String unit, ToDoubleFunction<Learned> of) {
        return new Measure(name, unit, false, false, true, p -> of.applyAsDouble(p.learned()));
    }

    /** The same as a mean, which is no whole number. */
    Measure mean() {
        return new Measure(name, unit, false, needsTechnology, needsTraining, of);
    }

    /**
     * The measure of that name.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest
     */
    static Measure named(String name) {
        if (name.startsWith(ENERGY_OF) && name.length() > ENERGY_OF.length()) {
            String part = name.substring(ENERGY_OF.length());
            if (Arrays.stream(DataKind.values()).anyMatch(kind -> kind.label().equals(part))) {
                return priced(name, "nJ", p -> p.energy().byUse().getOrDefault(part, Energy.ZERO).picojoules() * 1e-3);
            }
            var component = new Component(part);
            return priced(name, "nJ", p -> p.energy().of(component).picojoules() * 1e-3);
        }
        if (name.startsWith(COUNT_OF) && name.length() > COUNT_OF.length()) {
            String metric = name.substring(COUNT_OF.length());
            return exact(name, "-", p -> {
                if (p.report.layers().stream().noneMatch(l -> l.metrics().containsKey(metric))) {
                    var counted = p.report.layers().get(0).metrics().keySet();
                    throw new IllegalArgumentException(p.report.accelerator() + " does not count '" + metric + "'." + Nearest.hint(metric, counted));
                }
                return p.sum(metric);
            });
        }
        if (!KNOWN.containsKey(name)) {
            var names = new ArrayList<>(KNOWN.keySet());
            names.addAll(List.of("energy.DRAM", "energy.weight", "count.packs"));
            throw new IllegalArgumentException("sweep: no measure '" + name + "'." + Nearest.hint(name, names));
        }
        return KNOWN.get(name);
    }

    /** What is measured where nothing is said. */
    static List<Measure> usual(boolean priced, boolean trains) {
        var usual = new ArrayList<>(trains ? List.of(KNOWN.get("accuracy"), KNOWN.get("spikeDensity")) : List.<Measure>of());
        usual.addAll(List.of(KNOWN.get("latency"), KNOWN.get("time"), KNOWN.get("columnOccupancy")));
        if (priced) {
            usual.add(KNOWN.get("energy"));
            usual.add(KNOWN.get("edp"));
        }
        return usual;
    }
}
