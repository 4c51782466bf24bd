package org.spikebook.lab;

import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.spikebook.lab.display.MimeBundle;
import org.spikebook.lab.display.Renderer;
import org.spikebook.lab.figure.Figure;
import org.spikebook.lab.figure.FigureRenderer;
import org.spikebook.training.Confusion;
import org.spikebook.training.LearningCurve;
import org.spikebook.training.Training;

/** Pictures of trainings; a cell that returns one shows them by itself. */
public final class TrainingFigures {

    private TrainingFigures() {
    }

    /** Loss and accuracy over the epochs. */
    public static Figure of(LearningCurve curve) {
        double[] epoch = IntStream.rangeClosed(1, curve.epochs().size()).asDoubleStream().toArray();
        Figure loss = Figure.xy("Epoch [-]", "Loss [nat]").line("training", epoch, values(curve, Training.Epoch::loss));
        Figure accuracy = Figure.xy("Epoch [-]", "Accuracy [%]").line("training", epoch, values(curve, e -> 100 * e.accuracy()));
        if (curve.judged()) {
            loss = loss.line("validation", epoch, values(curve, Training.Epoch::validationLoss));
            accuracy = accuracy.line("validation", epoch, values(curve, e -> 100 * e.validationAccuracy()));
        }
        return Figure.grid(2, loss, accuracy).title("Training of " + curve.network()).size(860, 340);
    }

    private static double[] values(LearningCurve curve, ToDoubleFunction<Training.Epoch> value) {
        return curve.epochs().stream().mapToDouble(value).toArray();
    }

    /** Share of each true class that was taken for each class, in per cent. */
    public static Figure of(Confusion confusion) {
        int n = confusion.classes().size();
        double[][] share = new double[n][n];
        for (int row = 0; row < n; row++) {
            int all = IntStream.of(confusion.counts()[row]).sum();
            for (int column = 0; column < n; column++) {
                share[row][column] = all == 0 ? 0 : Math.round(1000.0 * confusion.counts()[row][column] / all) / 10.0;
            }
        }
        String[] names = confusion.classes().toArray(String[]::new);
        double[] interval = confusion.interval();
        return Figure.xy("Predicted class", "True class").heatmap(names, names, share, "Share of the true class [%]").rangeZ(0, 100)
                .caption(String.format(Locale.ROOT, "%d samples, %.1f %% right (95 %% confidence: %.1f to %.1f %%).", confusion.samples(), 100 * confusion.accuracy(), 100 * interval[0],
                        100 * interval[1]));
    }

    /** Shows a value by a figure, its text for those who see no pictures. */
    abstract static class ByFigure<T> implements Renderer<T> {

        private final Class<T> type;

        ByFigure(Class<T> type) {
            this.type = type;
        }

        @Override
        public Class<T> type() {
            return type;
        }

        abstract Figure figure(T value);

        @Override
        public MimeBundle render(T value) {
            return new FigureRenderer().render(figure(value)).with(MimeBundle.TEXT, value.toString());
        }
    }

    /** Learning curves. */
    public static final class OfLearningCurve extends ByFigure<LearningCurve> {
        public OfLearningCurve() {
            super(LearningCurve.class);
        }

        @Override
        Figure figure(LearningCurve curve) {
            return of(curve);
        }
    }

    /** Confusions. */
    public static final class OfConfusion extends ByFigure<Confusion> {
        public OfConfusion() {
            super(Confusion.class);
        }

        @Override
        Figure figure(Confusion confusion) {
            return of(confusion);
        }
    }
}
