package org.spikebook.network;

/**
 * The open member of the family: a layer of your own, also one defined in a notebook cell.
 *
 * <pre>{@code
 * record Scale(String name, Shape input, double factor) implements CustomLayer {
 *     public Shape output() { return input; }
 *     public Optional<Neuron> neuron() { return Optional.of(Neuron.integrateAndFire()); }
 *     public String kind() { return "scale"; }
 *     public Stage start() {
 *         return (in, current) -> { for (int n = 0; n < in.length; n++) current[n] = factor * in[n]; };
 *     }
 * }
 * Network.builder("mine", Shape.features(8)).layer(in -> new Scale("S1", in, 2)).build();
 * }</pre>
 */
public non-sealed interface CustomLayer extends Layer {

    /** The stage before the neuron, with fresh state. */
    Stage start();

    /** What the layer computes at each step, before its neuron. */
    @FunctionalInterface
    interface Stage {

        /**
         * One time step.
         *
         * @param input values (spikes are 0, 1 or more), shape [input neuron], read only
         * @param current receives the values or input currents of the outputs, shape [output neuron], zero on entry
         */
        void step(double[] input, double[] current);
    }
}
