package org.spikebook.training.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Labelled samples in a fixed order. Samples are read or made when they are asked for; what is random in them is drawn from a number that is given with the question, so the same
 * question always has the same answer. Immutable, and safe for use by several threads.
 *
 * <pre>{@code
 * Dataset digits = DataSets.mnist().train().map(Transform.bernoulli(25));
 * List<Split> folds = digits.folds(5, 7);
 * }</pre>
 */
public final class Dataset {

    private final String name;
    private final List<String> classes;
    private final int[] labels;
    private final Source source;
    private final int transforms;

    /** Makes a sample of what is random in it. */
    private interface Source {
        Sample sample(int index, long draw);
    }

    private Dataset(String name, List<String> classes, int[] labels, Source source, int transforms) {
        this.name = name;
        this.classes = classes;
        this.labels = labels;
        this.source = source;
        this.transforms = transforms;
    }

    /**
     * Samples that are read when they are asked for.
     *
     * @param name in messages
     * @param classes names of the classes, in the order of their numbers
     * @param labels class of each sample, 0..classes - 1
     * @param read the sample at a place; called from several threads, more than once
     * @throws IllegalArgumentException if there are no samples, or a label is no class
     */
    public static Dataset of(String name, List<String> classes, int[] labels, IntFunction<Sample> read) {
        Objects.requireNonNull(read, "read");
        if (labels.length == 0) {
            throw new IllegalArgumentException("data set '" + name + "': is empty. Maybe the folder is another one.");
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes.size()) {
                throw new IllegalArgumentException("data set '" + name + "': sample " + i + " is of class " + labels[i] + ", but there are " + classes.size()
                        + " classes, 0.." + (classes.size() - 1) + ".");
            }
        }
        return new Dataset(name, List.copyOf(classes), labels.clone(), (index, draw) -> read.apply(index), 0);
    }

    /** Samples that are there already; classes are named by their numbers. */
    public static Dataset of(String name, List<Sample> samples) {
        List<Sample> kept = List.copyOf(samples);
        int classes = kept.stream().mapToInt(Sample::label).max().orElse(-1) + 1;
        return of(name, IntStream.range(0, classes).mapToObj(Integer::toString).toList(), kept.stream().mapToInt(Sample::label).toArray(), kept::get);
    }

    /** Name, as in messages and tables. */
    public String name() {
        return name;
    }

    /** Names of the classes, in the order of their numbers. */
    public List<String> classes() {
        return classes;
    }

    /** Number of samples, 1 or more. */
    public int size() {
        return labels.length;
    }

    /** Class of a sample, 0..classes - 1. */
    public int label(int index) {
        return labels[Objects.checkIndex(index, labels.length)];
    }

    /**
     * A sample.
     *
     * @param index 0..size - 1
     * @param draw what is random in it follows from this and the index; 0 is as good as any
     */
    public Sample sample(int index, long draw) {
        return source.sample(Objects.checkIndex(index, labels.length), draw);
    }

    /** All samples, with the draw of 0. */
    public List<Sample> samples() {
        return IntStream.range(0, size()).parallel().mapToObj(i -> sample(i, 0)).toList();
    }

    /** The same samples, each as a transform makes it when it is asked for. */
    public Dataset map(Transform transform) {
        Objects.requireNonNull(transform, "transform");
        return new Dataset(name, classes, labels, (index, draw) -> transform.apply(source.sample(index, draw),
                new SplittableRandom((draw * 0x9E3779B97F4A7C15L + index) * 0xD1342543DE82EF95L + transforms)), transforms + 1);
    }

    /** The same samples, each read once (with the draw of 0) and kept; transforms behind it still draw anew. */
    public Dataset cached() {
        var kept = new java.util.concurrent.atomic.AtomicReferenceArray<Sample>(size());
        return new Dataset(name, classes, labels, (index, draw) -> {
            Sample found = kept.get(index);
            if (found == null) {
                found = source.sample(index, 0);
                kept.set(index, found);
            }
            return found;
        }, transforms);
    }

    /** The samples at these places, in this order. */
    public Dataset at(int... indices) {
        if (indices.length == 0) {
            throw new IllegalArgumentException("data set '" + name + "': a part of it needs at least one sample");
        }
        int[] kept = indices.clone();
        return new Dataset(name, classes, IntStream.of(kept).map(this::label).toArray(), (index, draw) -> source.sample(kept[index], draw), transforms);
    }

    /** The first so many samples, or all where there are fewer. */
    public Dataset first(int count) {
        return at(IntStream.range(0, Math.min(count, size())).toArray());
    }

    /** The samples in an order that the seed draws. */
    public Dataset shuffled(long seed) {
        var order = new ArrayList<>(IntStream.range(0, size()).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        return at(order.stream().mapToInt(Integer::intValue).toArray());
    }

    /**
     * Two parts with every class in its share.
     *
     * @param share of the samples that the second part takes, above 0 and below 1
     * @param seed draws which
     */
    public Split split(double share, long seed) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("data set '" + name + "': the share of the second part must be above 0 and below 1, but was " + share);
        }
        var first = new ArrayList<Integer>();
        var second = new ArrayList<Integer>();
        double owed = 0;        // so that parts of classes add up to the share of all
        for (List<Integer> members : byClass(seed)) {
            owed += members.size() * share;
            int taken = (int) Math.round(owed);
            owed -= taken;
            second.addAll(members.subList(0, Math.min(taken, members.size())));
            first.addAll(members.subList(Math.min(taken, members.size()), members.size()));
        }
        return new Split(part(first), part(second));
    }

    /**
     * Cross-validation: every sample is in the test part of one fold, every class in its share.
     *
     * @param count number of folds, 2 or more, at most the number of samples
     * @param seed draws which sample is where
     */
    public List<Split> folds(int count, long seed) {
        if (count < 2 || count > size()) {
            throw new IllegalArgumentException("data set '" + name + "': folds must be in 2.." + size() + ", but were " + count);
        }
        var tests = new ArrayList<List<Integer>>();
        for (int f = 0; f < count; f++) {
            tests.add(new ArrayList<>());
        }
        int next = 0;
        for (List<Integer> members : byClass(seed)) {
            for (int member : members) {
                tests.get(next++ % count).add(member);
            }
        }
        var folds = new ArrayList<Split>();
        for (int f = 0; f < count; f++) {
            var rest = new ArrayList<Integer>();
            for (int g = 0; g < count; g++) {
                if (g != f) {
                    rest.addAll(tests.get(g));
                }
            }
            folds.add(new Split(part(rest), part(tests.get(f))));
        }
        return List.copyOf(folds);
    }

    private Dataset part(List<Integer> members) {
        return at(members.stream().sorted().mapToInt(Integer::intValue).toArray());
    }

    private List<List<Integer>> byClass(long seed) {
        var members = new ArrayList<List<Integer>>();
        for (int c = 0; c < classes.size(); c++) {
            members.add(new ArrayList<>());
        }
        for (int i = 0; i < size(); i++) {
            members.get(labels[i]).add(i);
        }
        var random = new Random(seed);
        members.forEach(list -> Collections.shuffle(list, random));
        return members;
    }

    /** Samples of each class, in the order of their numbers. */
    public int[] counts() {
        int[] counts = new int[classes.size()];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }

    @Override
    public String toString() {
        int[] counts = counts();
        return String.format(Locale.ROOT, "%s: %,d samples of %d classes (%d to %d each)", name, size(), classes.size(), IntStream.of(counts).min().orElse(0),
                IntStream.of(counts).max().orElse(0));
    }
}
