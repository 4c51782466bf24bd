package org.spikebook.training.speech;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.spikebook.accelerator.rsnn.RsnnNetwork;
import org.spikebook.training.data.DataSets;
import org.spikebook.training.data.Dataset;
import org.spikebook.training.data.LogMel;
import org.spikebook.training.data.Sample;
import org.spikebook.training.data.Split;

/** Recordings of words as the accelerator sees them, with classes of their frames. Immutable. */
public final class SpeechTask {

    /** Outputs of the accelerator. */
    private static final int CLASSES = 1920;
    private static final double VALIDATION = 0.1;

    /**
     * One recording.
     *
     * @param frames features of 8 bits, axes [frame][band]
     * @param word its word
     * @param classes class of each frame
     */
    public record Utterance(byte[][] frames, int word, int[] classes) {
    }

    private final List<Utterance> train;
    private final List<Utterance> validation;
    private final List<Utterance> test;
    private final FrameClasses classes;

    private SpeechTask(List<Utterance> train, List<Utterance> validation, List<Utterance> test, FrameClasses classes) {
        this.train = List.copyOf(train);
        this.validation = List.copyOf(validation);
        this.test = List.copyOf(test);
        this.classes = classes;
    }

    /**
     * Free Spoken Digits: ten words by six speakers, 192 classes a word, found on the training recordings; a tenth of these judges the training.
     *
     * @param seed of the clusters and of what judges
     */
    public static SpeechTask spokenDigits(long seed) {
        return of(DataSets.spokenDigits(LogMel.ofSpeech()), CLASSES / 10, seed);
    }

    /**
     * Words of a data set whose samples are log-mel frames.
     *
     * @param perWord classes of a word
     */
    public static SpeechTask of(Split data, int perWord, long seed) {
        List<byte[][]> frames = frames(data.train());
        int[] words = IntStream.range(0, data.train().size()).map(data.train()::label).toArray();
        var order = new ArrayList<>(IntStream.range(0, words.length).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        int kept = words.length - (int) Math.round(VALIDATION * words.length);
        List<Integer> learn = order.subList(0, kept);
        var classes = FrameClasses.cluster(learn.stream().map(frames::get).toList(), learn.stream().mapToInt(i -> words[i]).toArray(), data.train().classes().size(), perWord, seed);
        List<byte[][]> others = frames(data.test());
        return new SpeechTask(learn.stream().map(i -> utterance(frames.get(i), words[i], classes)).toList(),
                order.subList(kept, order.size()).stream().map(i -> utterance(frames.get(i), words[i], classes)).toList(),
                IntStream.range(0, others.size()).mapToObj(i -> utterance(others.get(i), data.test().label(i), classes)).toList(), classes);
    }

    private static Utterance utterance(byte[][] frames, int word, FrameClasses classes) {
        return new Utterance(frames, word, classes.label(frames, word));
    }

    private static List<byte[][]> frames(Dataset data) {
        return IntStream.range(0, data.size()).mapToObj(i -> SpeechFrames.quantize(data.sample(i, 0).frames())).toList();
    }

    /** Recordings to learn from. */
    public List<Utterance> train() {
        return train;
    }

    /** Recordings that judge the training. */
    public List<Utterance> validation() {
        return validation;
    }

    /** Recordings for the number that is reported. */
    public List<Utterance> test() {
        return test;
    }

    /** Classes of frames. */
    public FrameClasses classes() {
        return classes;
    }

    /** The same recordings with one class a word, for a first training with few outputs. */
    public SpeechTask wordsOnly() {
        FrameClasses one = classes.wordsOnly();
        return new SpeechTask(relabelled(train, one), relabelled(validation, one), relabelled(test, one), one);
    }

    private static List<Utterance> relabelled(List<Utterance> utterances, FrameClasses classes) {
        return utterances.stream().map(each -> utterance(each.frames(), each.word(), classes)).toList();
    }

    /** The read-out of words. */
    public WordReadout readout() {
        return new WordReadout(classes.words(), classes.perWord());
    }

    /** Recordings as samples of the training engine: every frame for its time steps, the frames' classes as targets. */
    public static List<Sample> samples(List<Utterance> utterances, int timeSteps) {
        var samples = new ArrayList<Sample>();
        for (Utterance each : utterances) {
            float[] targets = new float[each.classes().length];
            for (int f = 0; f < targets.length; f++) {
                targets[f] = each.classes()[f];
            }
            samples.add(Sample.of(SpeechFrames.inputs(each.frames(), timeSteps), each.word()).target(targets));
        }
        return samples;
    }

    /** Share of the words that a network in fixed point gets right, 0..1. */
    public double accuracy(RsnnNetwork network, List<Utterance> utterances) {
        WordReadout readout = readout();
        long right = utterances.parallelStream().filter(each -> readout.word(network.run(each.frames()), network.outputUnit()) == each.word()).count();
        return (double) right / utterances.size();
    }

    @Override
    public String toString() {
        return "speech task: " + train.size() + " recordings to learn from, " + validation.size() + " that judge, " + test.size() + " to test; " + classes.words() + " words, "
                + classes.size() + " classes of frames";
    }
}
