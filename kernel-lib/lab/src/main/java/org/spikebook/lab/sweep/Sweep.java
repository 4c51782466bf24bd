package org.spikebook.lab.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.Inputs;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.accelerator.Simulation;
import org.spikebook.progress.Progress;
import org.spikebook.progress.Tasks;
import org.spikebook.spike.SpikeTensor;

/**
 * One experiment at every combination of the values of some axes. An immutable value; every method gives a new one.
 *
 * <p>An axis is a parameter of {@link Simulation#with}: {@code accelerator}, {@code firingRate}, {@code seed}, {@code steps}, {@code layer},
 * {@code technology}, ... or one of the accelerators' own ({@code timeWindow}, {@code columns}, ...). Points are numbered with the first axis
 * slowest.
 *
 * <p>Measures: {@code latency [cycles]}, {@code time [µs]}, {@code computeCycles}, {@code memoryCycles}, {@code stallCycles [cycles]},
 * {@code accumulations [-]}, {@code columnOccupancy [%]}, {@code rowOccupancy [%]}, {@code dramTraffic [bits]}, {@code energy [nJ]},
 * {@code edp [nJ·µs]}, {@code energy.DRAM [nJ]} (or another component), {@code energy.weight [nJ]} (what memories spend on weights, or on another
 * kind of data), {@code count.packs [-]} (or another of the accelerator's counts).
 */
public final class Sweep {

    private final Simulation base;
    private final List<SweepAxis> axes;
    private final List<String> measures;

    private Sweep(Simulation base, List<SweepAxis> axes, List<String> measures) {
        this.base = base;
        this.axes = List.copyOf(axes);
        this.measures = List.copyOf(measures);
    }

    /** A sweep around an experiment. */
    public static Sweep of(Simulation base) {
        return new Sweep(Objects.requireNonNull(base, "base"), List.of(), List.of());
    }

    /**
     * One axis more.
     *
     * @param parameter name of a parameter of the experiment
     * @param values one or more values, or an array or collection of them
     * @throws IllegalArgumentException if there is no value or the axis is there already
     */
    public Sweep over(String parameter, Object... values) {
        if (axes.stream().anyMatch(a -> a.name().equals(parameter))) {
            throw new IllegalArgumentException("sweep: axis '" + parameter + "' is there twice. Maybe give all its values at once.");
        }
        var more = new ArrayList<>(axes);
        more.add(SweepAxis.of(parameter, values));
        return new Sweep(base, more, measures);
    }

    /** An axis {@code seed} with the values 0 to {@code count - 1}; {@link SweepResult#averageOver} takes mean and deviation over it. */
    public Sweep seeds(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("sweep: needs at least one seed, but got " + count);
        }
        return over("seed", IntStream.range(0, count).boxed().toList());
    }

    /**
     * What is measured, by name; where nothing is said latency, time, column occupancy and, with a technology, energy and EDP.
     *
     * @throws IllegalArgumentException if there is no such measure; the message names the nearest
     */
    public Sweep measure(String... names) {
        for (String name : names) {
            Measure.named(name);
        }
        return new Sweep(base, axes, List.of(names));
    }

    /** Number of points: the product of the axes' lengths. */
    public int points() {
        return axes.stream().mapToInt(a -> a.values().size()).reduce(1, Math::multiplyExact);
    }

    /**
     * Runs all points on all cores. Points with equal inputs share them, so that spikes are generated once.
     *
     * @return the points in order; one that failed keeps its message
     * @throws IllegalArgumentException before anything runs, if an axis is no parameter or a value has the wrong type
     * @throws CancellationException if the thread was interrupted
     */
    public SweepResult run() {
        List<SweepAxis> checked = checkedAxes();
        boolean priced = base.technology().isPresent() || axes.stream().anyMatch(a -> a.name().equals("technology"));
        List<Measure> measured = measures.isEmpty() ? Measure.usual(priced) : measures.stream().map(Measure::named).toList();
        measured.stream().filter(m -> m.needsTechnology() && !priced).findFirst().ifPresent(m -> {
            throw new IllegalArgumentException("sweep: measure '" + m.name()
                    + "' needs prices, but the simulation has no technology. Maybe technology(Technology.named(\"cacti32-hp\")).");
        });
        var results = new SweepResult.Row[points()];
        List<List<Point>> chunks = chunks(results);
        try (Progress progress = Progress.start("sweep", points(), "points")) {
            progress.advance(points() - chunks.stream().mapToInt(List::size).sum());   // those that failed already
            Tasks.map(chunks, Progress.silent("sweep", chunks.size(), "chunks"), chunk -> {
                for (Point point : chunk) {
                    results[point.number] = point.measure(measured);
                    progress.advance(1);
                }
                return chunk.size();
            });
        }
        return new SweepResult(title(), checked, SweepResult.columns(measured), List.of(results));
    }

    /** Name of the result table: which layers, over what. */
    private String title() {
        String layers = String.join(", ", base.layers().stream().map(LayerShape::name).toList());
        return (layers.isEmpty() ? base.accelerator().name() : layers) + " over " + String.join(", ", axes.stream().map(SweepAxis::name).toList());
    }

    /** The axes with their units, after all values were checked against the experiment. */
    private List<SweepAxis> checkedAxes() {
        List<Simulation> bases = axes.stream().filter(a -> a.name().equals("accelerator")).findFirst()
                .map(a -> a.values().stream().map(this::with).toList()).orElse(List.of(base));
        Optional<SweepAxis> spikes = axes.stream().filter(a -> a.name().equals("spikes")).findFirst();
        var checked = new ArrayList<SweepAxis>();
        for (SweepAxis axis : axes) {
            for (Simulation each : bases) {
                Simulation one = spikes.isPresent() && !axis.name().equals("spikes") ? each.with("spikes", spikes.get().values().get(0)) : each;
                axis.values().forEach(value -> one.check(axis.name(), value));
            }
            checked.add(axis.unit(bases.get(0).unit(axis.name())));
        }
        return checked;
    }

    private Simulation with(Object accelerator) {
        return accelerator instanceof Accelerator ? base.with("accelerator", accelerator) : base;
    }

    /** The points in portions: those of one input together, but enough portions for all cores. Points that cannot be are failed here. */
    private List<List<Point>> chunks(SweepResult.Row[] results) {
        var groups = new LinkedHashMap<Inputs, List<Point>>();
        for (int number = 0; number < results.length; number++) {
            int[] index = index(number);
            Map<String, Object> changes = new LinkedHashMap<>();
            for (int a = 0; a < index.length; a++) {
                changes.put(axes.get(a).name(), axes.get(a).values().get(index[a]));
            }
            try {
                Simulation simulation = base.with(changes);
                groups.computeIfAbsent(simulation.inputs(), i -> new ArrayList<>()).add(new Point(number, index, simulation));
            } catch (IllegalArgumentException e) {
                results[number] = SweepResult.Row.failed(index, e);
            }
        }
        int portions = Math.max(1, 4 * Runtime.getRuntime().availableProcessors() / Math.max(1, groups.size()));
        var chunks = new ArrayList<List<Point>>();
        groups.forEach((inputs, points) -> {
            var shared = new Shared(inputs, points.size());
            points.forEach(p -> p.shared = shared);
            int size = Math.max(1, (points.size() + portions - 1) / portions);
            for (int from = 0; from < points.size(); from += size) {
                chunks.add(points.subList(from, Math.min(points.size(), from + size)));
            }
        });
        return chunks;
    }

    private int[] index(int number) {
        int[] index = new int[axes.size()];
        int rest = number;
        for (int a = axes.size() - 1; a >= 0; a--) {
            index[a] = rest % axes.get(a).values().size();
            rest /= axes.get(a).values().size();
        }
        return index;
    }

    @Override
    public String toString() {
        return "Sweep of " + points() + " points over " + axes.stream().map(a -> a.name() + " " + a.labels()).toList() + ": " + base;
    }

    /** The spikes that some points have in common, drawn by the first and forgotten by the last. */
    private static final class Shared {

        private final Inputs inputs;
        private int users;
        private Optional<List<SpikeTensor>> spikes = Optional.empty();

        Shared(Inputs inputs, int users) {
            this.inputs = inputs;
            this.users = users;
        }

        synchronized List<SpikeTensor> spikes() {
            if (spikes.isEmpty()) {
                spikes = Optional.of(inputs.spikes());
            }
            return spikes.get();
        }

        synchronized void done() {
            if (--users == 0) {
                spikes = Optional.empty();
            }
        }
    }

    private static final class Point {

        private final int number;
        private final int[] index;
        private final Simulation simulation;
        private Shared shared;

        Point(int number, int[] index, Simulation simulation) {
            this.number = number;
            this.index = index;
            this.simulation = simulation;
        }

        SweepResult.Row measure(List<Measure> measures) {
            try {
                var priced = new Measure.Priced(simulation.run(shared.spikes()), simulation.technology());
                return SweepResult.Row.of(index, measures.stream().mapToDouble(m -> m.of().applyAsDouble(priced)).toArray());
            } catch (CancellationException e) {
                throw e;
            } catch (RuntimeException e) {
                return SweepResult.Row.failed(index, e);
            } finally {
                shared.done();
            }
        }
    }
}
