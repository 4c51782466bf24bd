package org.spikebook.network;

import java.util.Arrays;
import java.util.List;

/** How the branches of a block meet in the reference run, at one step. */
interface Joint {

    /**
     * One step.
     *
     * @param branches what leaves each branch
     * @param output receives every value, shape [output neuron]
     */
    void step(List<Frame> branches, double[] output);

    static Joint of(Block block) {
        if (block instanceof Residual residual) {
            return switch (residual.join()) {
                case ADD -> (in, out) -> each(in, out, (a, s) -> a + s);
                case AND -> (in, out) -> each(in, out, (a, s) -> a * s);
                case IAND -> (in, out) -> each(in, out, (a, s) -> (1 - a) * s);
            };
        }
        return new Attention((SelfAttention) block);
    }

    private static void each(List<Frame> in, double[] out, java.util.function.DoubleBinaryOperator join) {
        double[] a = in.get(0).values;
        double[] s = in.get(1).values;
        for (int n = 0; n < out.length; n++) {
            out[n] = join.applyAsDouble(a[n], s[n]);
        }
    }

    /** {@code scale * q (k v)}, spike by spike; whole numbers until the scale. */
    final class Attention implements Joint {

        private final int tokens;
        private final int features;
        private final int width;            // features of a head
        private final boolean image;
        private final double scale;
        private final double[] context;     // [feature of the key][feature of the value within the head]

        Attention(SelfAttention layer) {
            this.tokens = layer.tokens();
            this.features = layer.features();
            this.width = features / layer.heads();
            this.image = layer.output().isImage();
            this.scale = layer.scale();
            this.context = new double[features * width];
        }

        @Override
        public void step(List<Frame> branches, double[] output) {
            Frame query = branches.get(0);
            Frame key = branches.get(1);
            Frame value = branches.get(2);
            Arrays.fill(context, 0);
            for (int i = 0; i < key.count; i++) {
                int n = key.active[i];
                int feature = feature(n);
                int head = feature / width * width;
                for (int j = 0; j < width; j++) {
                    context[feature * width + j] += key.values[n] * value.values[neuron(token(n), head + j)];
                }
            }
            Arrays.fill(output, 0);
            for (int i = 0; i < query.count; i++) {
                int n = query.active[i];
                int feature = feature(n);
                int head = feature / width * width;
                for (int j = 0; j < width; j++) {
                    output[neuron(token(n), head + j)] += query.values[n] * context[feature * width + j];
                }
            }
            for (int n = 0; n < output.length; n++) {
                output[n] *= scale;
            }
        }

        private int feature(int neuron) {
            return image ? neuron / tokens : neuron % features;
        }

        private int token(int neuron) {
            return image ? neuron % tokens : neuron / features;
        }

        private int neuron(int token, int feature) {
            return image ? feature * tokens + token : token * features + feature;
        }
    }
}
