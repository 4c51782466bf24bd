package org.spikebook.accelerator.xpike;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.spikebook.energy.Origin;
import org.spikebook.network.Fields;
import org.spikebook.network.Weights;

/**
 * The configuration of an Xpikeformer chip (Song, Katti, Simeone, Rajendran, IEEE TVLSI 33(6), 2025; arXiv 2408.08794v2). The shipped
 * values are {@code data/chips/xpikeformer.json}, each with its source.
 *
 * @param arraySize cells along one side of a synaptic array
 * @param columnsPerAdc columns that share one converter
 * @param adcBits width of a converter, 1..16, or 0 for one that neither rounds below one level nor saturates
 * @param adcRange half its range, in standard deviations of calibration data
 * @param deviceBits resolution of a device, 1..8
 * @param pcm what the devices do
 * @param outputNoise standard deviation of the noise of every array output and step, in units of the largest weight
 * @param weightNoise standard deviation of a further error of each weight and inference, in units of the largest weight
 * @param membraneFraction bits of a membrane register below one code
 * @param clockMegahertz clock in MHz
 */
public record Xpikeformer(int arraySize, int columnsPerAdc, int adcBits, double adcRange, int deviceBits, PcmModel pcm, double outputNoise,
        double weightNoise, int membraneFraction, double clockMegahertz) {

    private static final String FILE = "/org/spikebook/data/chips/xpikeformer.json";

    public Xpikeformer {
        Objects.requireNonNull(pcm, "pcm");
        if (arraySize < 1 || columnsPerAdc < 1 || arraySize % columnsPerAdc != 0) {
            throw new IllegalArgumentException("Xpikeformer: columns per ADC must divide the array's " + arraySize + " columns, but was " + columnsPerAdc);
        }
        if (adcBits < 0 || adcBits > 16) {
            throw new IllegalArgumentException("Xpikeformer: ADC bits must be in 1..16, or 0 for an ideal one, but was " + adcBits);
        }
        if (!(adcRange > 0) || !(outputNoise >= 0) || !(weightNoise >= 0) || !(clockMegahertz > 0)) {
            throw new IllegalArgumentException("Xpikeformer: ADC range and clock must be above 0 and noise not negative, but were " + adcRange + ", "
                    + clockMegahertz + " MHz, " + outputNoise + " and " + weightNoise);
        }
        if (membraneFraction < 0 || membraneFraction > 24) {
            throw new IllegalArgumentException("Xpikeformer: membrane fraction must be in 0..24 bits, but was " + membraneFraction);
        }
    }

    /** The chip as published; what the paper leaves open is our choice, and the file says so. */
    public static Xpikeformer published() {
        JsonNode root;
        try (InputStream in = Xpikeformer.class.getResourceAsStream(FILE)) {
            root = new ObjectMapper().readTree(Objects.requireNonNull(in, FILE));
        } catch (IOException e) {
            throw new UncheckedIOException("resource '" + FILE + "': cannot be read", e);
        }
        var fields = new Fields("chip 'xpikeformer'", root, "name", "description", "values");
        var values = new Fields("chip 'xpikeformer'", fields.node("values"), "arraySize", "columnsPerAdc", "adcBits", "adcRange", "deviceBits",
                "outputNoise", "weightNoise", "membraneFraction", "clock");
        return new Xpikeformer((int) number(values, "arraySize"), (int) number(values, "columnsPerAdc"), (int) number(values, "adcBits"),
                number(values, "adcRange"), (int) number(values, "deviceBits"), PcmModel.pcmLike(), number(values, "outputNoise"),
                number(values, "weightNoise"), (int) number(values, "membraneFraction"), number(values, "clock"));
    }

    private static double number(Fields values, String key) {
        var entry = new Fields("chip 'xpikeformer', " + key, values.node(key), "value", "unit", "kind", "source");
        Origin.parse(entry.text("kind"), key);
        return entry.number("value");
    }

    /** The same chip without any noise and with ideal converters: it computes exactly what was meant. */
    public Xpikeformer ideal() {
        return adcBits(0).pcm(PcmModel.ideal()).noise(0, 0);
    }

    /** Cells along one side of an array; columns per ADC must divide it. */
    public Xpikeformer arraySize(int size) {
        return new Xpikeformer(size, columnsPerAdc, adcBits, adcRange, deviceBits, pcm, outputNoise, weightNoise, membraneFraction, clockMegahertz);
    }

    /** Width of a converter, 1..16; 0 for an ideal one. */
    public Xpikeformer adcBits(int bits) {
        return new Xpikeformer(arraySize, columnsPerAdc, bits, adcRange, deviceBits, pcm, outputNoise, weightNoise, membraneFraction, clockMegahertz);
    }

    /** Half the range of a converter, in standard deviations of calibration data. */
    public Xpikeformer adcRange(double deviations) {
        return new Xpikeformer(arraySize, columnsPerAdc, adcBits, deviations, deviceBits, pcm, outputNoise, weightNoise, membraneFraction, clockMegahertz);
    }

    /** Resolution of a device, 1..8. */
    public Xpikeformer deviceBits(int bits) {
        return new Xpikeformer(arraySize, columnsPerAdc, adcBits, adcRange, bits, pcm, outputNoise, weightNoise, membraneFraction, clockMegahertz);
    }

    /** What the devices do. */
    public Xpikeformer pcm(PcmModel pcm) {
        return new Xpikeformer(arraySize, columnsPerAdc, adcBits, adcRange, deviceBits, pcm, outputNoise, weightNoise, membraneFraction, clockMegahertz);
    }

    /** Noise of every output and step, and of each weight and inference, in units of the largest weight. */
    public Xpikeformer noise(double output, double weight) {
        return new Xpikeformer(arraySize, columnsPerAdc, adcBits, adcRange, deviceBits, pcm, output, weight, membraneFraction, clockMegahertz);
    }

    /** Bits of a membrane register below one code. */
    public Xpikeformer membraneFraction(int bits) {
        return new Xpikeformer(arraySize, columnsPerAdc, adcBits, adcRange, deviceBits, pcm, outputNoise, weightNoise, bits, clockMegahertz);
    }

    /** How a matrix lies on arrays of this chip. */
    public RowBlockMapping mapping(int outputs, int inputs) {
        return new RowBlockMapping(outputs, inputs, arraySize, columnsPerAdc);
    }

    /**
     * Programs a layer of LIF neurons into arrays of this chip.
     *
     * @param name name for messages
     * @param weights axes {@code [output][input]}
     * @param threshold at which a neuron spikes, above 0, in the unit of the weights
     * @param seed seed of programming spread and drift exponents
     */
    public AnalogLayer program(String name, Weights weights, double threshold, long seed) {
        return AnalogLayer.of(this, name, AnalogMatrix.program(weights, pcm, deviceBits, seed), threshold);
    }
}
