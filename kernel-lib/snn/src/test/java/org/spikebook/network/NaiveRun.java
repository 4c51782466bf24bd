package org.spikebook.network;

import java.util.ArrayList;
import java.util.List;
import org.spikebook.neuron.IntegrateAndFire;
import org.spikebook.neuron.LeakyIntegrateAndFire;
import org.spikebook.neuron.MultiBitLif;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Reset;
import org.spikebook.neuron.Tie;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;

/** An independent, dense, gathering implementation of the layer and neuron equations, layer after layer over all steps. */
final class NaiveRun {

    private NaiveRun() {
    }

    /** Values that leave each layer of network.allLayers(), axes [layer][step][neuron]. */
    static List<double[][]> run(Network network, SpikeTensor input) {
        int steps = input.steps();
        double[][] values = new double[steps][input.neurons()];
        for (int t = 0; t < steps; t++) {
            for (int n = 0; n < input.neurons(); n++) {
                values[t][n] = input.value(n, t);
            }
        }
        var all = new ArrayList<double[][]>();
        chain(network.layers(), values, all);
        return all;
    }

    private static double[][] chain(List<Layer> layers, double[][] in, List<double[][]> all) {
        double[][] values = in;
        int steps = in.length;
        for (Layer layer : layers) {
            double[][] out = new double[steps][];
            if (layer instanceof Recurrent recurrent) {
                double[] u = new double[recurrent.outputs()];
                for (int t = 0; t < steps; t++) {
                    double[] current = new double[recurrent.outputs()];
                    for (int o = 0; o < current.length; o++) {
                        double sum = recurrent.bias().isPresent() ? recurrent.bias().get().at(o) : 0;
                        for (int j = 0; j < recurrent.inputs(); j++) {
                            sum += recurrent.weights().orElseThrow().at(o, j) * values[t][j];
                        }
                        for (int k = 0; k < current.length; k++) {
                            sum += recurrent.recurrentWeights().orElseThrow().at(o, k) * (t < recurrent.delay() ? 0 : out[t - recurrent.delay()][k]);
                        }
                        current[o] = sum;
                    }
                    out[t] = fire(layer.neuron().orElseThrow(), current, u);
                }
            } else {
                var branches = new ArrayList<double[][]>();
                if (layer instanceof Block block) {
                    for (Block.Branch branch : block.branches()) {
                        branches.add(chain(branch.layers(), values, all));
                    }
                }
                double[] u = new double[layer.output().size()];
                for (int t = 0; t < steps; t++) {
                    double[] linear = layer instanceof Block block ? join(block, branches, t) : linear(layer, values[t]);
                    out[t] = layer.neuron().isPresent() ? fire(layer.neuron().get(), linear, u) : linear;
                }
            }
            all.add(out);
            values = out;
        }
        return values;
    }

    private static double[] join(Block block, List<double[][]> branches, int t) {
        double[] out = new double[block.output().size()];
        if (block instanceof SelfAttention attention) {
            int tokens = attention.tokens();
            int width = attention.features() / attention.heads();
            for (int m = 0; m < tokens; m++) {
                for (int f = 0; f < attention.features(); f++) {
                    double sum = 0;
                    for (int n = 0; n < tokens; n++) {
                        double score = 0;
                        for (int j = f / width * width; j < (f / width + 1) * width; j++) {
                            score += at(attention, branches.get(0)[t], m, j) * at(attention, branches.get(1)[t], n, j);
                        }
                        sum += score * at(attention, branches.get(2)[t], n, f);
                    }
                    out[block.output().isImage() ? f * tokens + m : m * attention.features() + f] = attention.scale() * sum;
                }
            }
            return out;
        }
        for (int n = 0; n < out.length; n++) {
            double body = branches.get(0)[t][n];
            double shortcut = branches.get(1)[t][n];
            out[n] = switch (((Residual) block).join()) {
                case ADD -> body + shortcut;
                case AND -> body == 1 && shortcut == 1 ? 1 : 0;
                case IAND -> body == 0 && shortcut == 1 ? 1 : 0;
            };
        }
        return out;
    }

    private static double at(SelfAttention attention, double[] values, int token, int feature) {
        return values[attention.output().isImage() ? feature * attention.tokens() + token : token * attention.features() + feature];
    }

    private static double[] linear(Layer layer, double[] in) {
        double[] out = new double[layer.output().size()];
        if (layer instanceof Dense dense) {
            for (int token = 0; token < dense.tokens(); token++) {
                for (int o = 0; o < dense.outputs(); o++) {
                    double sum = dense.bias().isPresent() ? dense.bias().get().at(o) : 0;
                    for (int j = 0; j < dense.inputs(); j++) {
                        sum += dense.weights().orElseThrow().at(o, j) * in[token * dense.inputs() + j];
                    }
                    out[token * dense.outputs() + o] = sum;
                }
            }
        } else if (layer instanceof Conv2d conv) {
            Shape to = conv.output();
            for (int f = 0; f < conv.filters(); f++) {
                for (int y = 0; y < to.size("y"); y++) {
                    for (int x = 0; x < to.size("x"); x++) {
                        double sum = conv.bias().isPresent() ? conv.bias().get().at(f) : 0;
                        for (int c = 0; c < conv.channels(); c++) {
                            for (int ky = 0; ky < conv.kernelHeight(); ky++) {
                                for (int kx = 0; kx < conv.kernelWidth(); kx++) {
                                    sum += conv.weights().orElseThrow().at(f, c, ky, kx) * pixel(conv.input(), in, c,
                                            y * conv.strideY() + ky - conv.paddingY(), x * conv.strideX() + kx - conv.paddingX(), 0);
                                }
                            }
                        }
                        out[(f * to.size("y") + y) * to.size("x") + x] = sum;
                    }
                }
            }
        } else if (layer instanceof Pool pool) {
            Shape to = pool.output();
            boolean max = pool.pooling() == Pool.Kind.MAX;
            for (int c = 0; c < to.size("channel"); c++) {
                for (int y = 0; y < to.size("y"); y++) {
                    for (int x = 0; x < to.size("x"); x++) {
                        double value = max ? Double.NEGATIVE_INFINITY : 0;
                        for (int ky = 0; ky < pool.windowHeight(); ky++) {
                            for (int kx = 0; kx < pool.windowWidth(); kx++) {
                                double v = pixel(pool.input(), in, c, y * pool.strideY() + ky - pool.paddingY(),
                                        x * pool.strideX() + kx - pool.paddingX(), max ? Double.NEGATIVE_INFINITY : 0);
                                value = max ? Math.max(value, v) : value + v;
                            }
                        }
                        out[(c * to.size("y") + y) * to.size("x") + x] = pool.pooling() == Pool.Kind.AVERAGE
                                ? value / (pool.windowHeight() * pool.windowWidth()) : value;
                    }
                }
            }
        } else if (layer instanceof BatchNorm norm) {
            for (int n = 0; n < out.length; n++) {
                out[n] = norm.factor(norm.channel(n)) * in[n] + norm.offset(norm.channel(n));
            }
        } else {
            out = in.clone();
        }
        return out;
    }

    private static double pixel(Shape shape, double[] in, int c, int y, int x, double outside) {
        if (y < 0 || x < 0 || y >= shape.size("y") || x >= shape.size("x")) {
            return outside;
        }
        return in[(c * shape.size("y") + y) * shape.size("x") + x];
    }

    /** IF and LIF with uniform parameters; u is updated in place. */
    private static double[] fire(Neuron neuron, double[] current, double[] u) {
        if (neuron instanceof MultiBitLif m) {
            double[] spikes = new double[u.length];
            for (int n = 0; n < u.length; n++) {
                double v = m.beta().at(n) * u[n] + current[n];
                while (spikes[n] < m.maxSpikes() && (spikes[n] + 1) * m.threshold().at(n) <= v) {
                    spikes[n]++;
                }
                u[n] = spikes[n] == 0 ? v : m.resetPotential().at(n);
            }
            return spikes;
        }
        double beta = neuron instanceof LeakyIntegrateAndFire l ? l.beta().at(0) : 1;
        double threshold = neuron instanceof LeakyIntegrateAndFire l ? l.threshold().at(0) : ((IntegrateAndFire) neuron).threshold().at(0);
        Reset reset = neuron instanceof LeakyIntegrateAndFire l ? l.reset() : ((IntegrateAndFire) neuron).reset();
        Tie tie = neuron instanceof LeakyIntegrateAndFire l ? l.tie() : ((IntegrateAndFire) neuron).tie();
        double[] spikes = new double[u.length];
        for (int n = 0; n < u.length; n++) {
            double v = beta * u[n] + current[n];
            while (spikes[n] < neuron.maxSpikes() && (v > threshold || v == threshold && tie == Tie.FIRES)) {
                spikes[n]++;
                v = reset == Reset.HARD ? 0 : v - threshold;
            }
            u[n] = v;
        }
        return spikes;
    }
}
