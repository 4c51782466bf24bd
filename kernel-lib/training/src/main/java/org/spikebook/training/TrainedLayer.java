package org.spikebook.training;

import java.util.Arrays;
import java.util.Map;
import org.spikebook.network.CustomLayer;

/**
 * A layer of your own that can be trained, also one defined in a notebook cell: what it computes from all steps of a sample, and the way back.
 *
 * <pre>{@code
 * record Scale(String name, Shape input, float[] factor) implements TrainedLayer {          // out[t][n] = factor[n] in[t][n]
 *     public Shape output() { return input; }
 *     public Optional<Neuron> neuron() { return Optional.of(Neuron.lif(0.9)); }
 *     public String kind() { return "scale"; }
 *     public Map<String, float[]> values() { return Map.of("factor", factor); }
 *     public Scale with(Map<String, float[]> trained) { return new Scale(name, input, trained.get("factor")); }
 *     public void forward(Map<String, float[]> p, float[][] in, float[][] out) {
 *         for (int t = 0; t < in.length; t++) for (int n = 0; n < in[t].length; n++) out[t][n] = p.get("factor")[n] * in[t][n];
 *     }
 *     public void backward(Map<String, float[]> p, float[][] in, float[][] out, float[][] dOut, float[][] dIn, Map<String, float[]> dP) {
 *         for (int t = 0; t < in.length; t++) {
 *             for (int n = 0; n < in[t].length; n++) {
 *                 dIn[t][n] += p.get("factor")[n] * dOut[t][n];
 *                 dP.get("factor")[n] += in[t][n] * dOut[t][n];
 *             }
 *         }
 *     }
 * }
 * Network.builder("mine", Shape.features(8)).layer(in -> new Scale("S", in, ones)).dense("FC", 2).neuron(Neuron.lif(0.9)).build();
 * }</pre>
 *
 * Samples go through several threads at a time, so that a layer keeps nothing between calls. Its neuron is trained as those of other layers, but its constants are not learnt.
 */
public interface TrainedLayer extends CustomLayer {

    /** First values of what is learnt, by name; {@code Map.of()} for none. In the model they are {@code <layer>.<name>}; weight decay and weight transforms leave them alone. */
    Map<String, float[]> values();

    /**
     * The same layer with what was learnt; {@code this} where there is nothing to learn.
     *
     * @param trained values by name, as many as {@link #values} has
     */
    TrainedLayer with(Map<String, float[]> trained);

    /**
     * What the layer computes for one sample, before its neuron.
     *
     * @param parameters values by name, read only
     * @param input axes [step][input neuron], read only
     * @param output receives the values, axes [step][output neuron], zero on entry
     */
    void forward(Map<String, float[]> parameters, float[][] input, float[][] output);

    /**
     * The way back.
     *
     * @param parameters values by name, read only
     * @param input what entered, axes [step][input neuron], read only
     * @param output what left, axes [step][output neuron], read only
     * @param outputGradient d loss / d output, the same axes, read only
     * @param inputGradient takes d loss / d input, axes [step][input neuron], zero on entry
     * @param parameterGradients take d loss / d parameter by name, zero on entry
     */
    void backward(Map<String, float[]> parameters, float[][] input, float[][] output, float[][] outputGradient, float[][] inputGradient, Map<String, float[]> parameterGradients);

    /** {@link #forward} of one step at a time; a layer that looks at several steps overrides it. */
    @Override
    default Stage start() {
        Map<String, float[]> parameters = values();
        var in = new float[1][input().size()];
        var out = new float[1][output().size()];
        return (input, current) -> {
            for (int n = 0; n < input.length; n++) {
                in[0][n] = (float) input[n];
            }
            Arrays.fill(out[0], 0);
            forward(parameters, in, out);
            for (int n = 0; n < current.length; n++) {
                current[n] = out[0][n];
            }
        };
    }
}
