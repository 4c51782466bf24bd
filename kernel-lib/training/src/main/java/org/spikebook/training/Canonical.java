package org.spikebook.training;

/** Between parameters as the engine keeps them and as everybody else does: {@code [output][input]}, {@code [filter][channel][ky][kx]}, neurons as in their shape. */
final class Canonical {

    private Canonical() {
    }

    /** Visits every parameter of a tensor: its place in the engine's array, in canonical order. */
    private interface Places {
        void visit(int place);
    }

    private static void visit(Node node, Tensor tensor, Places each) {
        if (node instanceof TokensNode tokens) {
            for (int place : tokens.places(tensor)) {
                each.visit(place);
            }
        } else if (node instanceof ConvNode conv && tensor == conv.weights) {
            for (int f = 0; f < conv.out.channels(); f++) {
                for (int c = 0; c < conv.in.channels(); c++) {
                    for (int ky = 0; ky < conv.kernelHeight(); ky++) {
                        for (int kx = 0; kx < conv.kernelWidth(); kx++) {
                            each.visit(conv.row(c, ky, kx) * tensor.pitch + f);
                        }
                    }
                }
            }
        } else if (tensor.rows > 1) {
            int[] rows = node.in.place();       // dense: inputs; recurrent: the neurons themselves
            int[] columns = node instanceof NeuronNode ? node.out.place() : null;
            for (int o = 0; o < tensor.columns; o++) {
                for (int i = 0; i < node.in.neurons(); i++) {
                    each.visit(rows[i] * tensor.pitch + (columns == null ? o : columns[o]));
                }
            }
        } else {
            for (int o = 0; o < tensor.columns; o++) {
                each.visit(o);
            }
        }
    }

    /** The values of an array laid out like a tensor, in canonical order. */
    static float[] read(Node node, Tensor tensor, float[] values) {
        var canonical = new float[size(node, tensor)];
        int[] at = {0};
        visit(node, tensor, place -> canonical[at[0]++] = values[place]);
        return canonical;
    }

    /** Fills an array laid out like a tensor. */
    static void write(Node node, Tensor tensor, float[] canonical, float[] values) {
        if (canonical.length != size(node, tensor)) {
            throw new IllegalArgumentException("parameter '" + tensor.name + "': has " + size(node, tensor) + " values, but got " + canonical.length);
        }
        int[] at = {0};
        visit(node, tensor, place -> values[place] = canonical[at[0]++]);
    }

    static int size(Node node, Tensor tensor) {
        int[] count = {0};
        visit(node, tensor, place -> count[0]++);
        return count[0];
    }
}
