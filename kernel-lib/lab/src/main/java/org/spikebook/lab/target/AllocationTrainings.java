package org.spikebook.lab.target;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.spikebook.bits.BitBudget;
import org.spikebook.network.Network;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;
import org.spikebook.training.Loss;
import org.spikebook.training.Optimizer;
import org.spikebook.training.Schedule;
import org.spikebook.training.Surrogate;
import org.spikebook.training.Trainer;
import org.spikebook.training.Training;
import org.spikebook.training.data.DataSets;
import org.spikebook.training.data.LogMel;
import org.spikebook.training.data.Sample;
import org.spikebook.training.data.Split;
import org.spikebook.training.data.Transform;
import org.spikebook.training.quantize.FakeQuantizer;

/**
 * Small networks trained at some splits of a bit budget, for the orders that the paper's Tables 2 and 3 show on data that Spikebook does not have. Each split is trained once a seed, all
 * with the same settings; the notebook {@code papers/bitbudget/figure-5} trains at every split.
 */
final class AllocationTrainings {

    private static final int SEEDS = 2;
    private static final double THETA = 0.3;

    private final Map<String, Double> trained = new HashMap<>();

    /** How far the first split's accuracy lies above the second's on handwritten digits, in points. */
    Object digits(String split, String over) {
        return DataSets.isHere("mnist") ? (Object) (digits(split) - digits(over)) : missing("MNIST");
    }

    /** Accuracies on handwritten digits in %, by split. */
    Map<String, Object> digits(List<String> splits) {
        var accuracies = new LinkedHashMap<String, Object>();
        splits.forEach(split -> accuracies.put(split, DataSets.isHere("mnist") ? digits(split) : missing("MNIST")));
        return accuracies;
    }

    /** How far the first split's accuracy lies above the second's on spoken digits, in points. */
    Object speech(String split, String over) {
        return DataSets.isHere("fsdd") ? (Object) (speech(split) - speech(over)) : missing("Free Spoken Digits");
    }

    private static Target.Open missing(String set) {
        return new Target.Open("needs the data of " + set);
    }

    private double digits(String text) {
        return trained.computeIfAbsent("MNIST " + text, key -> {
            BitBudget split = BitBudget.parse(text);
            Split all = DataSets.mnist();
            Split data = new Split(all.train(), all.test().first(5000)).map((sample, random) -> coarse(sample)).cached();
            return accuracy(data.map(Transform.repeat(split.steps())), Shape.image(1, 14, 14), split, 384, 192, 3, 100);
        });
    }

    /** Means of 2 x 2 pixels. */
    private static Sample coarse(Sample sample) {
        float[] pixels = sample.frames()[0];
        var means = new float[pixels.length / 4];
        for (int p = 0; p < pixels.length; p++) {
            means[p / 56 * 14 + p % 28 / 2] += pixels[p] / 4;
        }
        return Sample.of(new float[][] {means}, sample.label()).shape(Shape.image(1, 14, 14));
    }

    private double speech(String text) {
        return trained.computeIfAbsent("speech " + text, key -> {
            BitBudget split = BitBudget.parse(text);
            Split data = DataSets.spokenDigits(LogMel.ofSpeech().hop(0.005)).map(Transform.delta(0.5)).map(Transform.counts(16, 1))
                    .map(Transform.counts(split.steps(), split.spikeBits())).cached();
            return accuracy(data, data.train().sample(0, 0).shape().orElseThrow(), split, 128, 64, 10, 32);
        });
    }

    private static double accuracy(Split data, Shape input, BitBudget split, int first, int second, int epochs, int batch) {
        Neuron neuron = Neuron.multiBit(split.spikeBits()).threshold(THETA);
        Network network = Network.builder(split + " on " + data.train().name(), input).dense("FC1", first).neuron(neuron).dense("FC2", second).neuron(neuron)
                .dense("OUT", data.train().classes().size()).build();
        var accuracies = new ArrayList<Double>();
        for (int seed = 1; seed <= SEEDS; seed++) {
            Training training = Trainer.of(network).on(data.train()).epochs(epochs).batch(batch).seed(seed).loss(Loss.membraneCrossEntropy())
                    .optimizer(Optimizer.adam(4e-3).schedule(Schedule.cosine(0.02)).clip(1))
                    .model(m -> m.surrogate(Surrogate.boxcar(THETA)).biases().transform(FakeQuantizer.of(split))).run();
            accuracies.add(100 * training.model().evaluate(data.test(), Loss.membraneCrossEntropy()).accuracy());
        }
        return accuracies.stream().mapToDouble(a -> a).average().orElseThrow();
    }
}
