package org.spikebook.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.spikebook.training.data.Sample;

/** Gradients of a model of smooth neurons beside differences of its loss. */
final class FiniteDifferences {

    private FiniteDifferences() {
    }

    /** Of some values of each parameter; floats and the cube of the step leave 2 %. */
    static void equal(Model model, List<Sample> batch, Loss loss, String what) {
        model.step(batch, loss, Optimizer.sgd(1e-12, 0));
        var random = new SplittableRandom(8);
        for (String name : model.parameters()) {
            float[] gradient = model.gradient(name);
            float[] values = model.values(name);
            double[] numeric = new double[Math.min(6, values.length)];
            double[] analytic = new double[numeric.length];
            double norm = 0;
            double difference = 0;
            for (int i = 0; i < numeric.length; i++) {
                int at = random.nextInt(values.length);
                float h = 4e-3f;
                double[] side = new double[2];
                for (int s = 0; s < 2; s++) {
                    float[] moved = values.clone();
                    moved[at] += s == 0 ? h : -h;
                    model.values(name, moved);
                    side[s] = model.evaluate(batch, loss).loss();
                }
                model.values(name, values);
                numeric[i] = (side[0] - side[1]) / (2 * h);
                analytic[i] = gradient[at];
                norm += numeric[i] * numeric[i];
                difference += (numeric[i] - analytic[i]) * (numeric[i] - analytic[i]);
            }
            assertThat(Math.sqrt(difference)).as("%s, %s: %s against %s", name, what, Arrays.toString(analytic), Arrays.toString(numeric)).isLessThan(0.02 * Math.sqrt(norm) + 2e-4);
        }
    }
}
