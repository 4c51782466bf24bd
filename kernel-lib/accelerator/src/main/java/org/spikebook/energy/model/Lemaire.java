package org.spikebook.energy.model;

import java.util.Objects;
import org.spikebook.network.Conv2d;
import org.spikebook.neuron.IntegrateAndFire;

/**
 * The analytical estimate of Lemaire et al. (ICONIP 2022, arXiv 2210.13107): operations, addresses and every access to memory, without any reuse. With
 * theta spikes in a tensor over an inference, kernel area k, and an access to a memory of n words priced {@code slope n bits + offset}:
 *
 * <pre>{@code
 * formal (FNN)            convolution              dense
 * multiply-accumulates    Cout Ho Wo Cin k         Ni No
 * additions               Cout Ho Wo               No                       (bias)
 * input reads             Cin Cout Ho Wo k         Ni
 * weight reads            Cin k Cout Ho Wo         Ni No
 * bias reads              Cout Ho Wo               No
 * output writes           Cout Ho Wo               No
 * address additions       Cin Hi Wi + Cout Ho Wo + Cout k        Ni No
 *
 * spiking (SNN)           convolution              dense
 * multiply-accumulates    T Cout Ho Wo             T No                     (leak; none where neurons do not leak)
 * additions               theta_in ceil(Hk/S) ceil(Wk/S) Cout + T Cout Ho Wo + theta_out      theta_in No + T No + theta_out
 * input reads             theta_in                 theta_in                 (queue)
 * weight reads            theta_in Cout k          theta_in No
 * bias reads              T Cout Ho Wo             T No
 * potential reads, writes theta_in Cout k + T Cout Ho Wo         theta_in No + T No       (each)
 * output writes           theta_out                theta_out                (queue)
 * address additions       theta_in Cout k          theta_in No
 * address mult.-acc.      2 theta_in               0
 * }</pre>
 *
 * A dense layer on a sequence takes No outputs of one token for each spike.
 */
public final class Lemaire implements EnergyModel {

    private final PriceSheet prices;
    private final double add;
    private final double multiplyAccumulate;

    /**
     * Energy of a layer by what it is spent on, in pJ.
     *
     * @param operations additions and multiplications
     * @param weights weight reads
     * @param bias bias reads
     * @param inputs input reads
     * @param outputs output writes
     * @param potentials potential reads and writes
     * @param addresses address arithmetic
     */
    public record Terms(double operations, double weights, double bias, double inputs, double outputs, double potentials, double addresses) {

        /** Sum in pJ. */
        public double total() {
            return operations + data() + addresses;
        }

        /** All accesses to memory, in pJ. */
        public double data() {
            return weights + bias + inputs + outputs + potentials;
        }
    }

    private Lemaire(PriceSheet prices) {
        this.prices = prices;
        this.add = prices.value("add");
        this.multiplyAccumulate = prices.value("multiply") + add;
    }

    /** With the prices of the paper, 32-bit. */
    public static Lemaire published() {
        return of(PriceSheet.named("lemaire"));
    }

    /** With prices of your own. */
    public static Lemaire of(PriceSheet prices) {
        return new Lemaire(Objects.requireNonNull(prices, "prices"));
    }

    /** Price of an access to a memory of so many words, in pJ. */
    public double access(double words) {
        return prices.value("memorySlope") * words * prices.value("wordBits") + prices.value("memoryOffset");
    }

    /** The formal layer. */
    public Terms formal(LayerWork work) {
        double macs = work.layer().macs();
        double outputs = work.outputs();
        double inputReads = macs;
        double addresses = macs;
        if (work.layer() instanceof Conv2d conv) {
            addresses = work.inputs() + outputs + (double) conv.filters() * conv.kernelHeight() * conv.kernelWidth();
        } else {
            inputReads = work.inputs();
        }
        return new Terms(macs * multiplyAccumulate + outputs * add, macs * access(work.layer().synapses()), outputs * access(work.filters()),
                inputReads * access(work.inputs()), outputs * access(outputs), 0, addresses * add);
    }

    /** The spiking layer. */
    public Terms spiking(LayerWork work) {
        double spikes = work.spikesIn();
        double updates = (double) work.steps() * work.outputs();
        double reached = spikes * work.filters();
        double additions = reached;
        double addressMultiplications = 0;
        if (work.layer() instanceof Conv2d conv) {
            additions = reached * Math.ceil((double) conv.kernelHeight() / conv.strideY()) * Math.ceil((double) conv.kernelWidth() / conv.strideX());
            reached *= (double) conv.kernelHeight() * conv.kernelWidth();
            addressMultiplications = 2 * spikes;
        }
        boolean leaks = work.layer().neuron().isPresent() && !(work.layer().neuron().get() instanceof IntegrateAndFire);
        double queue = access(prices.value("fifoWords"));
        return new Terms((additions + updates + work.spikesOut()) * add + (leaks ? updates * multiplyAccumulate : 0),
                reached * access(work.layer().synapses()), updates * access(work.filters()), spikes * queue, work.spikesOut() * queue,
                2 * (reached + updates) * access(work.outputs()), reached * add + addressMultiplications * multiplyAccumulate);
    }

    @Override
    public String name() {
        return "Lemaire 2022";
    }

    @Override
    public String boundary() {
        return "32-bit arithmetic, addresses and every memory access, no reuse; " + prices.process();
    }

    @Override
    public ModelEnergy of(Workload workload) {
        double snn = 0;
        double snnData = 0;
        double fnn = 0;
        double fnnData = 0;
        for (LayerWork work : workload.layers()) {
            Terms formal = formal(work);
            Terms spiking = workload.directInput() && work.equals(workload.layers().get(0)) ? formal : spiking(work);
            snn += spiking.total();
            snnData += spiking.data();
            fnn += formal.total();
            fnnData += formal.data();
        }
        return ModelEnergy.ofPicojoules(snn, snnData, fnn, fnnData);
    }
}
