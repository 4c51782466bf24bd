package org.spikebook.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.spikebook.event.MalformedFileException;
import org.spikebook.event.WholeFile;
import org.spikebook.nir.NirImport;

/**
 * Networks that come with Spikebook, and networks from files. The presets have geometry and neurons but no weights: use
 * {@link Network#withRandomWeights} where they are to run.
 */
public final class Networks {

    private static final List<String> FILES = List.of("dvs-gesture-medium", "dvs-gesture-large", "n-mnist", "speech");

    private Networks() {
    }

    /** DVSG-Medium of the SpikeX paper (Table II): 64 x 64 events of DVS128 Gesture, four convolutions, two dense layers, T = 300. */
    public static Network dvsGestureMedium() {
        return preset("dvs-gesture-medium");
    }

    /** DVSG-Large of the SpikeX paper (Table II): 32 x 32 events of DVS128 Gesture, three convolutions, two dense layers, T = 300. */
    public static Network dvsGestureLarge() {
        return preset("dvs-gesture-large");
    }

    /** The N-MNIST network of the SpikeX paper (Table II): 34 x 34 events, three convolutions, one dense layer, T = 30. */
    public static Network nMnist() {
        return preset("n-mnist");
    }

    /**
     * The phoneme network of the speech accelerator (arXiv 2503.21337) after structured pruning: 40 features, two recurrent LIF layers of 128, 1920
     * outputs without neurons, two time steps a frame. Each frame enters at two steps one after the other; the spikes of a layer come back two steps
     * later, at the same time step of the next frame; membranes go on from step to step.
     */
    public static Network speech() {
        return preset("speech");
    }

    /**
     * The same in other sizes.
     *
     * @param hidden neurons of each recurrent layer, 1 or more: 256 before structured pruning
     * @param outputs outputs, 1 or more
     * @param timeSteps time steps of a frame, 1 or more; also the delay of the recurrent layers
     */
    public static Network speech(int hidden, int outputs, int timeSteps) {
        Network preset = speech();
        var builder = Network.builder(preset.name(), preset.input());
        preset.source().ifPresent(builder::source);
        for (String name : List.of("L0", "L1")) {
            builder.recurrent(name, r -> r.units(hidden).delay(timeSteps)).neuron(preset.layer(name).neuron().orElseThrow());
        }
        return builder.dense("FC", outputs).build();
    }

    /**
     * A network that comes with Spikebook, by its name: that of a file in {@code data/networks}, or of an architecture, such as
     * {@code "spikformer-8-512"}.
     *
     * @throws IllegalArgumentException if there is none of that name; the message names the nearest
     */
    public static Network named(String name) {
        Supplier<Network> architecture = Architectures.all().get(name);
        if (architecture != null) {
            return architecture.get();
        }
        if (!FILES.contains(name)) {
            throw new IllegalArgumentException("network '" + name + "' is not shipped." + Nearest.hint(name, names()) + " A file of yours goes by"
                    + " Networks.load(path).");
        }
        return preset(name);
    }

    /** Names of the networks that come with Spikebook. */
    public static List<String> names() {
        var names = new ArrayList<>(FILES);
        names.addAll(Architectures.all().keySet());
        return List.copyOf(names);
    }

    /** Spiking ResNet-19 for 32 x 32 images (Zheng et al., AAAI 2021). */
    public static Network resNet19() {
        return Architectures.resNet19();
    }

    /** ResNet-20 for 32 x 32 images (He et al., CVPR 2016), spiking. */
    public static Network resNet20() {
        return Architectures.resNet20();
    }

    /** ResNet-34 for 224 x 224 images, spiking: body and shortcut add currents. */
    public static Network resNet34() {
        return Architectures.resNet34(false);
    }

    /** ResNet-50 for 224 x 224 images, spiking, with the stride in the first 1 x 1 convolution of a bottleneck (He et al., CVPR 2016). */
    public static Network resNet50() {
        return Architectures.resNet50(false, false);
    }

    /** SEW-ResNet-34 for 224 x 224 images (Fang et al., NeurIPS 2021): body and shortcut add spikes. */
    public static Network sewResNet34() {
        return Architectures.resNet34(true);
    }

    /** SEW-ResNet-50 for 224 x 224 images, with the stride in the 3 x 3 convolution, as in the authors' code ("v1.5"). */
    public static Network sewResNet50() {
        return Architectures.resNet50(true, true);
    }

    /**
     * A Spikformer for 224 x 224 images (Zhou et al., ICLR 2023): 14 x 14 tokens, 8 heads, 1000 classes.
     *
     * @param blocks encoder blocks, 1 or more
     * @param width features of a token, a multiple of 8
     */
    public static Network spikformer(int blocks, int width) {
        return Architectures.spikformer(blocks, width);
    }

    /**
     * A Spikformer for 32 x 32 images (Zhou et al., ICLR 2023): 8 x 8 tokens, 10 classes. It has 12 heads, or 8 where 12 do not divide the width.
     *
     * @param blocks encoder blocks, 1 or more
     * @param width features of a token, a multiple of 8
     */
    public static Network spikformerCifar(int blocks, int width) {
        return Architectures.spikformerCifar(blocks, width);
    }

    /** A VGG of nine layers for 32 x 32 images. */
    public static Network vgg9() {
        return Architectures.vgg9();
    }

    /** VGG-16 for 224 x 224 images (Simonyan and Zisserman, ICLR 2015). */
    public static Network vgg16() {
        return Architectures.vgg16();
    }

    /** The CIFAR-10 network of Fang et al. (ICCV 2021): six convolutions of 256 filters. */
    public static Network cifarNet() {
        return Architectures.cifarNet();
    }

    /**
     * A network from a file that {@link Network#save} wrote ({@code .json}, {@code .npz}, {@code .safetensors}), or from NIR ({@code .nir}, see {@link NirImport}).
     *
     * @throws IllegalArgumentException if there is no such file or it does not describe a network; the message names the file
     */
    public static Network load(Path file) {
        return switch (ending(file)) {
            case "npz", "safetensors" -> inFile(file, () -> arrays(file).network());
            case "nir" -> NirImport.of(file).network();
            default -> inFile(file, () -> Network.fromJson(new String(WholeFile.read("network", file), StandardCharsets.UTF_8)));
        };
    }

    /** What stands behind the last dot of a file's name, in small letters. */
    static String ending(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    static WeightArrays arrays(Path file) {
        return switch (ending(file)) {
            case "npz" -> Npz.read(file);
            case "safetensors" -> Safetensors.read(file);
            default -> throw new IllegalArgumentException("weights by name are read from .npz and .safetensors. Maybe Networks.load(file) for a whole network.");
        };
    }

    /** Whatever is wrong with a file, the message names it. */
    static Network inFile(Path file, Supplier<Network> read) {
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("file '" + file + "': not found. Maybe the path is relative to another folder; here is " + Path.of("").toAbsolutePath());
        }
        try {
            return read.get();
        } catch (MalformedFileException e) {
            throw new IllegalArgumentException(e.getMessage(), e);      // names the file itself
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("file '" + file + "': " + e.getMessage(), e);
        }
    }

    private static Network preset(String name) {
        String resource = "/org/spikebook/data/networks/" + name + ".json";
        try (InputStream in = Networks.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource '" + resource + "' is missing from the class path. Maybe rebuild.");
            }
            return Network.fromJson(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("resource '" + resource + "': cannot be read", e);
        }
    }
}
