package org.spikebook.training;

import java.util.Locale;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/**
 * What stands in for the derivative of the step function {@code H(u)}, {@code u = v - threshold}, when gradients flow back (surrogate gradient; Neftci, Mostafa and Zenke
 * 2019). The forward pass keeps the step.
 *
 * <pre>{@code
 * Surrogate.fastSigmoid(25)                                    // 1 / (1 + 25 |u|)^2
 * Surrogate.custom("mine", u -> Math.exp(-4 * u * u))          // your own
 * }</pre>
 */
public final class Surrogate {

    private final String name;
    private final DoubleUnaryOperator derivative;
    private final DoubleUnaryOperator primitive;
    /** Slope of the fast sigmoid, which has a kernel of its own; 0 for others. */
    private final float fastSlope;

    private Surrogate(String name, DoubleUnaryOperator derivative, DoubleUnaryOperator primitive, float fastSlope) {
        this.name = name;
        this.derivative = derivative;
        this.primitive = primitive;
        this.fastSlope = fastSlope;
    }

    /** {@code 1 / (1 + k |u|)^2} (Zenke and Ganguli 2018); smooth form {@code u / (1 + k |u|)}. */
    public static Surrogate fastSigmoid(double k) {
        positive("fast sigmoid", k);
        return new Surrogate(String.format(Locale.ROOT, "fast sigmoid %.4g", k), u -> 1 / ((1 + k * Math.abs(u)) * (1 + k * Math.abs(u))),
                u -> u / (1 + k * Math.abs(u)), (float) k);
    }

    /** {@code (k/2) / (1 + (pi/2 k u)^2)} (Fang et al. 2021); smooth form {@code atan(pi/2 k u) / pi + 1/2}. */
    public static Surrogate arctan(double k) {
        positive("arctan", k);
        return new Surrogate(String.format(Locale.ROOT, "arctan %.4g", k), u -> k / 2 / (1 + Math.PI / 2 * k * u * (Math.PI / 2 * k * u)),
                u -> Math.atan(Math.PI / 2 * k * u) / Math.PI + 0.5, 0);
    }

    /** {@code max(0, 1 - |u| / w) / w}: a triangle of half width w and area 1 (Esser et al. 2016). */
    public static Surrogate triangle(double w) {
        positive("triangle", w);
        return new Surrogate(String.format(Locale.ROOT, "triangle %.4g", w), u -> Math.max(0, 1 - Math.abs(u) / w) / w,
                u -> u <= -w ? 0 : u >= w ? 1 : u < 0 ? (u + w) * (u + w) / (2 * w * w) : 1 - (w - u) * (w - u) / (2 * w * w), 0);
    }

    /** {@code 1 / (2 w)} where {@code |u| < w}, else 0: a box of area 1. */
    public static Surrogate boxcar(double w) {
        positive("boxcar", w);
        return new Surrogate(String.format(Locale.ROOT, "boxcar %.4g", w), u -> Math.abs(u) < w ? 1 / (2 * w) : 0,
                u -> Math.min(1, Math.max(0, (u + w) / (2 * w))), 0);
    }

    /** {@code k sigma(k u) (1 - sigma(k u))} with the logistic function sigma. */
    public static Surrogate sigmoid(double k) {
        positive("sigmoid", k);
        return new Surrogate(String.format(Locale.ROOT, "sigmoid %.4g", k), u -> {
            double s = 1 / (1 + Math.exp(-k * u));
            return k * s * (1 - s);
        }, u -> 1 / (1 + Math.exp(-k * u)), 0);
    }

    /**
     * A derivative of your own.
     *
     * @param derivative the stand-in for dH/du
     */
    public static Surrogate custom(String name, DoubleUnaryOperator derivative) {
        Objects.requireNonNull(derivative, "derivative");
        return new Surrogate(name, derivative, u -> {
            throw new IllegalStateException("surrogate '" + name + "': has no smooth form. Maybe use a shipped one for checks by finite differences.");
        }, 0);
    }

    private static void positive(String name, double k) {
        if (!(k > 0) || Double.isInfinite(k)) {
            throw new IllegalArgumentException("surrogate " + name + ": its width or slope must be above 0 and finite, but was " + k);
        }
    }

    /** The stand-in for dH/du. */
    public double derivative(double u) {
        return derivative.applyAsDouble(u);
    }

    /** A smooth function with that derivative, in place of the step where gradients are checked by finite differences. */
    double primitive(double u) {
        return primitive.applyAsDouble(u);
    }

    float fastSlope() {
        return fastSlope;
    }

    @Override
    public String toString() {
        return name;
    }
}
