package org.spikebook.energy.model;

import java.util.Objects;

/**
 * The comparison of Ottati et al. (arXiv 2306.15749): 8-bit weights and states, every operand from memory, every step computed densely, whatever fires.
 * With M multiply-accumulates, O outputs and C output channels of a layer, and m1, m8, m32 an access to so many bits:
 *
 * <pre>{@code
 * ANN          = M (mul8 + add32 + 2 m8) + O (mul32 + add32 + add8 + m8) + 2 C m32
 * SNN, a step  = M (add32 + m8 + m1) + O (mul32 + 3 add32 + 2 m8 + m1) + 3 C m32
 * }</pre>
 */
public final class Ottati implements EnergyModel {

    private final PriceSheet prices;

    private Ottati(PriceSheet prices) {
        this.prices = prices;
    }

    /** With the prices of the paper. */
    public static Ottati published() {
        return of(PriceSheet.named("ottati"));
    }

    /** With prices of your own. */
    public static Ottati of(PriceSheet prices) {
        return new Ottati(Objects.requireNonNull(prices, "prices"));
    }

    private double memory(int bits) {
        return prices.value("memory64") * bits / 64;
    }

    /** The ANN layer, in pJ: memory in {@link Cost#weights} and {@link Cost#movement}, the rest in {@link Cost#arithmetic}. */
    public Cost conventional(LayerWork work) {
        double macs = work.layer().macs();
        double outputs = work.outputs();
        double add32 = prices.value("add32");
        return new Cost(macs * memory(8) + outputs * memory(8), macs * memory(8) + 2 * work.filters() * memory(32),
                macs * (prices.value("multiply8") + add32), outputs * (prices.value("multiply32") + add32 + prices.value("add8")));
    }

    /** One dense step of the SNN layer, in pJ. */
    public Cost spikingStep(LayerWork work) {
        double macs = work.layer().macs();
        double outputs = work.outputs();
        double add32 = prices.value("add32");
        return new Cost(macs * memory(1) + outputs * (2 * memory(8) + memory(1)), macs * memory(8) + 3 * work.filters() * memory(32), macs * add32,
                outputs * (prices.value("multiply32") + 3 * add32));
    }

    @Override
    public String name() {
        return "Ottati 2023";
    }

    @Override
    public String boundary() {
        return "8-bit operands from memory, every step dense, no reuse; " + prices.process();
    }

    @Override
    public ModelEnergy of(Workload workload) {
        Cost snn = Cost.ZERO;
        Cost ann = Cost.ZERO;
        for (LayerWork work : workload.layers()) {
            boolean direct = workload.directInput() && work.equals(workload.layers().get(0));
            snn = snn.plus(direct ? conventional(work) : spikingStep(work).times(work.steps()));
            ann = ann.plus(conventional(work));
        }
        return ModelEnergy.ofPicojoules(snn.total(), snn.movement() + snn.weights(), ann.total(), ann.movement() + ann.weights());
    }
}
