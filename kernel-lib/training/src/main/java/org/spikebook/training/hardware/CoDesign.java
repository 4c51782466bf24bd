package org.spikebook.training.hardware;

import java.util.List;
import java.util.Locale;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.network.Network;

/**
 * A network and the chip's configuration for it, found in turns (SpikeX-HAS, Section IV-B).
 *
 * @param network after the last training
 * @param choices windows before each training, and those for the network as it is now
 * @param edp energy-delay product by the hardware model at each choice, J·s, on the samples that the windows were chosen by
 */
public record CoDesign(Network network, List<ArchitectureChoice> choices, double[] edp) {

    public CoDesign {
        choices = List.copyOf(choices);
        edp = edp.clone();
    }

    /** By turn, J·s. */
    @Override
    public double[] edp() {
        return edp.clone();
    }

    /** The last choice. */
    public ArchitectureChoice choice() {
        return choices.get(choices.size() - 1);
    }

    /** The accelerator with these windows. */
    public Accelerator accelerator() {
        return choice().accelerator();
    }

    @Override
    public String toString() {
        var lines = new StringBuilder("Network '" + network.name() + "' and windows in " + (choices.size() - 1) + " turns");
        for (int i = 0; i < choices.size(); i++) {
            lines.append(String.format(Locale.ROOT, "%n%s: windows %s, EDP %.3g J·s by the model", i == 0 ? "at first" : "turn " + i, choices.get(i).windows(), edp[i]));
        }
        return lines.toString();
    }
}
