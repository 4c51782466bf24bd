package org.spikebook.neuron;

/** The rules that the fixed-point neurons share. */
final class FixedPointChecks {

    private FixedPointChecks() {
    }

    static void range(String model, String name, int value, int from, int to) {
        if (value < from || value > to) {
            throw new IllegalArgumentException(model + ": " + name + " must be in " + from + ".." + to + ", but was " + value);
        }
    }

    static void lengths(String model, int neurons, int currents, int spikes) {
        if (currents != neurons || spikes != neurons) {
            throw new IllegalArgumentException(model + ": " + neurons + " neurons need as many currents and spikes, but there are "
                    + currents + " and " + spikes);
        }
    }

    /** Currents as integers; they must be. */
    static void whole(String model, double[] current, int[] whole) {
        for (int n = 0; n < whole.length; n++) {
            whole[n] = (int) current[n];
            if (whole[n] != current[n]) {
                throw new IllegalArgumentException(model + ": the current of neuron " + n + " must be a whole number of 32 bits, but was "
                        + current[n] + ". Maybe quantise the weights first.");
            }
        }
    }

    /** A fixed-point neuron counts in weight units of 1 and in no other. */
    static void unit(String model, double unit) {
        if (unit != 1) {
            throw new IllegalArgumentException(model + ": is quantised already and counts in units of 1, but the unit was " + unit
                    + ". Maybe quantise the network first and give it this neuron then.");
        }
    }
}
