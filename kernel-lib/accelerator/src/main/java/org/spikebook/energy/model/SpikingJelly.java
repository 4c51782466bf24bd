package org.spikebook.energy.model;

import java.util.Locale;
import java.util.Objects;
import org.spikebook.network.Conv2d;

/**
 * The counters of SpikingJelly (github.com/fangwei123456/spikingjelly, {@code op_counter}).
 *
 * <pre>{@code
 * arithmetic   SNN = synaptic operations * E_AC,  ANN = MACs * E_MAC                       (FP32, FP16 or INT8)
 * with memory  SNN = (operations + T O) add + sum over transfers of bytes * price(bytes of the largest transfer)
 * }</pre>
 *
 * With memory (its variant of Lemaire's model) a layer reads its input, its weights and the potentials and writes its output and the potentials at every
 * step, 4 bytes a value. Where more than half of the input is zero it reads the spikes alone, and for each of them the weights that they reach. A
 * byte costs what the transfer's size says: linear between 0, 8 KiB, 32 KiB and 1 MiB, constant beyond. The address arithmetic is left out.
 */
public final class SpikingJelly implements EnergyModel {

    private static final int WORD = 4;

    private final PriceSheet prices;
    private final String format;

    private SpikingJelly(PriceSheet prices, String format) {
        this.prices = prices;
        this.format = format;
    }

    /** Arithmetic in 32-bit floating point. */
    public static SpikingJelly fp32() {
        return new SpikingJelly(PriceSheet.named("spikingjelly"), "Fp32");
    }

    /** Arithmetic in 16-bit floating point. */
    public static SpikingJelly fp16() {
        return new SpikingJelly(PriceSheet.named("spikingjelly"), "Fp16");
    }

    /** Arithmetic in 8-bit integers. */
    public static SpikingJelly int8() {
        return new SpikingJelly(PriceSheet.named("spikingjelly"), "Int8");
    }

    /** 32-bit arithmetic with memory. */
    public static SpikingJelly withMemory() {
        return new SpikingJelly(PriceSheet.named("spikingjelly"), "");
    }

    /** The same with prices of your own. */
    public SpikingJelly prices(PriceSheet prices) {
        return new SpikingJelly(Objects.requireNonNull(prices, "prices"), format);
    }

    /** Price of a byte of a buffer of so many bytes, in pJ. */
    public double pricePerByte(double bytes) {
        double[] sizes = {0, 8 * 1024, 32 * 1024, 1024 * 1024};
        double[] cost = {0, prices.value("memory8KiB"), prices.value("memory32KiB"), prices.value("memory1MiB")};
        double size = Math.max(0, Math.min(bytes, sizes[3]));
        int part = size <= sizes[1] ? 0 : size <= sizes[2] ? 1 : 2;
        return cost[part] + (cost[part + 1] - cost[part]) / (sizes[part + 1] - sizes[part]) * (size - sizes[part]);
    }

    @Override
    public String name() {
        return format.isEmpty() ? "SpikingJelly with memory" : "SpikingJelly " + format.toUpperCase(Locale.ROOT);
    }

    @Override
    public String boundary() {
        return (format.isEmpty() ? "32-bit arithmetic, and memory by the size of the buffers; "
                : "arithmetic only, " + (format.equals("Int8") ? "8-bit integers; " : format.substring(2) + "-bit floating point; ")) + prices.process();
    }

    @Override
    public ModelEnergy of(Workload workload) {
        return format.isEmpty() ? memory(workload) : arithmetic(workload);
    }

    private ModelEnergy arithmetic(Workload workload) {
        double mac = prices.value("multiplyAccumulate" + format);
        double ac = prices.value("accumulate" + format);
        double spiking = 0;
        double dense = 0;
        for (LayerWork work : workload.layers()) {
            double macs = work.layer().macs();
            boolean direct = workload.directInput() && work.equals(workload.layers().get(0));
            spiking += direct ? macs * mac : work.binary() ? work.synapticOperations() * ac : work.steps() * macs * mac;
            dense += macs * mac;
        }
        return ModelEnergy.ofPicojoules(spiking, 0, dense, 0);
    }

    /** Bytes that pass, and those of the largest transfer. */
    private static final class Transfers {
        private double bytes;
        private double largest;

        void add(double each, double times) {
            bytes += each * times;
            largest = Math.max(largest, each);
        }
    }

    private double cost(Transfers transfers) {
        return transfers.bytes * pricePerByte(transfers.largest);
    }

    private ModelEnergy memory(Workload workload) {
        double add = prices.value("add");
        double mac = prices.value("multiply") + add;
        var in = new Transfers();
        var out = new Transfers();
        var weights = new Transfers();
        var potentials = new Transfers();
        var annIn = new Transfers();
        var annOut = new Transfers();
        var annWeights = new Transfers();
        double operations = 0;
        double annOperations = 0;
        for (LayerWork work : workload.layers()) {
            double macs = work.layer().macs();
            double inputBytes = (double) WORD * work.inputs();
            double outputBytes = (double) WORD * work.outputs();
            double weightBytes = (double) WORD * work.layer().synapses();
            annIn.add(inputBytes, 1);
            annOut.add(outputBytes, 1);
            annWeights.add(weightBytes, 1);
            annOperations += macs * mac;
            if (workload.directInput() && work.equals(workload.layers().get(0))) {
                in.add(inputBytes, 1);
                out.add(outputBytes, 1);
                weights.add(weightBytes, 1);
                operations += macs * mac;
                continue;
            }
            int steps = work.steps();
            double spikes = work.spikesIn() / steps;
            boolean sparse = 1 - work.rateIn() > prices.value("sparseAbove");
            in.add(sparse ? WORD * spikes : inputBytes, steps);
            out.add(outputBytes, steps);
            weights.add(sparse ? WORD * spikes * weightsOfAnInput(work) : weightBytes, steps);
            if (work.layer().neuron().isPresent()) {
                potentials.add(outputBytes, 2.0 * steps);
                operations += (double) steps * work.outputs() * add;
            }
            operations += work.binary() ? work.synapticOperations() * add : steps * macs * mac;
        }
        double data = cost(in) + cost(out) + cost(weights) + cost(potentials);
        double annData = cost(annIn) + cost(annOut) + cost(annWeights);
        return ModelEnergy.ofPicojoules(operations + data, data, annOperations + annData, annData);
    }

    /** Weights that a spike meets: filters times kernel area, or outputs. */
    private static double weightsOfAnInput(LayerWork work) {
        return work.layer() instanceof Conv2d conv ? (double) conv.filters() * conv.kernelHeight() * conv.kernelWidth() : work.filters();
    }
}
