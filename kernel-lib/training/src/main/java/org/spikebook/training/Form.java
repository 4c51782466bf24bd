package org.spikebook.training;

import org.spikebook.spike.Shape;

/**
 * How a layer's values lie in memory: features one after the other, images as {@code [y][x][channel]} with padded channels. {@code place} takes the number of a neuron
 * (as in {@link Shape}: channel, y, x) to its place in a row.
 */
record Form(int neurons, int width, int channels, int height, int breadth, int channelPitch, int[] place) {

    static Form features(int n, boolean padded) {
        int[] place = new int[n];
        for (int i = 0; i < n; i++) {
            place[i] = i;
        }
        return new Form(n, Kernels.padded(n), 0, 0, 0, 0, place);
    }

    /** @param tight whether channels lie close, as those of the input, which nothing is written to */
    static Form image(int channels, int height, int breadth, boolean tight) {
        int pitch = tight ? channels : Kernels.padded(channels);
        int[] place = new int[channels * height * breadth];
        for (int c = 0, i = 0; c < channels; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < breadth; x++, i++) {
                    place[i] = (y * breadth + x) * pitch + c;
                }
            }
        }
        return new Form(place.length, Kernels.padded(height * breadth * pitch), channels, height, breadth, pitch, place);
    }

    static Form of(Shape shape, boolean tight) {
        return shape.isImage() ? image(shape.size("channel"), shape.size("y"), shape.size("x"), tight) : features(shape.size(), !tight);
    }

    boolean isImage() {
        return channels > 0;
    }
}
