package org.spikebook.lab;

import java.util.Optional;
import java.util.function.Function;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.Counts;
import org.spikebook.accelerator.Occupancy;
import org.spikebook.accelerator.Report;
import org.spikebook.energy.EnergyBreakdown;
import org.spikebook.energy.Technology;
import org.spikebook.energy.model.ModelComparison;
import org.spikebook.energy.model.NeuroBench;
import org.spikebook.energy.model.PriceSheet;
import org.spikebook.energy.model.RegimeMap;
import org.spikebook.energy.model.TwinRun;
import org.spikebook.lab.display.Html;
import org.spikebook.lab.display.MimeBundle;
import org.spikebook.lab.display.Renderer;
import org.spikebook.lab.display.TableRenderer;
import org.spikebook.lab.figure.Figure;
import org.spikebook.lab.figure.FigureRenderer;
import org.spikebook.lab.sweep.SweepResult;
import org.spikebook.network.Activity;
import org.spikebook.network.Network;
import tech.tablesaw.api.Table;

/** Results that show themselves by their table. Each nested class is a service. */
final class ResultRenderers {

    private ResultRenderers() {
    }

    /** Shows a value by a table. */
    abstract static class ByTable<T> implements Renderer<T> {

        private final Class<T> type;
        private final Function<T, Table> table;

        ByTable(Class<T> type, Function<T, Table> table) {
            this.type = type;
            this.table = table;
        }

        @Override
        public Class<T> type() {
            return type;
        }

        @Override
        public MimeBundle render(T value) {
            return new TableRenderer().render(table.apply(value));
        }
    }

    /** Networks. */
    public static final class OfNetwork extends ByTable<Network> {
        public OfNetwork() {
            super(Network.class, Tables::of);
        }
    }

    /** Activities. */
    public static final class OfActivity extends ByTable<Activity> {
        public OfActivity() {
            super(Activity.class, Tables::of);
        }
    }

    /** Shows a value by its text, and in HTML by a line, a table and a figure. */
    abstract static class InFull<T> implements Renderer<T> {

        private final Class<T> type;

        InFull(Class<T> type) {
            this.type = type;
        }

        @Override
        public Class<T> type() {
            return type;
        }

        abstract String remark(T value);

        abstract Table table(T value);

        Optional<Figure> figure(T value) {
            return Optional.empty();
        }

        @Override
        public MimeBundle render(T value) {
            var html = new StringBuilder();
            html.append(new TableRenderer().render(table(value)).data(MimeBundle.HTML).orElseThrow());
            String remark = remark(value);
            if (!remark.isEmpty()) {
                html.append("<div style=\"font-size:85%;opacity:0.75\">").append(Html.escape(remark)).append("</div>");
            }
            figure(value).map(new FigureRenderer()::render).flatMap(shown -> shown.data(MimeBundle.HTML)).ifPresent(html::append);
            return MimeBundle.of(value.toString()).with(MimeBundle.HTML, html.toString());
        }
    }

    /** Reports: table, configuration and input. */
    public static final class OfReport extends InFull<Report> {
        public OfReport() {
            super(Report.class);
        }

        @Override
        String remark(Report report) {
            return report.configuration() + "; input: " + report.input().description();
        }

        @Override
        Table table(Report report) {
            return Tables.of(report);
        }
    }

    /** Results: table and figure. */
    public static final class OfResults extends InFull<Results> {
        public OfResults() {
            super(Results.class);
        }

        @Override
        String remark(Results results) {
            return results.report().configuration() + "; input: " + results.report().input().description();
        }

        @Override
        Table table(Results results) {
            return results.table();
        }

        @Override
        Optional<Figure> figure(Results results) {
            return Optional.of(results.figure());
        }
    }

    /** Comparisons: table and figure. */
    public static final class OfComparison extends InFull<Comparison> {
        public OfComparison() {
            super(Comparison.class);
        }

        @Override
        String remark(Comparison comparison) {
            return "input: " + comparison.reports().get(0).input().description();
        }

        @Override
        Table table(Comparison comparison) {
            return comparison.table();
        }

        @Override
        Optional<Figure> figure(Comparison comparison) {
            return Optional.of(comparison.figure());
        }
    }

    /** Searches of windows: table and figure. */
    public static final class OfBestWindow extends InFull<BestWindow> {
        public OfBestWindow() {
            super(BestWindow.class);
        }

        @Override
        String remark(BestWindow best) {
            return best.toString().lines().findFirst().orElse("");
        }

        @Override
        Table table(BestWindow best) {
            return best.table();
        }

        @Override
        Optional<Figure> figure(BestWindow best) {
            return Optional.of(best.figure());
        }
    }

    /** Occupancy of the columns: a picture. */
    public static final class OfOccupancy implements Renderer<Occupancy> {

        @Override
        public Class<Occupancy> type() {
            return Occupancy.class;
        }

        @Override
        public MimeBundle render(Occupancy occupancy) {
            return occupancy.slots() == 0 ? MimeBundle.of(occupancy.toString()) : new FigureRenderer().render(Results.figure(occupancy));
        }
    }

    /** Counts. */
    public static final class OfCounts extends ByTable<Counts> {
        public OfCounts() {
            super(Counts.class, Tables::of);
        }
    }

    /** Energies. */
    public static final class OfEnergy extends ByTable<EnergyBreakdown> {
        public OfEnergy() {
            super(EnergyBreakdown.class, Tables::byComponent);
        }
    }

    /** Technologies. */
    public static final class OfTechnology extends ByTable<Technology> {
        public OfTechnology() {
            super(Technology.class, Tables::of);
        }
    }

    /** Results of sweeps. */
    public static final class OfSweep extends ByTable<SweepResult> {
        public OfSweep() {
            super(SweepResult.class, SweepResult::table);
        }
    }

    /** Price sheets of energy models. */
    public static final class OfPriceSheet extends ByTable<PriceSheet> {
        public OfPriceSheet() {
            super(PriceSheet.class, Tables::of);
        }
    }

    /** Runs of an SNN and its twin. */
    public static final class OfTwinRun extends ByTable<TwinRun> {
        public OfTwinRun() {
            super(TwinRun.class, Tables::of);
        }
    }

    /** NeuroBench's metrics. */
    public static final class OfNeuroBench extends ByTable<NeuroBench> {
        public OfNeuroBench() {
            super(NeuroBench.class, Tables::of);
        }
    }

    /** Comparisons of energy models: table, summary and figure. */
    public static final class OfModelComparison extends InFull<ModelComparison> {
        public OfModelComparison() {
            super(ModelComparison.class);
        }

        @Override
        String remark(ModelComparison comparison) {
            return "NeuroBench: " + comparison.metrics();
        }

        @Override
        Table table(ModelComparison comparison) {
            return Tables.of(comparison);
        }

        @Override
        Optional<Figure> figure(ModelComparison comparison) {
            return Optional.of(EnergyFigures.of(comparison));
        }
    }

    /** Regime maps: a picture. */
    public static final class OfRegimeMap implements Renderer<RegimeMap> {

        @Override
        public Class<RegimeMap> type() {
            return RegimeMap.class;
        }

        @Override
        public MimeBundle render(RegimeMap map) {
            return new FigureRenderer().render(EnergyFigures.of(map));
        }
    }

    /** Accelerators, by their parameters. */
    public static final class OfAccelerator extends ByTable<Accelerator> {
        public OfAccelerator() {
            super(Accelerator.class, Tables::of);
        }
    }
}
