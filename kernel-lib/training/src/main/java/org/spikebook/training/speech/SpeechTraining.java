package org.spikebook.training.speech;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.spikebook.network.Network;
import org.spikebook.network.Recurrent;
import org.spikebook.progress.Progress;
import org.spikebook.training.Model;
import org.spikebook.training.Optimizer;
import org.spikebook.training.Schedule;
import org.spikebook.training.Surrogate;
import org.spikebook.training.data.Sample;

/** Training of the accelerator's network frame by frame. Same task, same seed, same bits. */
public final class SpeechTraining {

    private final SpeechTask task;
    private int epochs = 10;
    private int batch = 32;
    private double rate = 2e-3;
    private double classShare = 0.3;
    private long seed = 1;
    private CompressedWeights weights = CompressedWeights.none();

    private SpeechTraining(SpeechTask task) {
        this.task = Objects.requireNonNull(task, "task");
    }

    /** Training on a task; what is not said has the values given at each method. */
    public static SpeechTraining of(SpeechTask task) {
        return new SpeechTraining(task);
    }

    /** Passes over the recordings, at least 1; 10 unless said. */
    public SpeechTraining epochs(int newEpochs) {
        epochs = atLeastOne("epochs", newEpochs);
        return this;
    }

    /** Recordings of a step, at least 1; 32 unless said. */
    public SpeechTraining batch(int newBatch) {
        batch = atLeastOne("batch", newBatch);
        return this;
    }

    private static int atLeastOne(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("speech training: " + what + " must be at least 1, but was " + value);
        }
        return value;
    }

    /** Largest learning rate of Adam, which falls along a cosine, above 0; 0.002 unless said. */
    public SpeechTraining rate(double newRate) {
        rate = newRate;
        return this;
    }

    /** Share of the frames' classes in the loss, 0..1, the rest is the word; 0.3 unless said. */
    public SpeechTraining classShare(double newShare) {
        if (!(newShare >= 0 && newShare <= 1)) {
            throw new IllegalArgumentException("speech training: the share of the classes must be in 0..1, but was " + newShare + ". Maybe divide by 100.");
        }
        classShare = newShare;
        return this;
    }

    /** Seed of first weights and order; 1 unless said. */
    public SpeechTraining seed(long newSeed) {
        seed = newSeed;
        return this;
    }

    /** Pruned and rounded weights; as they are unless said. */
    public SpeechTraining weights(CompressedWeights newWeights) {
        weights = newWeights;
        return this;
    }

    /**
     * What came out: the network of the last epoch, and how it went.
     *
     * @param network the trained network
     * @param curve loss and share of right words of each epoch
     */
    public record Result(Network network, List<Epoch> curve) {
    }

    /**
     * One epoch.
     *
     * @param loss mean loss while learning
     * @param accuracy share of right words while learning, 0..1
     * @param validation share of right words of the recordings that judge, 0..1
     */
    public record Epoch(double loss, double accuracy, double validation) {

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "loss %.3f, words %.2f %%, validation %.2f %%", loss, 100 * accuracy, 100 * validation);
        }
    }

    /**
     * Trains a network of {@link org.spikebook.network.Networks#speech(int, int, int)}'s form, from its weights if it has some.
     *
     * @throws java.util.concurrent.CancellationException if it was interrupted
     */
    public Result run(Network network) {
        int timeSteps = ((Recurrent) network.layers().get(0)).delay();
        Model model = Model.of(network).surrogate(Surrogate.fastSigmoid(5)).seed(seed).transform(weights).build();
        var loss = new FrameLoss(task.readout(), timeSteps, classShare);
        List<Sample> learn = new ArrayList<>(SpeechTask.samples(task.train(), timeSteps));
        List<Sample> judge = SpeechTask.samples(task.validation(), timeSteps);
        var curve = new ArrayList<Epoch>();
        int perEpoch = (learn.size() + batch - 1) / batch;
        Optimizer optimizer = Optimizer.adam(rate).clip(1).schedule(Schedule.cosine(0.02));
        try (Progress progress = Progress.start("training " + network.name(), (long) epochs * perEpoch, "steps")) {
            for (int epoch = 0; epoch < epochs; epoch++) {
                Collections.shuffle(learn, new Random(seed * 31 + epoch));
                double sum = 0;
                for (int from = 0; from < learn.size(); from += batch) {
                    List<Sample> part = learn.subList(from, Math.min(from + batch, learn.size()));
                    sum += model.step(part, loss, optimizer, (long) epochs * perEpoch).loss() * part.size();
                    progress.advance(1);
                }
                double right = (double) loss.takeRight() / learn.size();
                model.evaluate(judge, loss);
                curve.add(new Epoch(sum / learn.size(), right, (double) loss.takeRight() / judge.size()));
                progress.remark(curve.get(epoch).toString());
            }
        }
        return new Result(model.network(), List.copyOf(curve));
    }

    /** Share of the words that a network gets right in floating point, 0..1. */
    public static double accuracy(SpeechTask task, Network network, List<SpeechTask.Utterance> utterances) {
        int timeSteps = ((Recurrent) network.layers().get(0)).delay();
        var loss = new FrameLoss(task.readout(), timeSteps, 0);
        Model.of(network).build().evaluate(SpeechTask.samples(utterances, timeSteps), loss);
        return (double) loss.takeRight() / utterances.size();
    }
}
