package org.spikebook.accelerator.xpike;

/** The four implementations of one transformer that are compared (Xpikeformer, Section VI). */
public enum TransformerPlatform {
    /** An ANN with INT8 weights and activations in digital logic. */
    ANN_QUANT("ANN-Quant"),
    /** The same ANN with its weights in analog arrays; attention stays digital. */
    ANN_QUANT_AIMC("ANN-Quant+AIMC"),
    /** A spiking transformer in digital logic: masked additions, T stored pre-activations. */
    SNN_DIGITAL("SNN-Digi-Opt"),
    /** Analog arrays and stochastic attention cells. */
    XPIKEFORMER("Xpikeformer");

    private final String label;

    TransformerPlatform(String label) {
        this.label = label;
    }

    /** Name as in the paper's figures. */
    public String label() {
        return label;
    }
}
