package org.spikebook.bits;

/** What a layer is to its network, for the {@link Counting}. */
public enum LayerRole {

    /** The first layer with weights where pixels enter the network. */
    STEM,
    /** A layer with weights that takes spikes. */
    MAIN,
    /** Query, key or value layer of a self-attention, or the projection behind it. On the main path. */
    ATTENTION_LINEAR,
    /** The products of queries, keys and values, which have no weights. */
    ATTENTION_PRODUCT,
    /** A layer in the shortcut of a residual block. */
    SHORTCUT,
    /** A fully connected layer behind the last convolution, or the last one where there is no convolution. */
    HEAD;

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
