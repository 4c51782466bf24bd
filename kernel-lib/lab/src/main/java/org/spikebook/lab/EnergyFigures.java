package org.spikebook.lab;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import org.spikebook.energy.model.ModelComparison;
import org.spikebook.energy.model.OperatingPoint;
import org.spikebook.energy.model.RegimeMap;
import org.spikebook.lab.display.Brief;
import org.spikebook.lab.figure.Figure;

/** Figures of the energy models: all models on one workload, and the regimes of SNN and twin. */
public final class EnergyFigures {

    private EnergyFigures() {
    }

    /** Energy of the SNN, and of what each model sets beside it, one pair of bars a model, on a log axis. */
    public static Figure of(ModelComparison comparison) {
        String[] models = comparison.rows().stream().map(ModelComparison.Row::model).toArray(String[]::new);
        return Figure.xy("Model", "Energy of an inference [nJ]").logY()
                .bars("SNN", models, comparison.rows().stream().mapToDouble(r -> r.energy().spiking().picojoules() * 1e-3).toArray())
                .bars("ANN or QNN of the model", models, comparison.rows().stream().mapToDouble(r -> r.energy().conventional().picojoules() * 1e-3).toArray())
                .size(900, 460)
                .caption(String.format(Locale.ROOT, "%s. The models lie %.0f times apart; the SNN wins in %d of %d.", comparison.workload().name(),
                        comparison.spread(), comparison.won(), comparison.rows().size()));
    }

    /**
     * SNN over twin as a heat map, the colours from 0 to 2 with parity in the middle. Where both axes are long and evenly spaced a line marks the
     * break-even, at the first crossing of each row. The caption says what the axes do not vary.
     */
    public static Figure of(RegimeMap map) {
        double[] x = map.x();
        double[] y = map.y();
        double[][] ratios = map.ratios();
        String caption = String.format(Locale.ROOT, "%s. Below 1 the SNN costs less: %.0f %% of this map.", setting(map), 100 * map.wonShare());
        Figure figure = Figure.xy(map.xAxis().label(), map.yAxis().label()).heatmap(x, y, rounded(ratios), "SNN / QNN energy [-]").rangeZ(0, 2)
                .title(map.model().name()).caption(caption);
        if (!isNumeric(x) || !isNumeric(y)) {
            return figure;
        }
        double[] even = new double[y.length];
        int found = 0;
        for (int row = 0; row < y.length; row++) {
            even[row] = crossing(x, ratios[row]);
            found += Double.isNaN(even[row]) ? 0 : 1;
        }
        return found < 2 ? figure : figure.line("break-even", even, y).caption(caption + " Line: break-even.");
    }

    /** What of the usual five an axis does not vary: {@code "T = 5, 8-bit weights, fan-in 4096, 1 hop"}. */
    private static String setting(RegimeMap map) {
        OperatingPoint point = map.point();
        var fixed = new EnumMap<OperatingPoint.Axis, String>(OperatingPoint.Axis.class);
        fixed.put(OperatingPoint.Axis.STEPS, "T = " + point.steps());
        fixed.put(OperatingPoint.Axis.WEIGHT_BITS, point.weightBits() + "-bit weights");
        fixed.put(OperatingPoint.Axis.FAN_IN, "fan-in " + point.fanIn());
        fixed.put(OperatingPoint.Axis.HOPS, Brief.number(point.hops()) + (point.hops() == 1 ? " hop" : " hops"));
        fixed.put(OperatingPoint.Axis.SPIKE_RATE, "spike rate " + Brief.number(100 * point.spikeRate()) + " %");
        fixed.remove(map.xAxis());
        fixed.remove(map.yAxis());
        return String.join(", ", fixed.values());
    }

    /** To three decimals: more cannot be seen in a colour, and would only fill the notebook. */
    private static double[][] rounded(double[][] ratios) {
        return Arrays.stream(ratios).map(row -> Arrays.stream(row).map(r -> Double.isNaN(r) ? r : Math.rint(r * 1e3) / 1e3).toArray())
                .toArray(double[][]::new);
    }

    /** As a heat map draws it: more than 20 values, evenly spaced. */
    private static boolean isNumeric(double[] values) {
        for (int i = 2; i < values.length; i++) {
            if (Math.abs(values[i] - values[i - 1] - (values[1] - values[0])) > 1e-6 * Math.abs(values[1] - values[0])) {
                return false;
            }
        }
        return values.length > 20;
    }

    private static double crossing(double[] x, double[] ratios) {
        for (int i = 1; i < x.length; i++) {
            double before = ratios[i - 1] - 1;
            double after = ratios[i] - 1;
            if (before < 0 != after < 0 && !Double.isNaN(before) && !Double.isNaN(after)) {
                return x[i - 1] + (x[i] - x[i - 1]) * before / (before - after);
            }
        }
        return Double.NaN;
    }
}
