package org.spikebook.training;

import java.util.Locale;
import java.util.Objects;

/**
 * How gradients change weights. An immutable value; what it remembers from step to step belongs to the {@link Model}.
 *
 * <pre>{@code
 * Optimizer.adamW(1e-3).weightDecay(0.01).schedule(Schedule.cosine(0.01).warmUp(100)).clip(1)
 * }</pre>
 *
 * @param kind which rule
 * @param rate learning rate, above 0
 * @param momentum of SGD, 0..1; 0 for none
 * @param beta1 decay of Adam's first moment, 0..1
 * @param beta2 decay of Adam's second moment, 0..1
 * @param epsilon added to the root of Adam's second moment
 * @param weightDecay pull of the weights to 0: in the gradient (SGD, Adam) or apart from it, times the rate (AdamW)
 * @param clip largest L2 norm of all gradients together; 0 for no limit
 * @param schedule factor of the rate over time
 */
public record Optimizer(Kind kind, double rate, double momentum, double beta1, double beta2, double epsilon, double weightDecay, double clip, Schedule schedule) {

    /** The rule of a step. */
    public enum Kind {
        /** {@code b = momentum b + g}, {@code w -= rate b}. */
        SGD,
        /** Kingma and Ba 2015, with bias correction. */
        ADAM,
        /** Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019). */
        ADAM_W
    }

    public Optimizer {
        Objects.requireNonNull(schedule, "schedule");
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException("optimizer: learning rate must be above 0 and finite, but was " + rate);
        }
        if (!(momentum >= 0 && momentum < 1) || !(beta1 >= 0 && beta1 < 1) || !(beta2 >= 0 && beta2 < 1)) {
            throw new IllegalArgumentException("optimizer: momentum and betas must be at least 0 and below 1, but were " + momentum + ", " + beta1 + ", " + beta2);
        }
        if (!(weightDecay >= 0) || !(clip >= 0) || !(epsilon > 0)) {
            throw new IllegalArgumentException("optimizer: weight decay and clip must be 0 or more and epsilon above 0, but were " + weightDecay + ", " + clip + ", "
                    + epsilon);
        }
    }

    /** Stochastic gradient descent. */
    public static Optimizer sgd(double rate, double momentum) {
        return new Optimizer(Kind.SGD, rate, momentum, 0.9, 0.999, 1e-8, 0, 0, Schedule.constant());
    }

    /** Adam with betas 0.9 and 0.999. */
    public static Optimizer adam(double rate) {
        return new Optimizer(Kind.ADAM, rate, 0, 0.9, 0.999, 1e-8, 0, 0, Schedule.constant());
    }

    /** Adam with decoupled weight decay, 0.01 unless changed. */
    public static Optimizer adamW(double rate) {
        return new Optimizer(Kind.ADAM_W, rate, 0, 0.9, 0.999, 1e-8, 0.01, 0, Schedule.constant());
    }

    /** Decays of Adam's moments. */
    public Optimizer betas(double first, double second) {
        return new Optimizer(kind, rate, momentum, first, second, epsilon, weightDecay, clip, schedule);
    }

    /** Another learning rate. */
    public Optimizer rate(double newRate) {
        return new Optimizer(kind, newRate, momentum, beta1, beta2, epsilon, weightDecay, clip, schedule);
    }

    /** Pull of the weights (not of biases and neuron constants) to 0. */
    public Optimizer weightDecay(double decay) {
        return new Optimizer(kind, rate, momentum, beta1, beta2, epsilon, decay, clip, schedule);
    }

    /** Largest L2 norm of all gradients together. */
    public Optimizer clip(double norm) {
        return new Optimizer(kind, rate, momentum, beta1, beta2, epsilon, weightDecay, norm, schedule);
    }

    /** Factor of the rate over time. */
    public Optimizer schedule(Schedule newSchedule) {
        return new Optimizer(kind, rate, momentum, beta1, beta2, epsilon, weightDecay, clip, newSchedule);
    }

    /** One step of the places {@code from} to before {@code to} of a tensor. */
    void apply(Tensor tensor, int from, int to, float[] first, float[] second, long taken, double factor) {
        float[] w = tensor.master;
        float[] g = tensor.gradient;
        float lr = (float) (rate * factor);
        float decay = tensor.isWeight ? (float) weightDecay : 0;
        if (kind == Kind.SGD) {
            float m = (float) momentum;
            for (int i = from; i < to; i++) {
                first[i] = m * first[i] + (g[i] + decay * w[i]);
                w[i] -= lr * first[i];
            }
            return;
        }
        float b1 = (float) beta1;
        float b2 = (float) beta2;
        float c1 = (float) (1 - beta1);
        float c2 = (float) (1 - beta2);
        float step = (float) (lr / (1 - Math.pow(beta1, taken)));
        float root = (float) (1 / Math.sqrt(1 - Math.pow(beta2, taken)));
        float eps = (float) epsilon;
        float inside = kind == Kind.ADAM ? decay : 0;
        float apart = kind == Kind.ADAM_W ? lr * decay : 0;
        for (int i = from; i < to; i++) {
            float d = g[i] + inside * w[i];
            float m = b1 * first[i] + c1 * d;
            float v = b2 * second[i] + c2 * d * d;
            first[i] = m;
            second[i] = v;
            w[i] = w[i] - apart * w[i] - step * m / ((float) Math.sqrt(v) * root + eps);
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s, rate %.4g%s%s%s", kind == Kind.SGD ? "SGD" : kind == Kind.ADAM ? "Adam" : "AdamW", rate,
                momentum > 0 ? ", momentum " + momentum : "", weightDecay > 0 ? ", weight decay " + weightDecay : "", clip > 0 ? ", clipped to norm " + clip : "");
    }
}
