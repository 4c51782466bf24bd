package org.spikebook.energy.model;

import java.util.Objects;

/**
 * The count of syops-counter (github.com/iCGY96/syops-counter): arithmetic only. A layer that gets ones and zeros accumulates,
 * {@code AC = T MACs rate}; one that gets any other number, such as the sum of two spikes, multiplies: {@code MAC = T MACs}. A neuron is one AC an
 * element and step. {@code E = 0.9 AC + 4.6 MAC} pJ.
 */
public final class SynapticOperations implements EnergyModel {

    private final PriceSheet prices;

    private SynapticOperations(PriceSheet prices) {
        this.prices = prices;
    }

    /** With the prices of the tool. */
    public static SynapticOperations published() {
        return of(PriceSheet.named("syops"));
    }

    /** With prices of your own. */
    public static SynapticOperations of(PriceSheet prices) {
        return new SynapticOperations(Objects.requireNonNull(prices, "prices"));
    }

    /** Energy in pJ of so many accumulations and multiply-accumulates. */
    public double energy(double accumulations, double multiplyAccumulates) {
        return prices.value("accumulate") * accumulations + prices.value("multiplyAccumulate") * multiplyAccumulates;
    }

    @Override
    public String name() {
        return "syops-counter";
    }

    @Override
    public String boundary() {
        return "arithmetic only, 32-bit floating point; " + prices.process();
    }

    @Override
    public ModelEnergy of(Workload workload) {
        double spiking = 0;
        double dense = 0;
        for (LayerWork work : workload.layers()) {
            double macs = work.layer().macs();
            boolean direct = workload.directInput() && work.equals(workload.layers().get(0));
            spiking += direct ? energy(0, macs) : work.binary() ? energy(work.steps() * macs * work.rateIn(), 0) : energy(0, work.steps() * macs);
            spiking += work.layer().neuron().isPresent() ? energy((double) work.steps() * work.outputs(), 0) : 0;
            dense += energy(0, macs);
        }
        return ModelEnergy.ofPicojoules(spiking, 0, dense, 0);
    }
}
