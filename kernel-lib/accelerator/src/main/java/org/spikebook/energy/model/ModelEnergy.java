package org.spikebook.energy.model;

import org.spikebook.energy.Energy;

/**
 * What a model says of one inference.
 *
 * @param spiking energy of the spiking network
 * @param spikingData the part of it that moves, reads or writes data
 * @param conventional energy of the conventional network that the model sets beside it (an ANN, or the quantised twin)
 * @param conventionalData the part of it that moves, reads or writes data
 */
public record ModelEnergy(Energy spiking, Energy spikingData, Energy conventional, Energy conventionalData) {

    static ModelEnergy ofPicojoules(double spiking, double spikingData, double conventional, double conventionalData) {
        return new ModelEnergy(new Energy(spiking), new Energy(spikingData), new Energy(conventional), new Energy(conventionalData));
    }

    /** Spiking over conventional; below 1 the spiking network wins. */
    public double ratio() {
        return spiking.picojoules() / conventional.picojoules();
    }

    /** Share of the spiking energy that goes into data, 0..1. */
    public double spikingDataShare() {
        return spiking.picojoules() == 0 ? 0 : spikingData.picojoules() / spiking.picojoules();
    }
}
