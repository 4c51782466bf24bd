package org.spikebook.training.speech;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.spikebook.accelerator.rsnn.RsnnNetwork;
import org.spikebook.accelerator.rsnn.RsnnShape;
import org.spikebook.event.WholeFile;
import org.spikebook.network.Network;
import org.spikebook.network.Networks;
import org.spikebook.network.Recurrent;

/**
 * The compression of the accelerator's network, as in the paper: train 256 wide, keep 128 neurons a layer, make 40 % of FC zero, train with weights of 4 bits; training goes on after
 * each step. Every network is written to a folder when it is done, and read from there if it is there already, so that a run that was ended goes on.
 *
 * <p>The first training has one output a word; then each output becomes 192 that start alike (one a class of frames), and training goes on. That takes a third of the time.
 */
public final class SpeechPipeline {

    private static final int WIDE = 256;
    private static final int NARROW = 128;
    private static final double FC_ZEROS = 0.4;
    private static final String RECORDED = "/org/spikebook/data/networks/rsnn/steps.csv";

    private final SpeechTask task;
    private final Path folder;
    private final int timeSteps;
    private double effort = 1;

    private SpeechPipeline(SpeechTask task, Path folder, int timeSteps) {
        this.task = task;
        this.folder = folder;
        this.timeSteps = timeSteps;
    }

    /**
     * A run.
     *
     * @param folder where networks and results go; made if it is not there
     * @param timeSteps time steps of a frame
     */
    public static SpeechPipeline of(SpeechTask task, Path folder, int timeSteps) {
        return new SpeechPipeline(task, folder, timeSteps);
    }

    /** Epochs of every training as a multiple of the usual (12, 3, 4, 2 and 3); 1 unless said. */
    public SpeechPipeline effort(double factor) {
        effort = factor;
        return this;
    }

    /**
     * A network after a step.
     *
     * @param name of the step
     * @param shape sizes
     * @param bits bits of a weight
     * @param fcZeros share of the weights of FC that are zero
     * @param timeSteps time steps of a frame
     * @param floating share of the test words that are right in floating point, 0..1
     * @param fixed the same in the chip's fixed point with weights of 4 bits, whether it was trained for that or not
     * @param judgedFloating share of the words that judge the training (a tenth of the training part) that are right in floating point, 0..1; what settings are chosen by
     * @param judgedFixed the same in the chip's fixed point
     */
    public record Step(String name, RsnnShape shape, int bits, double fcZeros, int timeSteps, double floating, double fixed, double judgedFloating, double judgedFixed) {

        /** Size of the weights in MB. */
        public double megabytes() {
            return shape.megabytes(bits, fcZeros);
        }

        /** Dense work in MMAC/S, zeros of FC left out. */
        public double megamacs() {
            return shape.denseMegamacs(timeSteps, fcZeros);
        }
    }

    /** Runs what is not there yet; the steps in their order. */
    public List<Step> run() {
        var steps = new ArrayList<Step>();
        SpeechTask words = task.wordsOnly();
        int perWord = task.classes().perWord();
        Network first = stage("0-words-" + WIDE, () -> SpeechTraining.of(words).classShare(0).epochs(epochs(12))
                .run(Networks.speech(WIDE, words.classes().size(), timeSteps)).network());
        Network wide = stage("1-unpruned", () -> SpeechTraining.of(task).epochs(epochs(3)).rate(1e-3).run(Compression.widened(first, perWord, 0.3, 5)).network());
        steps.add(step("unpruned", wide, 32, 0));
        Network narrow = stage("2-structured", () -> SpeechTraining.of(task).epochs(epochs(4)).rate(2e-3).run(Compression.structured(wide, NARROW)).network());
        steps.add(step("structured pruning", narrow, 32, 0));
        CompressedWeights zeros = CompressedWeights.none().pruned(narrow, "FC", FC_ZEROS);
        Network sparse = stage("3-sparse", () -> SpeechTraining.of(task).epochs(epochs(2)).rate(1e-3).weights(zeros).run(narrow).network());
        steps.add(step("40 % of FC zero", sparse, 32, FC_ZEROS));
        Network small = stage("4-four-bits", () -> SpeechTraining.of(task).epochs(epochs(3)).rate(1e-3).weights(zeros.quantized(sparse)).run(sparse).network());
        steps.add(step("4 bits", small, 4, FC_ZEROS));
        keep(small, timeSteps);
        write(steps, "steps");
        return steps;
    }

    /**
     * Trains the compressed network for other numbers of time steps, starting each from the one of this run before rounding.
     *
     * @param others time steps of a frame
     * @return one step each
     */
    public List<Step> otherTimeSteps(int... others) {
        var steps = new ArrayList<Step>();
        Network sparse = Networks.load(folder.resolve("3-sparse.json"));
        for (int other : others) {
            Network start = Compression.retimed(sparse, other);
            CompressedWeights weights = CompressedWeights.none().pruned(start, "FC", FC_ZEROS).quantized(start);
            Network small = stage("5-four-bits-" + other, () -> SpeechTraining.of(task).epochs(epochs(4)).rate(2e-3).weights(weights).run(start).network());
            steps.add(step("4 bits", small, 4, FC_ZEROS));
            keep(small, other);
            write(steps, "time-steps");
        }
        return steps;
    }

    private void keep(Network network, int steps) {
        RsnnNetwork.of(network, SpeechFrames.EXPONENT).save(folder.resolve("spoken-digits-" + steps + ".json"));
    }

    /**
     * What a run of ours on Free Spoken Digits gave; see the file {@code data/networks/rsnn/README.md} for how long it trained.
     *
     * @return the steps with two time steps in their order, then the last one with 1, 3 and 4
     */
    public static List<Step> recorded() {
        try (InputStream in = SpeechPipeline.class.getResourceAsStream(RECORDED)) {
            if (in == null) {
                throw new IllegalStateException("resource '" + RECORDED + "' is missing from the class path. Maybe rebuild.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).map(SpeechPipeline::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("resource '" + RECORDED + "': cannot be read", e);
        }
    }

    private static Step parse(String line) {
        String[] cells = line.split(",");
        int hidden = Integer.parseInt(cells[1]);
        return new Step(cells[0], new RsnnShape(RsnnShape.published().features(), hidden, RsnnShape.published().outputs()), Integer.parseInt(cells[2]), Double.parseDouble(cells[3]),
                Integer.parseInt(cells[4]), Double.parseDouble(cells[5]) / 100, Double.parseDouble(cells[6]) / 100,
                Double.parseDouble(cells[7]) / 100, Double.parseDouble(cells[8]) / 100);
    }

    private int epochs(int usual) {
        return (int) Math.max(1, Math.round(effort * usual));
    }

    private Network stage(String name, Supplier<Network> train) {
        Path file = folder.resolve(name + ".json");
        if (Files.exists(file)) {
            return Networks.load(file);
        }
        Network network = train.get();
        network.save(file);
        return network;
    }

    private Step step(String name, Network network, int bits, double zeros) {
        RsnnNetwork fixed = RsnnNetwork.of(network, SpeechFrames.EXPONENT);
        return new Step(name, fixed.shape(), bits, zeros, ((Recurrent) network.layers().get(0)).delay(), SpeechTraining.accuracy(task, network, task.test()),
                task.accuracy(fixed, task.test()), SpeechTraining.accuracy(task, network, task.validation()), task.accuracy(fixed, task.validation()));
    }

    private void write(List<Step> steps, String name) {
        var text = new StringBuilder("step,hidden,bits,FC zeros,time steps,test floating point [%],test fixed point [%],judging floating point [%],judging fixed point [%]\n");
        for (Step s : steps) {
            text.append(String.format(Locale.ROOT, "%s,%d,%d,%s,%d,%.2f,%.2f,%.2f,%.2f%n", s.name, s.shape.hidden(), s.bits, s.fcZeros, s.timeSteps, 100 * s.floating, 100 * s.fixed,
                    100 * s.judgedFloating, 100 * s.judgedFixed));
        }
        WholeFile.write("results", folder.resolve(name + ".csv"), text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
