package org.spikebook.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipFile;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.event.NpyArray;
import org.spikebook.neuron.NarrowMembrane;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;

class Network_SaveTest {

    private static Network net() {
        return Network.builder("every kind", Shape.image(2, 9, 8)).steps(12).source("a test")
                .conv2d("C1", c -> c.filters(4).kernel(3, 2).stride(2, 1).padding(1)).neuron(NarrowMembrane.of(Neuron.lif(0.8), 8))
                .batchNorm("N").residual("B", r -> r.body(b -> b.conv2d("B.C", c -> c.filters(4).kernel(3).padding(1)).neuron(Neuron.lif(0.5))))
                .averagePool("P", 2).flatten("F")
                .recurrent("R", r -> r.units(5).delay(2)).neuron(Neuron.cubaLif(0.5, 0.7))
                .dense("FC", d -> d.units(3)).neuron(Neuron.multiBit(2)).build().withRandomWeights(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"net.npz", "net.safetensors", "net.json", "a folder/NET.NPZ"})
    void aNetworkComesBackAsItWas(String name, @TempDir Path folder) throws IOException {
        Path file = folder.resolve(name);
        net().save(file);
        assertThat(Networks.load(file)).isEqualTo(net());
        byte[] first = Files.readAllBytes(file);
        net().save(file);
        assertThat(Files.readAllBytes(file)).isEqualTo(first);
        Network geometry = Network.builder("g", Shape.features(3)).dense("A", 2).neuron(Neuron.lif(0.9)).build();
        geometry.save(file);
        assertThat(Networks.load(file)).isEqualTo(geometry);
    }

    @Test
    void anNpzHoldsOneArrayForEachName(@TempDir Path folder) throws IOException {
        Network small = Network.builder("small", Shape.features(2)).dense("A", d -> d.weights(new float[][] {{1, 2}, {3, 4}, {5, -6.5f}}).bias(7, 8, 9)).neuron(Neuron.lif(0.9)).build();
        small.save(folder.resolve("small.npz"));
        try (var zip = new ZipFile(folder.resolve("small.npz").toFile())) {
            assertThat(zip.stream().map(Object::toString)).containsExactly("A.weight.npy", "A.bias.npy", "network.json");
            NpyArray weight = NpyArray.parse(Path.of("weight"), zip.getInputStream(zip.getEntry("A.weight.npy")).readAllBytes());
            assertThat(weight.shape()).containsExactly(3, 2);
            assertThat(weight.type()).isEqualTo(NpyArray.Type.FLOAT32);
            assertThat(weight.doubles()).containsExactly(1, 2, 3, 4, 5, -6.5);
            assertThat(NpyArray.parse(Path.of("bias"), zip.getInputStream(zip.getEntry("A.bias.npy")).readAllBytes()).shape()).containsExactly(3);
        }
    }

    /** A file as another program writes it. */
    private static Path safetensors(Path folder, String header, int... data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        var buffer = ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text);
        for (int b : data) {
            buffer.put((byte) b);
        }
        return Files.write(folder.resolve("made.safetensors"), buffer.array());
    }

    private static final Network TWO = Network.builder("two", Shape.features(2)).dense("A", 1).neuron(Neuron.lif(0.9)).build();

    @Test
    void weightsOfAnotherProgramGoIntoANetwork(@TempDir Path folder) throws IOException {
        Path half = safetensors(folder, "{\"A.weight\":{\"dtype\":\"F16\",\"shape\":[1,2],\"data_offsets\":[0,4]},\"A.bias\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[4,6]}}",
                0x00, 0x3E, 0x01, 0x80, 0x20, 0xC0);          // 1.5, -2^-24; -2.5
        var dense = (Dense) TWO.withWeights(half).layer("A");
        assertThat(dense.weights().orElseThrow().toArray()).containsExactly(1.5f, -0x1p-24f);
        assertThat(dense.bias().orElseThrow().toArray()).containsExactly(-2.5f);
        Path twice = safetensors(folder, "{\"A.weight\":{\"dtype\":\"F64\",\"shape\":[1,2],\"data_offsets\":[0,16]}}", 0, 0, 0, 0, 0, 0, 0xE0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0);
        assertThat(((Dense) TWO.withWeights(twice).layer("A")).weights().orElseThrow().toArray()).containsExactly(0.5f, -2);
        assertThatIllegalArgumentException().isThrownBy(() -> Networks.load(twice)).withMessageContaining("made.safetensors': has weights but no 'network.json'")
                .withMessageContaining("Maybe network.withWeights(file)");
    }

    @Test
    void weightsThatDoNotFitSayWhich(@TempDir Path folder) throws IOException {
        String good = "{\"A.weight\":{\"dtype\":\"F16\",\"shape\":[1,2],\"data_offsets\":[0,4]}}";
        int[] data = {0, 0, 0, 0};
        refused(safetensors(folder, good.replace("A.weight", "A.wieght"), data), "has no array 'A.weight'. Maybe 'A.wieght'.");
        refused(safetensors(folder, good.replace("[1,2]", "[2,1]"), data), "layer 'A': weights must have the axes [output][input] = [1, 2], but had [2, 1]");
        refused(safetensors(folder, good.replace("[1,2]", "[1,3]"), data), "array 'A.weight': [1, 3] of F16 takes 6 bytes, but its place 0..4 has 4");
        refused(safetensors(folder, good.replace("F16", "I8"), data), "array 'A.weight': type must be one of [F64, F32, F16, BF16], but was 'I8'");
        refused(safetensors(folder, good.replace("[0,4]", "[2,6]"), 0, 0, 0, 0, 0, 0), "must begin at byte 0, where the one before ends, but begins at 2");
        refused(safetensors(folder, good, 0, 0, 0, 0, 0), "its arrays take 4 bytes, but there are 5");
        refused(safetensors(folder, good.replace("\"shape\":[1,2],", ""), data), "needs a list 'shape'");
        refused(safetensors(folder, good.substring(1), data), "its header is not valid JSON");
        refused(safetensors(folder, "{\"A.weight\":{\"dtype\":\"F16\",\"shape\":[1,2],\"data_offsets\":[0,4]},\"B.weight\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[4,6]}}",
                0, 0, 0, 0, 0, 0), "array 'B.weight' belongs to no layer of network 'two'. Maybe 'A.weight'.");
        refused(Files.write(folder.resolve("a.safetensors"), new byte[3]), "must begin with the length of its header");
        refused(Files.write(folder.resolve("b.safetensors"), new byte[] {99, 0, 0, 0, 0, 0, 0, 0, 1}), "the length of its header must be in 2..1, the rest of the file, but was 99");
        refused(folder.resolve("none.npz"), "none.npz': not found");
        refused(Files.writeString(folder.resolve("text.npz"), "not a zip file"), "text.npz': is not a whole zip archive");
        refused(Files.writeString(folder.resolve("a.json"), "{}"), "weights by name are read from .npz and .safetensors");
        assertThatIllegalArgumentException().isThrownBy(() -> TWO.save(folder.resolve("a.nir"))).withMessageContaining("Maybe NirExport.of(network).dt(1e-3).write(file)");
    }

    private static void refused(Path file, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> TWO.withWeights(file)).withMessageContaining(message).withMessageContaining("file '" + file + "'");
    }

    @Test
    void aDamagedFileIsRefusedWhereverItIsDamaged(@TempDir Path folder) throws IOException {
        for (String name : new String[] {"net.npz", "net.safetensors"}) {
            Path file = folder.resolve(name);
            net().save(file);
            byte[] whole = Files.readAllBytes(file);
            for (int cut = 0; cut < 20; cut++) {
                Path shorter = Files.write(folder.resolve("cut" + name), Arrays.copyOf(whole, whole.length * cut / 20));
                assertThatIllegalArgumentException().as("%s cut to %d / 20", name, cut).isThrownBy(() -> Networks.load(shorter)).withMessageContaining("cut" + name);
            }
        }
        // a bit of an array in a zip archive: its checksum says so
        net().save(folder.resolve("bit.npz"));
        byte[] bytes = Files.readAllBytes(folder.resolve("bit.npz"));
        bytes[200] ^= 1;
        Files.write(folder.resolve("bit.npz"), bytes);
        assertThatIllegalArgumentException().isThrownBy(() -> Networks.load(folder.resolve("bit.npz"))).withMessageContaining("bit.npz");
    }

    @Test
    void whatCannotBeWrittenLeavesTheFileAsItWas(@TempDir Path folder) throws IOException {
        record Own(String name, Shape input) implements CustomLayer {
            @Override
            public Shape output() {
                return input;
            }

            @Override
            public java.util.Optional<Neuron> neuron() {
                return java.util.Optional.empty();
            }

            @Override
            public String kind() {
                return "own";
            }

            @Override
            public Stage start() {
                return (in, out) -> System.arraycopy(in, 0, out, 0, in.length);
            }
        }
        Path file = Files.writeString(folder.resolve("net.npz"), "before");
        Network own = Network.builder("own", Shape.features(2)).layer(in -> new Own("O", in)).build();
        assertThatIllegalArgumentException().isThrownBy(() -> own.save(file)).withMessageContaining("a layer of your own (own) cannot be written");
        assertThat(file).hasContent("before");
        Assertions.assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> TWO.save(file.resolve("net.npz"))).withMessageContaining("cannot be written");
    }
}
