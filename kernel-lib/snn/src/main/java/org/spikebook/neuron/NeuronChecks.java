package org.spikebook.neuron;

import java.util.OptionalInt;

/** The rules that several neuron models share. */
final class NeuronChecks {

    private NeuronChecks() {
    }

    static double decay(String model, double tau, double dt) {
        if (!(tau > 0) || Double.isInfinite(tau)) {
            throw new IllegalArgumentException(model + ": tau must be above 0, but was " + tau);
        }
        if (!(dt > 0) || Double.isInfinite(dt)) {
            throw new IllegalArgumentException(model + ": dt must be above 0, but was " + dt + ". It has the unit of tau.");
        }
        return Math.exp(-dt / tau);
    }

    static void fraction(String model, String name, Parameter value) {
        if (!value.all(v -> v >= 0 && v <= 1)) {
            throw new IllegalArgumentException(model + ": " + name + " must be in 0..1, but was " + value
                    + ". It is what is left after one step; maybe lif(tau, dt) was meant.");
        }
    }

    static void threshold(String model, Parameter value) {
        if (!value.all(v -> v > 0)) {
            throw new IllegalArgumentException(model + ": threshold must be above 0, but was " + value);
        }
    }

    static void gain(String model, String name, Parameter value) {
        if (!value.all(v -> v > 0)) {
            throw new IllegalArgumentException(model + ": " + name + " must be above 0, but was " + value
                    + ". Maybe put the sign into the weights.");
        }
    }

    /** Every parameter must fit a layer of that size. */
    static void sizes(String model, int neurons, Parameter... parameters) {
        for (Parameter parameter : parameters) {
            OptionalInt size = parameter.size();
            if (size.isPresent() && size.getAsInt() != neurons) {
                throw new IllegalArgumentException(model + ": a parameter has " + size.getAsInt() + " values, but the layer has "
                        + neurons + " neurons. Maybe one value for all of them.");
            }
        }
    }

    static Parameter round(Parameter value, Parameter unit) {
        return value.combine(unit, (v, u) -> Math.rint(v / u));
    }

    static Parameter roundThreshold(Parameter value, Parameter unit) {
        return value.combine(unit, (v, u) -> Math.max(1, Math.rint(v / u)));
    }

    static void unit(double unit) {
        if (!(unit > 0) || Double.isInfinite(unit)) {
            throw new IllegalArgumentException("neuron: unit of current must be above 0, but was " + unit);
        }
    }

    /** What all models say of threshold, reset and tie, leaving out what is usual. */
    static String describe(Parameter threshold, Reset reset, Parameter resetPotential, Tie tie) {
        var text = new StringBuilder(" threshold=").append(threshold);
        text.append(reset == Reset.SUBTRACT ? ", subtract" : ", reset to " + resetPotential);
        if (tie == Tie.SILENT) {
            text.append(", silent on a tie");
        }
        return text.toString();
    }
}
