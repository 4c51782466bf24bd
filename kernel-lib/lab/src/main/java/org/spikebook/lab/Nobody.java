package org.spikebook.lab;

import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.LayerReport;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.spike.SpikeTensor;

/** Stands in a simulation whose accelerator is still to come. */
final class Nobody implements Accelerator {

    @Override
    public String name() {
        return "no accelerator yet";
    }

    @Override
    public String configuration() {
        return "";
    }

    @Override
    public double clockMegahertz() {
        return 1;
    }

    @Override
    public LayerReport simulate(LayerShape layer, SpikeTensor input) {
        throw new UnsupportedOperationException(name());
    }
}
