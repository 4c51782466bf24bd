package org.spikebook.energy.model;

import java.util.List;
import java.util.Locale;
import org.spikebook.network.Nearest;

/**
 * What many energy models say of one inference. Made by {@link EnergyModels#compare}.
 *
 * @param workload what was priced
 * @param rows one a model
 * @param metrics NeuroBench's metrics of the same run
 */
public record ModelComparison(Workload workload, List<Row> rows, NeuroBench metrics) {

    /**
     * A model and what it says.
     *
     * @param model its name
     * @param boundary what it counts
     * @param energy of the inference
     */
    public record Row(String model, String boundary, ModelEnergy energy) {
    }

    public ModelComparison {
        rows = List.copyOf(rows);
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("energy models: needs at least one model to compare. Maybe EnergyModels.all().");
        }
    }

    /**
     * What one model says.
     *
     * @throws IllegalArgumentException if there is no such model; the message names the nearest
     */
    public ModelEnergy of(String model) {
        return rows.stream().filter(r -> r.model().equals(model)).map(Row::energy).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "energy models: none is called '" + model + "'." + Nearest.hint(model, rows.stream().map(Row::model).toList())));
    }

    /** Largest over least energy of the spiking network among the models. */
    public double spread() {
        var energies = rows.stream().mapToDouble(r -> r.energy().spiking().picojoules()).summaryStatistics();
        return energies.getMax() / energies.getMin();
    }

    /** Number of models in which the spiking network costs less than what the model sets beside it. */
    public long won() {
        return rows.stream().filter(r -> r.energy().ratio() < 1).count();
    }

    @Override
    public String toString() {
        var text = new StringBuilder(String.format(Locale.ROOT, "%s%n%-26s %12s %12s %10s %7s", workload, "model", "SNN", "ANN or QNN", "SNN/other", "data"));
        for (Row row : rows) {
            text.append(String.format(Locale.ROOT, "%n%-26s %12s %12s %10.4g %5.1f %%", row.model(), row.energy().spiking(), row.energy().conventional(),
                    row.energy().ratio(), 100 * row.energy().spikingDataShare()));
        }
        return text.append(String.format(Locale.ROOT, "%nThe models lie %.0f times apart; the SNN wins in %d of %d.%nNeuroBench: %s", spread(), won(),
                rows.size(), metrics)).toString();
    }
}
