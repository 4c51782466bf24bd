package org.spikebook.accelerator;

import java.util.Collections;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Exact counts of what an accelerator did: how often each component did each operation on each kind of data, and how many bits
 * moved. Counts know no energy; a {@link org.spikebook.energy.Technology} prices them. All sums are checked for overflow.
 */
public final class Counts {

    /** Nothing was done. */
    public static final Counts NONE = new Counts(new TreeMap<>());

    private final TreeMap<Action, Amount> amounts;

    private Counts(TreeMap<Action, Amount> amounts) {
        this.amounts = amounts;
    }

    /**
     * What is counted.
     *
     * @param component where
     * @param operation what is done
     * @param data on which kind of data
     */
    public record Action(Component component, Operation operation, DataKind data) implements Comparable<Action> {

        private static final Comparator<Action> ORDER = Comparator.comparing(Action::component)
                .thenComparing(Action::operation).thenComparing(Action::data);

        public Action {
            Objects.requireNonNull(component, "component");
            Objects.requireNonNull(operation, "operation");
            Objects.requireNonNull(data, "data");
        }

        @Override
        public int compareTo(Action other) {
            return ORDER.compare(this, other);
        }

        @Override
        public String toString() {
            return component + " " + operation.label() + " " + data.label();
        }
    }

    /**
     * How much.
     *
     * @param times accesses or operations, 0 or more
     * @param bits bits moved, 0 or more; 0 for operations
     */
    public record Amount(long times, long bits) {

        public Amount {
            if (times < 0 || bits < 0) {
                throw new IllegalArgumentException("counts must not be negative, but were " + times + " times, " + bits + " bits");
            }
        }

        Amount plus(Amount other) {
            return new Amount(Math.addExact(times, other.times), Math.addExact(bits, other.bits));
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** All non-zero amounts, ordered by component, operation, kind of data. */
    public Map<Action, Amount> amounts() {
        return Collections.unmodifiableMap(amounts);
    }

    /** Accesses or operations of exactly that action; 0 where there are none. */
    public long times(Component component, Operation operation, DataKind data) {
        Amount amount = amounts.get(new Action(component, operation, data));
        return amount == null ? 0 : amount.times();
    }

    /** Accesses or operations of a component, all kinds of data together. */
    public long times(Component component, Operation operation) {
        return sum(a -> a.component().equals(component) && a.operation() == operation).times();
    }

    /** Bits moved by exactly that action. */
    public long bits(Component component, Operation operation, DataKind data) {
        Amount amount = amounts.get(new Action(component, operation, data));
        return amount == null ? 0 : amount.bits();
    }

    /** Bits read from and written to a component. */
    public long bits(Component component) {
        return sum(a -> a.component().equals(component)).bits();
    }

    /** Sum over the chosen actions. */
    public Amount sum(Predicate<Action> chosen) {
        Amount sum = new Amount(0, 0);
        for (var entry : amounts.entrySet()) {
            if (chosen.test(entry.getKey())) {
                sum = sum.plus(entry.getValue());
            }
        }
        return sum;
    }

    public Counts plus(Counts other) {
        var builder = builder();
        amounts.forEach(builder::add);
        other.amounts.forEach(builder::add);
        return builder.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Counts that && amounts.equals(that.amounts);
    }

    @Override
    public int hashCode() {
        return amounts.hashCode();
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        amounts.forEach((action, amount) -> text.append(String.format(Locale.ROOT, "%-24s %,18d times %,20d bits%n", action,
                amount.times(), amount.bits())));
        return text.toString();
    }

    /** Adds up counts. */
    public static final class Builder {

        private final TreeMap<Action, Amount> amounts = new TreeMap<>();

        private Builder() {
        }

        Builder add(Action action, Amount amount) {
            if (amount.times() != 0 || amount.bits() != 0) {
                amounts.merge(action, amount, Amount::plus);
            }
            return this;
        }

        /** Operations without a transfer, 0 or more. */
        public Builder operations(Component component, Operation operation, DataKind data, long times) {
            return add(new Action(component, operation, data), new Amount(times, 0));
        }

        /**
         * Accesses that move {@code bits} in words of {@code wordBits}; the bits of one call are packed, so the accesses are
         * {@code ceil(bits / wordBits)}.
         */
        public Builder transfer(Component component, Operation operation, DataKind data, long bits, int wordBits) {
            return add(new Action(component, operation, data), new Amount(Math.floorDiv(Math.addExact(bits, wordBits - 1), wordBits), bits));
        }

        public Counts build() {
            return new Counts(new TreeMap<>(amounts));
        }
    }
}
