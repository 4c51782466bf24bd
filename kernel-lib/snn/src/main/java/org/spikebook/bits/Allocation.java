package org.spikebook.bits;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * The splits of a bit budget: every way to spend BB = T b_w b_s on time steps, weights and spikes. Immutable; every method gives a new
 * search.
 *
 * <pre>{@code
 * Allocation.search(16).weightBits(1, 8).spikeBits(1, 4).splits();       // [8/2/1, 8/1/2, 4/4/1, ...]
 * Allocation.front(splits, List.of(s -> s.on(net).words(), s -> -accuracy.get(s)));
 * }</pre>
 */
public final class Allocation {

    private record Range(int low, int high) {

        static Range of(String what, int low, int high, int most) {
            if (low < 1 || high < low || high > most) {
                throw new IllegalArgumentException("allocation: " + what + " must be a range within 1.." + most + ", but was " + low + ".." + high + ".");
            }
            return new Range(low, high);
        }
    }

    private final int budget;
    private final boolean below;
    private final Range weights;
    private final Range spikes;
    private final Range steps;
    private final Predicate<BitBudget> rule;

    private Allocation(int budget, boolean below, Range weights, Range spikes, Range steps, Predicate<BitBudget> rule) {
        this.budget = budget;
        this.below = below;
        this.weights = weights;
        this.spikes = spikes;
        this.steps = steps;
        this.rule = rule;
    }

    /**
     * All splits whose product is exactly the budget, with weights of 1..16 bits and spikes of 1..16 bits.
     *
     * @param budget bit budget BB, 1 or more
     */
    public static Allocation search(int budget) {
        if (budget < 1) {
            throw new IllegalArgumentException("allocation: the bit budget must be at least 1, but was " + budget + ".");
        }
        return new Allocation(budget, false, new Range(1, 16), new Range(1, 16), new Range(1, budget), b -> true);
    }

    /** Splits that stay below the budget too. */
    public Allocation upTo() {
        return new Allocation(budget, true, weights, spikes, steps, rule);
    }

    /** Widths of a weight to try, within 1..32. */
    public Allocation weightBits(int low, int high) {
        return new Allocation(budget, below, Range.of("weight bits", low, high, 32), spikes, steps, rule);
    }

    /** Widths of a spike to try, within 1..16. */
    public Allocation spikeBits(int low, int high) {
        return new Allocation(budget, below, weights, Range.of("spike bits", low, high, 16), steps, rule);
    }

    /** Time steps to try. */
    public Allocation steps(int low, int high) {
        return new Allocation(budget, below, weights, spikes, Range.of("time steps", low, high, Integer.MAX_VALUE), rule);
    }

    /** A rule that every split must keep, for example {@code s -> s.on(net).bytes() <= 1 << 20}; further rules add up. */
    public Allocation where(Predicate<BitBudget> rule) {
        return new Allocation(budget, below, weights, spikes, steps, this.rule.and(rule));
    }

    /** The splits: more weight bits first, then more spike bits, then more steps. Empty where nothing fits. */
    public List<BitBudget> splits() {
        var splits = new ArrayList<BitBudget>();
        for (int w = Math.min(weights.high, budget); w >= weights.low; w--) {
            for (int s = Math.min(spikes.high, budget / w); s >= spikes.low; s--) {
                int most = Math.min(steps.high, budget / (w * s));
                int least = below ? steps.low : most;
                for (int t = most; t >= Math.max(least, steps.low); t--) {
                    if ((below || w * s * t == budget) && rule.test(BitBudget.of(w, s, t))) {
                        splits.add(BitBudget.of(w, s, t));
                    }
                }
            }
        }
        return List.copyOf(splits);
    }

    /**
     * The Pareto front: those that no other beats, that is, none is at most as dear by every measure and cheaper by one. Of equals all stay.
     *
     * @param all what is compared
     * @param costs measures to be small; negate one that is to be large, such as an accuracy
     * @return the front, sorted by the first measure
     */
    public static <A> List<A> front(Collection<A> all, List<? extends ToDoubleFunction<? super A>> costs) {
        if (costs.isEmpty()) {
            throw new IllegalArgumentException("allocation: a Pareto front needs at least one measure. Maybe s -> s.budget().");
        }
        record Point<A>(A item, double[] costs) {

            boolean beats(Point<A> other) {
                boolean better = false;
                for (int i = 0; i < costs.length; i++) {
                    if (costs[i] > other.costs[i]) {
                        return false;
                    }
                    better |= costs[i] < other.costs[i];
                }
                return better;
            }
        }
        var points = new ArrayList<Point<A>>();
        for (A item : all) {
            points.add(new Point<>(item, costs.stream().mapToDouble(c -> c.applyAsDouble(item)).toArray()));
        }
        return points.stream().filter(p -> points.stream().noneMatch(q -> q.beats(p))).sorted(Comparator.comparingDouble(p -> p.costs()[0]))
                .map(Point::item).toList();
    }

    @Override
    public String toString() {
        return "splits of a bit budget " + (below ? "up to " : "of ") + budget + ": weights " + weights.low + ".." + weights.high + " bits, spikes " + spikes.low + ".."
                + spikes.high + " bits, " + steps.low + ".." + steps.high + " steps";
    }
}
