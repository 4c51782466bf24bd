package org.spikebook.training;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A layer of the user's own, between the engine's rows and arrays of [step][neuron]. */
final class OwnLayerNode extends Node {

    final TrainedLayer layer;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    OwnLayerNode(TrainedLayer layer, Form in, Form out, Kernels kernels) {
        super(in, out, kernels);
        this.layer = layer;
        new TreeMap<>(layer.values()).forEach((name, first) -> {
            var tensor = new Tensor(layer.name() + "." + name, 1, first.length, first.length, 0, false);
            System.arraycopy(first, 0, tensor.master, 0, first.length);
            tensors.put(name, tensor);
        });
    }

    /** The layer with what was learnt. */
    TrainedLayer trained() {
        var values = new LinkedHashMap<String, float[]>();
        tensors.forEach((name, tensor) -> values.put(name, tensor.used.clone()));
        return layer.with(values);
    }

    @Override
    List<Tensor> tensors() {
        return List.copyOf(tensors.values());
    }

    private Map<String, float[]> used() {
        var values = new LinkedHashMap<String, float[]>();
        tensors.forEach((name, tensor) -> values.put(name, tensor.used));
        return values;
    }

    /** Arrays of one sample. */
    private final class State {

        final float[][] input;
        final float[][] output;
        final float[][] inputGradient;
        final float[][] outputGradient;
        final Map<String, float[]> gradients = new LinkedHashMap<>();

        State(int maxSteps) {
            input = new float[maxSteps][in.neurons()];
            output = new float[maxSteps][out.neurons()];
            inputGradient = new float[maxSteps][in.neurons()];
            outputGradient = new float[maxSteps][out.neurons()];
            tensors.forEach((name, tensor) -> gradients.put(name, new float[tensor.master.length]));
        }
    }

    @Override
    Object state(int maxSteps, Arena arena) {
        return new State(maxSteps);
    }

    @Override
    void forward(Trace from, Trace to, Object memory) {
        State state = (State) memory;
        int steps = to.steps;
        for (int t = 0; t < steps; t++) {
            for (int i = 0; i < in.neurons(); i++) {
                state.input[t][i] = from.x[from.x(t) + in.place()[i]];
            }
            Arrays.fill(state.output[t], 0);
        }
        layer.forward(used(), Arrays.copyOf(state.input, steps), Arrays.copyOf(state.output, steps));
        to.clear();
        for (int t = 0; t < steps; t++) {
            for (int o = 0; o < out.neurons(); o++) {
                to.x[to.x(t) + out.place()[o]] = state.output[t][o];
            }
        }
    }

    @Override
    void backward(Trace from, Trace to, Object memory, int shard, boolean wanted) {
        State state = (State) memory;
        int steps = to.steps;
        for (int t = 0; t < steps; t++) {
            for (int o = 0; o < out.neurons(); o++) {
                state.outputGradient[t][o] = to.dx[to.dx(t) + out.place()[o]];
            }
            Arrays.fill(state.inputGradient[t], 0);
        }
        state.gradients.values().forEach(gradient -> Arrays.fill(gradient, 0));
        layer.backward(used(), Arrays.copyOf(state.input, steps), Arrays.copyOf(state.output, steps), Arrays.copyOf(state.outputGradient, steps),
                Arrays.copyOf(state.inputGradient, steps), state.gradients);
        tensors.forEach((name, tensor) -> {
            float[] gradient = state.gradients.get(name);
            Arena.Floats sum = tensor.shards[shard];
            for (int i = 0; i < gradient.length; i++) {
                sum.array()[sum.at() + i] += gradient[i];
            }
        });
        for (int t = 0; wanted && t < steps; t++) {
            for (int i = 0; i < in.neurons(); i++) {
                from.dx[from.dx(t) + in.place()[i]] += state.inputGradient[t][i];
            }
        }
    }
}
