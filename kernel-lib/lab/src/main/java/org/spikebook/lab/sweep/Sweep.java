package org.spikebook.lab.sweep;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.Simulation;
import org.spikebook.event.WholeFile;
import org.spikebook.progress.Progress;

/**
 * One experiment at every combination of the values of some axes. An immutable value; every method gives a new one.
 *
 * <p>An axis is a parameter of {@link Simulation#with}: {@code accelerator}, {@code firingRate}, {@code seed}, {@code steps}, {@code layer},
 * {@code technology}, ... or one of the accelerators' own ({@code timeWindow}, {@code columns}, ...). Points are numbered with the first axis
 * slowest.
 * Besides values, an axis takes an even {@link SweepRange}; several axes move together in {@link #zip}, or are sampled by {@link #random} and
 * {@link #latinHypercube}. {@link #where} leaves points out. All of it is data: {@link #toJson()} gives the same sweep to a file, another machine
 * or another {@link SweepEngine}.
 *
 * <p>Measures: {@code latency [cycles]}, {@code time [µs]}, {@code computeCycles}, {@code memoryCycles}, {@code stallCycles [cycles]},
 * {@code accumulations [-]}, {@code columnOccupancy [%]}, {@code rowOccupancy [%]}, {@code dramTraffic [bits]}, {@code energy [nJ]},
 * {@code edp [nJ·µs]}, {@code energy.DRAM [nJ]} (or another component), {@code energy.weight [nJ]} (what memories spend on weights, or on another
 * kind of data), {@code count.packs [-]} (or another of the accelerator's counts).
 */
public final class Sweep {

    private final Experiment base;
    /** Axes of one group move together; groups are crossed. */
    private final List<List<SweepAxis>> groups;
    private final List<String> conditions;
    private final List<String> measures;
    private final Optional<SweepEngine> engine;

    private Sweep(Experiment base, List<List<SweepAxis>> groups, List<String> conditions, List<String> measures, Optional<SweepEngine> engine) {
        this.base = base;
        this.groups = List.copyOf(groups);
        this.conditions = List.copyOf(conditions);
        this.measures = List.copyOf(measures);
        this.engine = engine;
    }

    /** A sweep around an experiment. */
    public static Sweep of(Simulation base) {
        return of(new SimulatedExperiment(Objects.requireNonNull(base, "base")));
    }

    /** A sweep around a training and what the trained network costs on a chip. */
    public static Sweep of(TrainedSimulation base) {
        return of((Experiment) Objects.requireNonNull(base, "base"));
    }

    static Sweep of(Experiment base) {
        return new Sweep(base, List.of(), List.of(), List.of(), Optional.empty());
    }

    /**
     * One axis more, crossed with those before.
     *
     * @param parameter name of a parameter of the experiment
     * @param values one or more values, or an array or collection of them
     * @throws IllegalArgumentException if there is no value or the axis is there already
     */
    public Sweep over(String parameter, Object... values) {
        return zip(SweepAxis.of(parameter, values));
    }

    /**
     * One axis more with values at even steps of a range, both ends among them.
     *
     * @param count number of values, at least 2
     */
    public Sweep over(SweepRange range, int count) {
        return zip(range.even(count));
    }

    /**
     * Axes that move together: the first values of all, then the second of all, and so on.
     *
     * @throws IllegalArgumentException if their lengths differ or one is there already
     */
    public Sweep zip(SweepAxis... together) {
        if (together.length == 0) {
            throw new IllegalArgumentException("sweep: zip needs at least one axis. Maybe zip(SweepAxis.of(\"rows\", 4, 8), SweepAxis.of(\"columns\", 8, 4)).");
        }
        var names = new ArrayList<>(axes().stream().map(SweepAxis::name).toList());
        for (SweepAxis axis : together) {
            if (names.contains(axis.name())) {
                throw new IllegalArgumentException("sweep: axis '" + axis.name() + "' is there twice. Maybe give all its values at once.");
            }
            names.add(axis.name());
            if (axis.values().size() != together[0].values().size()) {
                throw new IllegalArgumentException("sweep: axes that move together must be equally long, but '" + together[0].name() + "' has "
                        + together[0].values().size() + " values and '" + axis.name() + "' " + axis.values().size() + ". Maybe over(...), which crosses them.");
            }
        }
        var more = new ArrayList<>(groups);
        more.add(List.of(together));
        return new Sweep(base, more, conditions, measures, engine);
    }

    /**
     * Points at random, independent and uniform in each range.
     *
     * @param count number of points, at least 1
     * @param seed seed of the draws
     */
    public Sweep random(int count, long seed, SweepRange... ranges) {
        return sampled(count, ranges, fractions(count, seed, ranges.length, false));
    }

    /**
     * Points as a Latin hypercube (McKay, Beckman and Conover 1979): each range is cut into {@code count} equal parts, and each part is met once.
     *
     * @param count number of points, at least 1
     * @param seed seed of the draws
     */
    public Sweep latinHypercube(int count, long seed, SweepRange... ranges) {
        return sampled(count, ranges, fractions(count, seed, ranges.length, true));
    }

    private Sweep sampled(int count, SweepRange[] ranges, double[][] fractions) {
        return zip(IntStream.range(0, ranges.length).mapToObj(r -> ranges[r].at(fractions[r])).toArray(SweepAxis[]::new));
    }

    /** One row a range, {@code count} fractions each, 0..1. */
    private static double[][] fractions(int count, long seed, int ranges, boolean latin) {
        if (count < 1) {
            throw new IllegalArgumentException("sweep: needs at least one point, but got " + count);
        }
        if (ranges == 0) {
            throw new IllegalArgumentException("sweep: sampling needs at least one range. Maybe SweepRange.of(\"globalBuffer\", 16, 256).");
        }
        double[][] fractions = new double[ranges][count];
        for (int r = 0; r < ranges; r++) {
            var random = new SplittableRandom(seed + r * 0x9E3779B97F4A7C15L);
            for (int i = 0; i < count; i++) {
                fractions[r][i] = latin ? (i + random.nextDouble()) / count : random.nextDouble();
            }
            for (int i = count - 1; latin && i > 0; i--) {
                int j = random.nextInt(i + 1);
                double other = fractions[r][j];
                fractions[r][j] = fractions[r][i];
                fractions[r][i] = other;
            }
        }
        return fractions;
    }

    /** An axis {@code seed} with the values 0 to {@code count - 1}; {@link SweepResult#averageOver} takes mean and deviation over it. */
    public Sweep seeds(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("sweep: needs at least one seed, but got " + count);
        }
        return over("seed", IntStream.range(0, count).boxed().toList());
    }

    /**
     * Only points at which a condition holds; several must all hold.
     *
     * @param condition an expression over axes and the experiment's other numbers, for example {@code "rows * columns <= 64 && timeWindow < 30"}
     * @throws IllegalArgumentException if it cannot be read
     */
    public Sweep where(String condition) {
        Condition.of(condition);
        var more = new ArrayList<>(conditions);
        more.add(condition);
        return new Sweep(base, groups, more, measures, engine);
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
        return new Sweep(base, groups, conditions, List.of(names), engine);
    }

    /** The same sweep, computed elsewhere; where nothing is said by {@link SweepEngine#usual()}, which is this machine's cores. */
    public Sweep on(SweepEngine engine) {
        return new Sweep(base, groups, conditions, measures, Optional.of(engine));
    }

    /** The experiment that is changed along the axes. */
    Experiment base() {
        return base;
    }

    List<List<SweepAxis>> groups() {
        return groups;
    }

    List<String> conditions() {
        return conditions;
    }

    List<String> measures() {
        return measures;
    }

    private List<SweepAxis> axes() {
        return groups.stream().flatMap(List::stream).toList();
    }

    /** Number of points: the product of the axes' lengths (of one for axes that move together), without those that a condition leaves out. */
    public int points() {
        return conditions.isEmpty() ? allPoints() : indices().size();
    }

    private int allPoints() {
        return groups.stream().mapToInt(g -> g.get(0).values().size()).reduce(1, Math::multiplyExact);
    }

    /**
     * Runs all points. Equal points are computed once; a point that fails keeps its message and the others run.
     *
     * @return the points in order
     * @throws IllegalArgumentException before anything runs, if an axis is no parameter or a value has the wrong type
     * @throws CancellationException if the thread was interrupted
     */
    public SweepResult run() {
        return run(Optional.empty());
    }

    /**
     * Runs all points and writes them as CSV, in their order. Beside the file grows a journal, {@code study.csv.journal}, to which every point is
     * added when it is done: after a kill, or with more values on an axis, only what is missing is computed.
     *
     * @param csv the file; written whole when all points are done
     * @throws IllegalArgumentException as in {@link #run()}, and if a part of the experiment lives in memory only
     * @throws IllegalStateException if another process runs a sweep into the same file
     */
    public SweepResult run(Path csv) {
        Path target = csv.toAbsolutePath();
        SweepResult result;
        try (Journal journal = Journal.open(target.resolveSibling(target.getFileName() + ".journal"))) {
            result = run(Optional.of(journal));
        }
        result.saveCsv(csv);
        return result;
    }

    private SweepResult run(Optional<Journal> journal) {
        List<SweepAxis> checked = checkedAxes();
        boolean priced = base.technology().isPresent() || axes().stream().anyMatch(a -> a.name().equals("technology"));
        List<Measure> measured = measures.isEmpty() ? Measure.usual(priced, base.trains()) : measures.stream().map(Measure::named).toList();
        measured.stream().filter(m -> m.needsTechnology() && !priced).findFirst().ifPresent(m -> {
            throw new IllegalArgumentException("sweep: measure '" + m.name()
                    + "' needs prices, but the simulation has no technology. Maybe technology(Technology.named(\"cacti32-hp\")).");
        });
        measured.stream().filter(m -> m.needsTraining() && !base.trains()).findFirst().ifPresent(m -> {
            throw new IllegalArgumentException("sweep: measure '" + m.name() + "' is of a training, but nothing is trained. Maybe Sweep.of(TrainedSimulation.of(...)).");
        });
        List<Measure> taken = base.trains() ? measured.stream().map(Measure::mean).toList() : measured;
        List<int[]> indices = indices();
        var results = new SweepResult.Row[indices.size()];
        int[] sameAs = new int[results.length];
        var keys = new String[results.length];
        var first = new HashMap<Map<String, Object>, Integer>();
        var missing = new ArrayList<SweepPoint>();
        for (int number = 0; number < results.length; number++) {
            Map<String, Object> changes = changes(indices.get(number));
            sameAs[number] = first.merge(changes, number, (old, now) -> old);
            if (sameAs[number] < number) {
                continue;
            }
            try {
                var point = new SweepPoint(number, base.with(changes), taken);
                if (journal.isPresent()) {
                    keys[number] = point.key();
                    Optional<double[]> known = journal.get().find(keys[number]);
                    if (known.isPresent()) {
                        results[number] = SweepResult.Row.of(indices.get(number), known.get());
                        continue;
                    }
                }
                missing.add(point);
            } catch (IllegalArgumentException e) {
                results[number] = SweepResult.Row.failed(indices.get(number), e);
            }
        }
        try (Progress progress = Progress.start("sweep", results.length, "points")) {
            progress.advance(results.length - missing.size());   // failed already, known already, or equal to others
            engine.orElseGet(SweepEngine::usual).compute(missing, new SweepEngine.Outcomes() {
                @Override
                public void computed(SweepPoint point, double[] values) {
                    journal.ifPresent(j -> j.add(keys[point.number()], values));
                    results[point.number()] = SweepResult.Row.of(indices.get(point.number()), values);
                    progress.advance(1);
                }

                @Override
                public void failed(SweepPoint point, RuntimeException reason) {
                    results[point.number()] = SweepResult.Row.failed(indices.get(point.number()), reason);
                    progress.advance(1);
                }
            });
        }
        for (int number = 0; number < results.length; number++) {
            SweepResult.Row same = results[sameAs[number]];
            results[number] = new SweepResult.Row(indices.get(number), same.values(), same.error());
        }
        return new SweepResult(title(), checked, SweepResult.columns(taken), List.of(results));
    }

    /** Name of the result table: which layers, over what. */
    private String title() {
        return base.title() + " over " + String.join(", ", axes().stream().map(SweepAxis::name).toList());
    }

    /** The axes with their units, after all values were checked against the experiment. */
    private List<SweepAxis> checkedAxes() {
        List<SweepAxis> axes = axes();
        List<Experiment> bases = axes.stream().filter(a -> a.name().equals("accelerator")).findFirst()
                .map(a -> a.values().stream().map(this::with).toList()).orElse(List.of(base));
        Optional<SweepAxis> spikes = axes.stream().filter(a -> a.name().equals("spikes")).findFirst();
        var checked = new ArrayList<SweepAxis>();
        for (SweepAxis axis : axes) {
            for (Experiment each : bases) {
                Experiment one = spikes.isPresent() && !axis.name().equals("spikes") ? each.with(Map.of("spikes", spikes.get().values().get(0))) : each;
                axis.values().forEach(value -> one.check(axis.name(), value));
            }
            checked.add(axis.unit(bases.get(0).unit(axis.name())));
        }
        return checked;
    }

    private Experiment with(Object accelerator) {
        return accelerator instanceof Accelerator ? base.with(Map.of("accelerator", accelerator)) : base;
    }

    /** For each point the index into each axis. */
    private List<int[]> indices() {
        List<SweepAxis> axes = axes();
        List<Condition> kept = conditions.stream().map(Condition::of).toList();
        if (!kept.isEmpty()) {
            var known = new TreeSet<>(axes.stream().map(SweepAxis::name).toList());
            known.addAll(base.numbers().keySet());
            axes.stream().filter(a -> a.name().equals("accelerator")).flatMap(a -> a.values().stream())
                    .forEach(a -> known.addAll(with(a).numbers().keySet()));
            kept.forEach(condition -> condition.check(known));
        }
        var indices = new ArrayList<int[]>();
        int all = allPoints();
        for (int number = 0; number < all; number++) {
            int[] index = index(number, axes.size());
            Map<String, Object> changes = kept.isEmpty() ? Map.of() : changes(index);
            if (kept.stream().allMatch(condition -> condition.holds(changes, name -> numberAt(changes, name)))) {
                indices.add(index);
            }
        }
        if (indices.isEmpty()) {
            throw new IllegalArgumentException("sweep: no point fulfils " + conditions + ". Maybe a condition was turned round.");
        }
        return indices;
    }

    private int[] index(int number, int axes) {
        int[] index = new int[axes];
        int rest = number;
        int at = axes;
        for (int g = groups.size() - 1; g >= 0; g--) {
            int length = groups.get(g).get(0).values().size();
            at -= groups.get(g).size();
            Arrays.fill(index, at, at + groups.get(g).size(), rest % length);
            rest /= length;
        }
        return index;
    }

    private Map<String, Object> changes(int[] index) {
        var changes = new LinkedHashMap<String, Object>();
        List<SweepAxis> axes = axes();
        for (int a = 0; a < index.length; a++) {
            changes.put(axes.get(a).name(), axes.get(a).values().get(index[a]));
        }
        return changes;
    }

    /** What the experiment has at a point, where it can be; a point that cannot be has nothing. */
    private Optional<Object> numberAt(Map<String, Object> changes, String name) {
        try {
            return base.with(changes).numbers().entrySet().stream().filter(e -> e.getKey().equalsIgnoreCase(name)).map(Map.Entry::getValue).findFirst();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * This sweep as JSON text; {@link #fromJson} gives one with the same points. Ranges and samples are written as the values they gave.
     *
     * @throws IllegalArgumentException if a part of the experiment or of an axis lives in memory only
     */
    public String toJson() {
        return SweepJson.write(this);
    }

    /** Writes {@link #toJson()}. The file is written whole or not at all. */
    public void save(Path file) {
        WholeFile.write("sweep", file, toJson().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A sweep from JSON text.
     *
     * <pre>{@code
     * {
     *   "base": {"accelerator": "spikex", "layers": {"network": "dvs-gesture-medium", "layer": "CONV2"},
     *            "spikes": {"kind": "bernoulli", "rate": 0.001}, "steps": 300, "technology": "cacti32-hp"},
     *   "axes": [
     *     {"name": "accelerator", "values": ["ptb", "spikex"]},
     *     {"name": "firingRate", "from": 1e-4, "to": 1e-2, "count": 5, "log": true},
     *     {"zip": [{"name": "rows", "values": [4, 8]}, {"name": "columns", "values": [8, 4]}]},
     *     {"latinHypercube": 100, "seed": 7, "ranges": [{"name": "globalBuffer", "from": 16, "to": 256, "log": true, "whole": true}]}
     *   ],
     *   "where": ["rows * columns <= 64"],
     *   "measures": ["latency", "energy", "edp"]
     * }
     * }</pre>
     *
     * <p>{@code random} stands beside {@code latinHypercube}. {@code base} is what {@link Simulation#fromJson} reads; what values an axis takes
     * follows from its parameter.
     *
     * @param folder where the recordings' relative paths start
     * @throws IllegalArgumentException if the text is no sweep; the message names the part, the key and the rule
     */
    public static Sweep fromJson(String json, Path folder) {
        return SweepJson.read(json, folder);
    }

    /**
     * A sweep from a file; relative paths in it start at its folder.
     *
     * @throws IllegalArgumentException if it is none; the message names the file, the part, the key and the rule
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static Sweep load(Path file) {
        String json = new String(WholeFile.read("sweep", file), StandardCharsets.UTF_8);
        try {
            return fromJson(json, file.toAbsolutePath().getParent());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("file '" + file + "': " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "Sweep of " + points() + " points over " + axes().stream().map(SweepAxis::shown).toList()
                + (conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions)) + ": " + base;
    }
}
