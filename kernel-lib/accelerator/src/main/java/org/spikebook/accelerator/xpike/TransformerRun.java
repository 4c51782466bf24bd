package org.spikebook.accelerator.xpike;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a spiking transformer answered.
 *
 * @param outputs read-out currents averaged over the steps, {@code [token][class]}: of every token of a decoder, of the class token alone of an encoder
 * @param rates mean activation of each layer per neuron and step, in order; a firing rate where the layer is binary
 */
public record TransformerRun(double[][] outputs, Map<String, Double> rates) {

    public TransformerRun {
        rates = Collections.unmodifiableMap(new LinkedHashMap<>(rates));
    }

    /** The outputs that classify: those of the class token, or of the last token of a decoder (the query). */
    public double[] output() {
        return outputs[outputs.length - 1].clone();
    }

    /** Class with the largest output; the lowest of equal ones. */
    public int winner() {
        double[] out = outputs[outputs.length - 1];
        int best = 0;
        for (int c = 1; c < out.length; c++) {
            best = out[c] > out[best] ? c : best;
        }
        return best;
    }
}
