package org.spikebook.network;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;

/**
 * Deep networks of the literature, built with our own builder: geometry, batch norms and neurons, no weights. Convolutions have no bias
 * since a batch norm follows each. Neurons are those of the bit-budget paper (Shen et al., CVPR 2024, eq. 1): tau 2, threshold 1, hard reset to 0.
 */
final class Architectures {

    private static final Neuron LIF = Neuron.lif(0.5);

    private Architectures() {
    }

    /** Every named architecture, by its name. */
    static Map<String, Supplier<Network>> all() {
        var all = new LinkedHashMap<String, Supplier<Network>>();
        all.put("resnet-19", Architectures::resNet19);
        all.put("resnet-20", Architectures::resNet20);
        all.put("resnet-34", () -> resNet34(false));
        all.put("resnet-50", () -> resNet50(false, false));
        all.put("resnet-50-v1.5", () -> resNet50(false, true));
        all.put("sew-resnet-34", () -> resNet34(true));
        all.put("sew-resnet-50", () -> resNet50(true, true));
        for (int[] size : new int[][] {{4, 256}, {2, 384}, {4, 384}}) {
            all.put("spikformer-" + size[0] + "-" + size[1], () -> spikformerCifar(size[0], size[1]));
        }
        for (int[] size : new int[][] {{8, 384}, {6, 512}, {8, 512}, {10, 512}, {8, 768}}) {
            all.put("spikformer-" + size[0] + "-" + size[1], () -> spikformer(size[0], size[1]));
        }
        all.put("vgg-9", Architectures::vgg9);
        all.put("vgg-16", Architectures::vgg16);
        all.put("cifarnet", Architectures::cifarNet);
        return all;
    }

    /** Convolution and batch norm; the neuron is the caller's. */
    private static Network.Builder conv(Network.Builder builder, String name, int filters, int kernel, int stride) {
        return builder.conv2d(name, c -> c.filters(filters).kernel(kernel).stride(stride).padding(kernel / 2)).batchNorm(name + ".BN");
    }

    private static Network.Builder firing(Network.Builder builder, String name, int filters, int kernel, int stride) {
        return conv(builder, name, filters, kernel, stride).neuron(LIF);
    }

    /**
     * One residual block. Of Spiking ResNet: currents of body and shortcut add up and then fire. Of SEW-ResNet: both fire, and their spikes add up.
     *
     * @param kernels kernel of each convolution of the body
     * @param widths filters of each
     * @param strides stride of each
     */
    private static void block(Network.Builder builder, String name, boolean sew, int[] kernels, int[] widths, int[] strides) {
        int last = kernels.length - 1;
        int stride = 1;
        for (int s : strides) {
            stride *= s;
        }
        int across = stride;
        boolean projects = stride != 1 || builder.shape().size("channel") != widths[last];
        builder.residual(name, r -> {
            r.body(b -> {
                for (int i = 0; i <= last; i++) {
                    conv(b, name + ".CONV" + (i + 1), widths[i], kernels[i], strides[i]);
                    if (sew || i < last) {
                        b.neuron(LIF);
                    }
                }
            });
            if (projects) {
                r.shortcut(s -> {
                    conv(s, name + ".DOWN", widths[last], 1, across);
                    if (sew) {
                        s.neuron(LIF);
                    }
                });
            }
        });
        if (!sew) {
            builder.neuron(LIF);
        }
    }

    private static void basic(Network.Builder builder, String name, boolean sew, int width, int stride) {
        block(builder, name, sew, new int[] {3, 3}, new int[] {width, width}, new int[] {stride, 1});
    }

    private static Network.Builder imageNetStem(String name) {
        var builder = Network.builder(name, Shape.image(3, 224, 224)).steps(4);
        return firing(builder, "STEM", 64, 7, 2).maxPool("POOL", p -> p.window(3).stride(2).padding(1));
    }

    static Network resNet34(boolean sew) {
        var builder = imageNetStem(sew ? "sew-resnet-34" : "resnet-34").source(sew ? "Fang et al., NeurIPS 2021" : "He et al., CVPR 2016, Table 1; spiking as in Hu et al. 2018");
        int[] blocks = {3, 4, 6, 3};
        for (int stage = 0; stage < 4; stage++) {
            for (int i = 0; i < blocks[stage]; i++) {
                basic(builder, "B" + (stage + 1) + "." + (i + 1), sew, 64 << stage, stage > 0 && i == 0 ? 2 : 1);
            }
        }
        return builder.averagePool("MEAN", 7).dense("HEAD", 1000).build();
    }

    /** @param strideInside whether the 3 x 3 convolution of a bottleneck carries the stride ("v1.5"), else its first 1 x 1 ("v1") */
    static Network resNet50(boolean sew, boolean strideInside) {
        var builder = imageNetStem(sew ? "sew-resnet-50" : strideInside ? "resnet-50-v1.5" : "resnet-50")
                .source(sew ? "Fang et al., NeurIPS 2021, strides as in their code" : "He et al., CVPR 2016, Table 1; stride in the " + (strideInside ? "3 x 3" : "1 x 1") + " convolution");
        int[] blocks = {3, 4, 6, 3};
        for (int stage = 0; stage < 4; stage++) {
            for (int i = 0; i < blocks[stage]; i++) {
                int width = 64 << stage;
                int stride = stage > 0 && i == 0 ? 2 : 1;
                block(builder, "B" + (stage + 1) + "." + (i + 1), sew, new int[] {1, 3, 1}, new int[] {width, width, 4 * width},
                        strideInside ? new int[] {1, stride, 1} : new int[] {stride, 1, 1});
            }
        }
        return builder.averagePool("MEAN", 7).dense("HEAD", 1000).build();
    }

    static Network resNet19() {
        var builder = Network.builder("resnet-19", Shape.image(3, 32, 32)).steps(4).source("Zheng et al., AAAI 2021 (tdBN), 32 x 32 images");
        firing(builder, "STEM", 128, 3, 1);
        int[] blocks = {3, 3, 2};
        for (int stage = 0; stage < 3; stage++) {
            for (int i = 0; i < blocks[stage]; i++) {
                basic(builder, "B" + (stage + 1) + "." + (i + 1), false, 128 << stage, stage > 0 && i == 0 ? 2 : 1);
            }
        }
        return builder.averagePool("MEAN", 8).dense("FC1", 256).neuron(LIF).dense("HEAD", 10).build();
    }

    static Network resNet20() {
        var builder = Network.builder("resnet-20", Shape.image(3, 32, 32)).steps(5).source("He et al., CVPR 2016, Section 4.2, 32 x 32 images");
        firing(builder, "STEM", 16, 3, 1);
        for (int stage = 0; stage < 3; stage++) {
            for (int i = 0; i < 3; i++) {
                basic(builder, "B" + (stage + 1) + "." + (i + 1), false, 16 << stage, stage > 0 && i == 0 ? 2 : 1);
            }
        }
        return builder.averagePool("MEAN", 8).dense("HEAD", 10).build();
    }

    /** The patch splitting of Spikformer: four convolutions, each twice as wide, and a fifth round which a shortcut leads. */
    private static Network.Builder splitting(Network.Builder builder, int width, int pools) {
        for (int i = 0; i < 4; i++) {
            firing(builder, i == 0 ? "STEM" : "SPS" + i, width >> 3 - i, 3, 1);
            if (i >= 4 - pools) {
                builder.maxPool("POOL" + (i + 1), p -> p.window(3).stride(2).padding(1));
            }
        }
        return builder.residual("POSITION", r -> r.body(b -> firing(b, "RPE", width, 3, 1)));
    }

    private static Network encoder(Network.Builder builder, int blocks, int width, int heads, int classes) {
        for (int i = 1; i <= blocks; i++) {
            String name = "E" + i;
            builder.residual(name + ".ATTENTION", r -> r.body(b -> {
                b.selfAttention(name + ".SSA", a -> a.heads(heads).scale(0.125)
                        .projections((branch, p) -> firing(p, name + "." + branch.substring(0, 1).toUpperCase(java.util.Locale.ROOT), width, 1, 1)));
                b.neuron(Neuron.lif(0.5).threshold(0.5));
                firing(b, name + ".PROJ", width, 1, 1);
            }));
            builder.residual(name + ".MLP", r -> r.body(b -> {
                firing(b, name + ".FC1", 4 * width, 1, 1);
                firing(b, name + ".FC2", width, 1, 1);
            }));
        }
        return builder.averagePool("MEAN", builder.shape().size("y")).dense("HEAD", classes).build();
    }

    static Network spikformer(int blocks, int width) {
        var builder = Network.builder("spikformer-" + blocks + "-" + width, Shape.image(3, 224, 224)).steps(4)
                .source("Zhou et al., ICLR 2023, 224 x 224 images, 14 x 14 tokens");
        return encoder(splitting(builder, width, 4), blocks, width, 8, 1000);
    }

    static Network spikformerCifar(int blocks, int width) {
        var builder = Network.builder("spikformer-" + blocks + "-" + width, Shape.image(3, 32, 32)).steps(4)
                .source("Zhou et al., ICLR 2023, 32 x 32 images, 8 x 8 tokens");
        return encoder(splitting(builder, width, 2), blocks, width, width % 12 == 0 ? 12 : 8, 10);
    }

    static Network vgg9() {
        var builder = Network.builder("vgg-9", Shape.image(3, 32, 32)).steps(5).source("a common VGG of nine layers for 32 x 32 images; ours in detail");
        firing(builder, "STEM", 64, 3, 1);
        firing(builder, "CONV2", 64, 3, 1).averagePool("POOL1", 2);
        firing(builder, "CONV3", 128, 3, 1);
        firing(builder, "CONV4", 128, 3, 1).averagePool("POOL2", 2);
        firing(builder, "CONV5", 256, 3, 1);
        firing(builder, "CONV6", 256, 3, 1);
        firing(builder, "CONV7", 256, 3, 1).averagePool("POOL3", 2);
        return builder.dense("FC1", 1024).neuron(LIF).dense("HEAD", 10).build();
    }

    static Network vgg16() {
        var builder = Network.builder("vgg-16", Shape.image(3, 224, 224)).steps(5).source("Simonyan and Zisserman, ICLR 2015, configuration D");
        int[][] stages = {{64, 2}, {128, 2}, {256, 3}, {512, 3}, {512, 3}};
        int number = 1;
        for (int stage = 0; stage < stages.length; stage++) {
            for (int i = 0; i < stages[stage][1]; i++, number++) {
                firing(builder, number == 1 ? "STEM" : "CONV" + number, stages[stage][0], 3, 1);
            }
            builder.averagePool("POOL" + (stage + 1), 2);
        }
        return builder.dense("FC1", 4096).neuron(LIF).dense("FC2", 4096).neuron(LIF).dense("HEAD", 1000).build();
    }

    static Network cifarNet() {
        var builder = Network.builder("cifarnet", Shape.image(3, 32, 32)).steps(8).source("Fang et al., ICCV 2021 (PLIF), the CIFAR-10 network");
        for (int i = 1; i <= 6; i++) {
            firing(builder, i == 1 ? "STEM" : "CONV" + i, 256, 3, 1);
            if (i % 3 == 0) {
                builder.maxPool("POOL" + i / 3, 2);
            }
        }
        return builder.dense("FC1", 2048).neuron(LIF).dense("HEAD", 10).neuron(LIF).build();
    }
}
