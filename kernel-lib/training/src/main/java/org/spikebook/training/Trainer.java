package org.spikebook.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.spikebook.accelerator.xpike.SpikingTransformer;
import org.spikebook.network.Network;
import org.spikebook.progress.Progress;
import org.spikebook.training.data.Dataset;
import org.spikebook.training.data.Sample;
import org.spikebook.training.data.Split;

/**
 * Training of a network over epochs.
 *
 * <pre>{@code
 * Training result = Trainer.of(net).on(DataSets.nMnist(30).train()).validation(0.1).epochs(20).seed(7).run();
 * Network trained = result.network();
 * result.accuracy();                    // of the best epoch, on the validation samples
 * }</pre>
 *
 * <p>Same samples, same seed, same bits, on any number of threads. With {@link #checkpoint} a run that was killed goes on bit for bit.
 */
public final class Trainer {

    private final Model.Builder builder;
    private final Model.Trainee network;
    private Optional<Dataset> data = Optional.empty();
    private Optional<Dataset> validation = Optional.empty();
    private double share;
    private int epochs = 10;
    private int batch = 32;
    private long seed;
    private Loss loss = Loss.rateCrossEntropy();
    private Optimizer optimizer = Optimizer.adam(1e-3);
    private int patience = Integer.MAX_VALUE;
    private Optional<Path> checkpoint = Optional.empty();

    private Trainer(Model.Trainee network) {
        this.network = network;
        builder = Model.of(network);
    }

    /** A trainer of a network; what is not said has the values given at each method. */
    public static Trainer of(Network network) {
        return new Trainer(Model.Trainee.of(network));
    }

    /** A trainer of a spiking transformer, see {@link Model#of(SpikingTransformer)}; the loss is cross-entropy of outputs averaged over time unless said. */
    public static Trainer of(SpikingTransformer transformer) {
        return new Trainer(Model.Trainee.of(transformer)).loss(Loss.membraneCrossEntropy());
    }

    /**
     * Samples to learn from. Those of an epoch are asked for with a draw of its own, so random transforms show each of them anew; the next batch is made while one is learnt from.
     *
     * @throws IllegalArgumentException if a class is beyond the network's outputs
     */
    public Trainer on(Dataset newData) {
        data = Optional.of(fitting(newData));
        return this;
    }

    /** The same for samples that are there already. */
    public Trainer on(List<Sample> samples) {
        return on(dataset(samples));
    }

    /** Samples to judge epochs by; none are learnt from. */
    public Trainer validation(Dataset newValidation) {
        validation = Optional.of(fitting(newValidation));
        return this;
    }

    /** The same for samples that are there already. */
    public Trainer validation(List<Sample> samples) {
        return validation(dataset(samples));
    }

    private Dataset dataset(List<Sample> samples) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("trainer of '" + network.name() + "': the data set is empty. Maybe the folder is another one.");
        }
        return Dataset.of("samples", samples);
    }

    private Dataset fitting(Dataset given) {
        int outputs = network.classes();
        for (int i = 0; i < given.size(); i++) {
            if (given.label(i) >= outputs) {
                throw new IllegalArgumentException("trainer of '" + network.name() + "': sample " + i + " is of class " + given.label(i) + ", but the network has "
                        + outputs + " outputs, classes 0.." + (outputs - 1) + ".");
            }
        }
        return given;
    }

    /** Takes a share of the samples of each class, 0 to below 1, drawn by the seed, to judge epochs by; 0 unless said. */
    public Trainer validation(double newShare) {
        if (!(newShare >= 0 && newShare < 1)) {
            throw new IllegalArgumentException("trainer: the share for validation must be at least 0 and below 1, but was " + newShare);
        }
        share = newShare;
        return this;
    }

    /** Passes over the samples, at least 1; 10 unless said. */
    public Trainer epochs(int newEpochs) {
        epochs = atLeastOne("epochs", newEpochs);
        return this;
    }

    /** Samples of a step, at least 1; 32 unless said. */
    public Trainer batch(int newBatch) {
        batch = atLeastOne("batch", newBatch);
        return this;
    }

    private static int atLeastOne(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("trainer: " + what + " must be at least 1, but was " + value);
        }
        return value;
    }

    /** Seed of first weights, order of samples, split and dropout; 0 unless said. */
    public Trainer seed(long newSeed) {
        seed = newSeed;
        builder.seed(newSeed);
        return this;
    }

    /** What becomes small; cross-entropy of spike counts unless said. */
    public Trainer loss(Loss newLoss) {
        loss = Objects.requireNonNull(newLoss, "loss");
        return this;
    }

    /** How weights change; Adam with rate 1e-3 unless said. */
    public Trainer optimizer(Optimizer newOptimizer) {
        optimizer = Objects.requireNonNull(newOptimizer, "optimizer");
        return this;
    }

    /** Stops when the judged loss has not fallen for so many epochs; never unless said. */
    public Trainer patience(int newPatience) {
        patience = atLeastOne("patience", newPatience);
        return this;
    }

    /** Settings of the model: surrogate, dropout, learnt constants, quantisation, hardware in the loss. */
    public Trainer model(Consumer<Model.Builder> settings) {
        settings.accept(builder);
        return this;
    }

    /** Writes the whole state after each epoch to a file (beside it, then moved), and goes on from it if it is there. */
    public Trainer checkpoint(Path file) {
        checkpoint = Optional.of(file);
        return this;
    }

    /**
     * Trains. An interruption ends it early with the best so far, if an epoch was finished.
     *
     * @throws IllegalStateException if no samples were given
     * @throws ArithmeticException if the loss or a gradient is no number, naming layer and step; the last checkpoint stays, and a run with another optimiser goes on from it
     * @throws CancellationException if it was interrupted in the first epoch
     */
    public Training run() {
        Dataset learn = data.orElseThrow(() -> new IllegalStateException("trainer of '" + network.name() + "': no samples were given. Maybe on(data)."));
        Optional<Dataset> judge = validation;
        if (share > 0 && judge.isEmpty() && learn.size() > 1) {
            Split split = learn.split(Math.max(share, 1.0 / learn.size()), seed);
            learn = split.train();
            judge = Optional.of(split.test());
        }
        Model model = builder.build();
        var curve = new ArrayList<Training.Epoch>();
        Model.State best = model.state();
        int bestEpoch = -1;
        if (checkpoint.isPresent()) {
            Optional<Checkpoint> found = Checkpoint.read(checkpoint.get(), network.name(), network.structure());
            if (found.isPresent()) {
                model.restore(found.get().state());
                best = found.get().best();
                bestEpoch = found.get().bestEpoch();
                curve.addAll(found.get().curve());
            }
        }
        int perEpoch = (learn.size() + batch - 1) / batch;
        boolean judged = judge.isPresent();
        try (Progress progress = Progress.start("training " + network.name(), (long) epochs * perEpoch, "steps")) {
            progress.advance((long) curve.size() * perEpoch);
            for (int epoch = curve.size(); epoch < epochs && epoch - bestEpoch <= patience; epoch++) {
                double sum = 0;
                int correct = 0;
                Model.Result last = null;
                try (var batches = new Batches(learn, batch, seed * 1_000_003 + epoch)) {
                    for (List<Sample> next = batches.next(); !next.isEmpty(); next = batches.next()) {
                        last = model.step(next, loss, optimizer, (long) epochs * perEpoch);
                        sum += last.loss() * last.samples();
                        correct += last.correct();
                        progress.advance(1);
                    }
                }
                model.requireFinite();
                Optional<Model.Result> seen = judge.map(set -> model.evaluate(set, loss));
                curve.add(new Training.Epoch(sum / learn.size(), (double) correct / learn.size(), seen.map(Model.Result::loss).orElse(Double.NaN),
                        seen.map(Model.Result::accuracy).orElse(Double.NaN), seen.orElse(last).rates()));
                if (bestEpoch < 0 || curve.get(epoch).judged() < curve.get(bestEpoch).judged()) {
                    best = model.state();
                    bestEpoch = epoch;
                }
                progress.remark(curve.get(epoch).remark());
                progress.picture(new LearningCurve(network.name(), curve));
                Model.State bestNow = best;
                int bestEpochNow = bestEpoch;
                checkpoint.ifPresent(file -> new Checkpoint(network.name(), network.structure(), model.state(), bestNow, bestEpochNow, curve).write(file));
            }
        } catch (CancellationException e) {
            if (bestEpoch < 0) {
                throw e;
            }
        }
        model.restore(best);
        return new Training(model, network.name(), curve, bestEpoch, judged, model.confusion(judge.orElse(learn)));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Trainer of %s: %d samples, %d epochs in batches of %d, %s, seed %d", network.name(), data.map(Dataset::size).orElse(0), epochs, batch, optimizer, seed);
    }
}
