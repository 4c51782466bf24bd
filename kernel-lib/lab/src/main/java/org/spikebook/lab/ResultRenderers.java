package org.spikebook.lab;

import java.util.function.Function;
import org.spikebook.accelerator.Counts;
import org.spikebook.accelerator.Report;
import org.spikebook.energy.EnergyBreakdown;
import org.spikebook.energy.Technology;
import org.spikebook.lab.display.MimeBundle;
import org.spikebook.lab.display.Renderer;
import org.spikebook.lab.display.TableRenderer;
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

    /** Reports. */
    public static final class OfReport extends ByTable<Report> {
        public OfReport() {
            super(Report.class, Tables::of);
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
}
