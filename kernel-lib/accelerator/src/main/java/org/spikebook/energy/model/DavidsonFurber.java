package org.spikebook.energy.model;

import java.util.Objects;

/**
 * The count of Davidson and Furber (Front. Neurosci. 15:651141, 2021), in units E of a 32-bit addition: an ANN pays 12 E for each synapse, an SNN 7 E
 * for each spike at each synapse (weight read 5, addition 1, write back 1 in our reading). So the SNN wins below 12 / 7 = 1.71 spikes a synapse.
 */
public final class DavidsonFurber implements EnergyModel {

    private final PriceSheet prices;

    private DavidsonFurber(PriceSheet prices) {
        this.prices = prices;
    }

    /** With the prices of the paper. */
    public static DavidsonFurber published() {
        return of(PriceSheet.named("davidson-furber"));
    }

    /** With prices of your own. */
    public static DavidsonFurber of(PriceSheet prices) {
        return new DavidsonFurber(Objects.requireNonNull(prices, "prices"));
    }

    /** Spikes per synapse and inference below which the SNN wins. */
    public double spikesPerSynapse() {
        return prices.value("conventionalSynapse") / prices.value("spikingSynapse");
    }

    @Override
    public String name() {
        return "Davidson-Furber 2021";
    }

    @Override
    public String boundary() {
        return "addition and SRAM access per synapse; " + prices.process();
    }

    @Override
    public ModelEnergy of(Workload workload) {
        double unit = prices.value("unit");
        double spiking = 0;
        double dense = 0;
        double direct = 0;
        for (LayerWork work : workload.layers()) {
            dense += work.layer().macs();
            if (workload.directInput() && work.equals(workload.layers().get(0))) {
                direct += work.layer().macs();
            } else {
                spiking += work.synapticOperations();
            }
        }
        double perSynapse = prices.value("conventionalSynapse");
        double perSpike = prices.value("spikingSynapse");
        double synapseData = perSynapse - prices.value("conventionalMultiply");
        return ModelEnergy.ofPicojoules(unit * (spiking * perSpike + direct * perSynapse),
                unit * (spiking * (perSpike - prices.value("spikingAdd")) + direct * synapseData), unit * dense * perSynapse, unit * dense * synapseData);
    }
}
