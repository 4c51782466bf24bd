package org.spikebook.energy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.spikebook.accelerator.Component;
import org.spikebook.accelerator.Counts.Action;

/** Priced counts: energy per action, with sums by component and by use. */
public final class EnergyBreakdown {

    private final String technology;
    private final TreeMap<Action, Energy> energies;

    EnergyBreakdown(String technology, TreeMap<Action, Energy> energies) {
        this.technology = technology;
        this.energies = energies;
    }

    /** Name of the technology that priced the counts. */
    public String technology() {
        return technology;
    }

    /** Energy of each action. */
    public Map<Action, Energy> actions() {
        return Collections.unmodifiableMap(energies);
    }

    public Energy total() {
        return energies.values().stream().reduce(Energy.ZERO, Energy::plus);
    }

    /** Energy of each component, the largest first. */
    public Map<Component, Energy> byComponent() {
        return sumBy(Action::component);
    }

    /**
     * Energy by use, the largest first: what memories spend on each kind of data ({@code "weight"}, {@code "spike"}, ...), and
     * {@code "ALU"} for the operations.
     */
    public Map<String, Energy> byUse() {
        return sumBy(a -> a.component().equals(Component.ALU) ? Component.ALU.name() : a.data().label());
    }

    /** Energy of one component. */
    public Energy of(Component component) {
        return byComponent().getOrDefault(component, Energy.ZERO);
    }

    /** Fraction of the total that goes to one component, 0..1; 0 if nothing was spent. */
    public double fraction(Component component) {
        double total = total().picojoules();
        return total == 0 ? 0 : of(component).picojoules() / total;
    }

    private <K> Map<K, Energy> sumBy(Function<Action, K> key) {
        var sums = new LinkedHashMap<K, Energy>();
        energies.forEach((action, energy) -> sums.merge(key.apply(action), energy, Energy::plus));
        var sorted = new LinkedHashMap<K, Energy>();
        sums.entrySet().stream().sorted(Map.Entry.<K, Energy>comparingByValue().reversed())
                .forEach(e -> sorted.put(e.getKey(), e.getValue()));
        return Collections.unmodifiableMap(sorted);
    }

    @Override
    public String toString() {
        var text = new StringBuilder(total() + " (" + technology + "):");
        double total = total().picojoules();
        byComponent().forEach((component, energy) -> text.append(String.format(Locale.ROOT, " %s %.1f%%", component,
                total == 0 ? 0 : 100 * energy.picojoules() / total)));
        return text.toString();
    }
}
