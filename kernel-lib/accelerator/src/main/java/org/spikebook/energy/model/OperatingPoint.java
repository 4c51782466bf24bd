package org.spikebook.energy.model;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Where an SNN layer and its twin work: time steps, weight bits, fan-in, activity, and how far data travel. Everything has a default, so
 * that {@code OperatingPoint.of(5, 8).hops(2)} says what differs.
 *
 * @param steps time steps T of the SNN, 1..65535; the twin has {@link #activationBits()} bits
 * @param weightBits bits of a weight b_w, 1..32
 * @param fanIn inputs of an output neuron N, 1 or more
 * @param spikeRate spikes per input neuron and step s, 0..1
 * @param zeroShare share of the twin's activations that are zero (gamma), 0..1; empty: the average case, {@code 1 - 2 T s / (T + 1)}
 * @param hops mean hops of a value from where it is made to where it is used h, 0 or more
 * @param reuse for how many steps one read of a weight serves in the event-driven SNN (rho), 1 or more
 * @param positions output positions (or tokens) that share a weight read, 1 or more
 */
public record OperatingPoint(int steps, int weightBits, int fanIn, double spikeRate, OptionalDouble zeroShare, double hops, double reuse,
        double positions) {

    public OperatingPoint {
        Twin.checkSteps(steps);
        if (weightBits < 1 || weightBits > 32) {
            throw new IllegalArgumentException("operating point: weight bits must be in 1..32, but was " + weightBits);
        }
        if (fanIn < 1) {
            throw new IllegalArgumentException("operating point: fan-in must be at least 1, but was " + fanIn);
        }
        share("spike rate", spikeRate);
        zeroShare.ifPresent(zero -> share("share of zero activations", zero));
        atLeast("hops", hops, 0);
        atLeast("weight reuse", reuse, 1);
        atLeast("positions", positions, 1);
    }

    private static void share(String what, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("operating point: " + what + " must be in 0..1, but was " + value + ". Maybe divide by 100.");
        }
    }

    private static void atLeast(String what, double value, double least) {
        if (!(value >= least) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "operating point: %s must be finite and at least %.0f, but was %s", what,
                    least, value));
        }
    }

    /** T steps and weight bits; fan-in 4096, spike rate 5 %, average share of zeros, 1 hop, no reuse of weights, 1 position. */
    public static OperatingPoint of(int steps, int weightBits) {
        return new OperatingPoint(steps, weightBits, 4096, 0.05, OptionalDouble.empty(), 1, 1, 1);
    }

    /** Time steps T, 1..65535. */
    public OperatingPoint steps(int steps) {
        return new OperatingPoint(steps, weightBits, fanIn, spikeRate, zeroShare, hops, reuse, positions);
    }

    /** Bits of a weight, 1..32. */
    public OperatingPoint weightBits(int weightBits) {
        return new OperatingPoint(steps, weightBits, fanIn, spikeRate, zeroShare, hops, reuse, positions);
    }

    /** Inputs of an output neuron, 1 or more. */
    public OperatingPoint fanIn(int fanIn) {
        return new OperatingPoint(steps, weightBits, fanIn, spikeRate, zeroShare, hops, reuse, positions);
    }

    /** Spikes per input neuron and step, 0..1. */
    public OperatingPoint spikeRate(double spikeRate) {
        return new OperatingPoint(steps, weightBits, fanIn, spikeRate, zeroShare, hops, reuse, positions);
    }

    /** A measured share of zero activations of the twin, 0..1. */
    public OperatingPoint zeroShare(double zeroShare) {
        return new OperatingPoint(steps, weightBits, fanIn, spikeRate, OptionalDouble.of(zeroShare), hops, reuse, positions);
    }

    /** Mean hops, 0 or more. */
    public OperatingPoint hops(double hops) {
        return new OperatingPoint(steps, weightBits, fanIn, spikeRate, zeroShare, hops, reuse, positions);
    }

    /** Steps that one read of a weight serves, 1 or more. */
    public OperatingPoint reuse(double reuse) {
        return new OperatingPoint(steps, weightBits, fanIn, spikeRate, zeroShare, hops, reuse, positions);
    }

    /** Output positions that share a weight read, 1 or more. */
    public OperatingPoint positions(double positions) {
        return new OperatingPoint(steps, weightBits, fanIn, spikeRate, zeroShare, hops, reuse, positions);
    }

    /** Bits of the twin's activations, {@code ceil(log2(T + 1))}. */
    public int activationBits() {
        return Twin.bits(steps);
    }

    /** Share of the twin's activations that are not zero (1 - gamma), 0..1. */
    public double activeShare() {
        return zeroShare.isPresent() ? 1 - zeroShare.getAsDouble() : Math.min(1, RateCase.AVERAGE.activeShare(spikeRate, steps));
    }

    /** What a {@link RegimeMap} can vary. */
    public enum Axis {
        SPIKE_RATE("Spike rate [spikes/step]") {
            @Override
            OperatingPoint set(OperatingPoint point, double value) {
                return point.spikeRate(value);
            }
        },
        STEPS("Time steps T [steps]") {
            @Override
            OperatingPoint set(OperatingPoint point, double value) {
                return point.steps(whole("time steps", value));
            }
        },
        WEIGHT_BITS("Weight bits [bit]") {
            @Override
            OperatingPoint set(OperatingPoint point, double value) {
                return point.weightBits(whole("weight bits", value));
            }
        },
        FAN_IN("Fan-in [inputs]") {
            @Override
            OperatingPoint set(OperatingPoint point, double value) {
                return point.fanIn(whole("fan-in", value));
            }
        },
        ZERO_SHARE("Zero activations of the QNN [-]") {
            @Override
            OperatingPoint set(OperatingPoint point, double value) {
                return point.zeroShare(value);
            }
        },
        HOPS("Mean hops [hops]") {
            @Override
            OperatingPoint set(OperatingPoint point, double value) {
                return point.hops(value);
            }
        },
        REUSE("Weight reuse over time [steps]") {
            @Override
            OperatingPoint set(OperatingPoint point, double value) {
                return point.reuse(value);
            }
        };

        private final String label;

        Axis(String label) {
            this.label = label;
        }

        /** Name with unit, as on the axis of a figure. */
        public String label() {
            return label;
        }

        abstract OperatingPoint set(OperatingPoint point, double value);

        private static int whole(String what, double value) {
            if (value != Math.rint(value)) {
                throw new IllegalArgumentException("regime map: " + what + " must be whole numbers, but one is " + value);
            }
            return (int) value;
        }
    }
}
