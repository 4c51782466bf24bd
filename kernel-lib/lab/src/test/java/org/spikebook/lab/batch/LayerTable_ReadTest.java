package org.spikebook.lab.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.spike.BernoulliSpikes;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

class LayerTable_ReadTest {

    private static final BernoulliSpikes RECIPE = Spikes.bernoulli(0.05).seed(42);

    @TempDir
    private Path folder;

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("layers.csv"), text);
    }

    @Test
    void eachKindOfLayerIsReadInAnyOrderOfColumns() throws Exception {
        LayerTable table = LayerTable.read(file("""
                kind,name,T,rate,seed,layer,C,H,kernel,pad,stride,seq,in_dim,out_dim,active_fraction

                conv,"first, of all",20,0.1,7,3,2,9,3,1,2,25,18,5,0.5
                conv,plain,20,0.1,,,2,9,3,,,,,5,
                fc_seq,tokens,20,0.1,,,,,,,,4,30,6,
                fc_flat,vector,20,0.1,,,,,,,,1,30,6,
                """));
        assertThat(table.layers()).containsExactly(LayerShape.conv("first, of all", 2, 9, 9, 5, 3, 2, 1), LayerShape.conv("plain", 2, 9, 9, 5, 3, 1, 0),
                LayerShape.fullyConnected("tokens", 4, 30, 6), LayerShape.fullyConnected("vector", 1, 30, 6));
        assertThat(table.lines().get(0).spikes()).isEqualTo(Spikes.gatedBernoulli(0.1, 0.5).seed(7).layer(3).generate(table.layers().get(0).inputShape(), 20));
        assertThat(table.lines().get(1).spikes()).isEqualTo(Spikes.bernoulli(0.1).generate(table.layers().get(1).inputShape(), 20));
        assertThat(table.lines().get(0).cells()).containsEntry("name", "first, of all").containsEntry("rate", "0.1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "cnov,x,20,0.1,2,9,3,5|column 'kind': must be one of [conv, fc_seq, fc_flat], but was 'cnov'. Maybe 'conv'.",
        "conv,x,20,0.1,2,nine,3,5|column 'H': must be a whole number, but was 'nine'.",
        "conv,x,20,0.1,2,9.5,3,5|column 'H': must be a whole number, but was '9.5'.",
        "conv,x,20,,2,9,3,5|column 'rate': must not be empty here.",
        "conv,x,20,high,2,9,3,5|column 'rate': must be a number, but was 'high'.",
        "conv,x,20,NaN,2,9,3,5|column 'rate': must be a number, but was 'NaN'.",
        "conv,x,20,5,2,9,3,5|rate must be in 0..1.0 (the active fraction), but was 5.0. Maybe a percentage was meant: 1 % is 0.01.",
        "conv,x,0,0.1,2,9,3,5|column 'T': must be at least 1 step, but was 0.",
        "conv,x,20,0.1,2,2,3,5|kernel 3x3 is larger than the padded input 2x2. Maybe more padding or a smaller kernel.",
        "conv,x,20,0.1,2,9,3,0|filters must be at least 1, but was 0",
        "fc_flat,x,20,0.1,,,,5|column 'in_dim': must not be empty here. Maybe the column is missing in the header.",
        "conv,x,20,0.1,2,9,3,5,,7|has 10 cells, but the header has 8 columns. Maybe a comma too many",
    })
    void aBadLineIsNamedWithFileLineColumnAndRule(String line, String message) throws Exception {
        Path file = file("kind,name,T,rate,C,H,kernel,out_dim\nconv,good,20,0.1,2,9,3,5\n" + line + "\n");
        assertThatIllegalArgumentException().isThrownBy(() -> LayerTable.read(file)).withMessageStartingWith(file + ", line 3: ").withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "seq,26|must be 25 (output positions), but was 26. Maybe leave the cell empty.",
        "in_dim,17|must be 18 (inputs of one output neuron), but was 17.",
    })
    void whatIsSaidTwiceMustAgree(String cell, String message) throws Exception {
        String[] parts = cell.split(",");
        Path file = file("kind,T,rate,C,H,kernel,stride,pad,out_dim," + parts[0] + "\nconv,20,0.1,2,9,3,2,1,5," + parts[1] + "\n");
        assertThatIllegalArgumentException().isThrownBy(() -> LayerTable.read(file)).withMessage(file + ", line 2: column '" + parts[0] + "': " + message
                + (message.endsWith("empty.") ? "" : " Maybe leave the cell empty."));
    }

    @Test
    void whatIsWrongWithTheFileIsNamed() throws Exception {
        Path typo = file("kind,T,rate,actve_fraction\nconv,1,0.1,1\n");
        assertThatIllegalArgumentException().isThrownBy(() -> LayerTable.read(typo)).withMessage(typo + ": unknown column 'actve_fraction'. Maybe 'active_fraction'.");
        Path twice = file("kind,T,T\nconv,1,1\n");
        assertThatIllegalArgumentException().isThrownBy(() -> LayerTable.read(twice)).withMessage(twice + ", line 1: column 'T' occurs twice.");
        Path empty = file("kind,T\n\n");
        assertThatIllegalArgumentException().isThrownBy(() -> LayerTable.read(empty)).withMessageContaining("needs a header and at least one line");
        Path open = file("kind,name\nconv,\"never closed\n");
        assertThatIllegalArgumentException().isThrownBy(() -> LayerTable.read(open)).withMessageContaining(": no CSV: ");
        assertThatThrownBy(() -> LayerTable.read(folder.resolve("none.csv"))).isInstanceOf(UncheckedIOException.class).hasMessageContaining("no such file");
    }

    @Test
    void recordedSpikesTakeNoRecipeAndMustFitTheLayer() throws Exception {
        Path mixed = file("kind,name,file,rate,seq,in_dim,out_dim\nfc_seq,x,a.npy,0.1,4,3,2\n");
        assertThatIllegalArgumentException().isThrownBy(() -> LayerTable.read(mixed)).withMessageContaining("line 2: column 'rate': must be empty where 'file'");
        // 2 steps of 3 neurons: step 0 neuron 1, step 1 neurons 0 and 2
        String header = "{'descr': '|b1', 'fortran_order': False, 'shape': (2, 3), }";
        header += " ".repeat(64 - (10 + header.length() + 1) % 64) + "\n";
        var bytes = new java.io.ByteArrayOutputStream();
        bytes.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        bytes.write(header.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        bytes.write(new byte[] {0, 1, 0, 1, 0, 1});
        Files.write(folder.resolve("a.npy"), bytes.toByteArray());
        LayerTable table = LayerTable.read(file("kind,file,T,in_dim,out_dim\nfc_flat,a.npy,,3,2\nfc_flat,a.npy,3,3,2\nfc_flat,a.npy,2,4,2\n"));
        SpikeTensor spikes = table.lines().get(0).spikes();
        assertThat(spikes.steps()).isEqualTo(2);
        assertThat(spikes.get(1, 0) && spikes.get(0, 1) && spikes.get(2, 1)).isTrue();
        assertThat(spikes.count()).isEqualTo(3);
        assertThatIllegalArgumentException().isThrownBy(() -> table.lines().get(1).spikes()).withMessageContaining("column 'T': must be the 2 steps of the recording, but was 3");
        assertThatIllegalArgumentException().isThrownBy(() -> table.lines().get(2).spikes()).withMessageContaining("the layer has 4 inputs")
                .withMessageContaining("the recording has 3 neurons");
    }

    @Test
    void topologiesOfConvolutionsAndOfMatrixProductsAreRead() throws Exception {
        LayerTable conv = LayerTable.read(file("""
                Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,,,Eh
                ,,,,,,,,,,
                Conv1  ,224, 220,7,5,3,64,2,,,110
                FC6,1,1,1,1,2048,1000,1,
                """), RECIPE, 10);
        assertThat(conv.layers()).containsExactly(new LayerShape("Conv1", LayerShape.Kind.CONV, 3, 224, 220, 64, 7, 5, 2, 2, 0, 0),
                LayerShape.fullyConnected("FC6", 1, 2048, 1000));
        assertThat(conv.unusedColumns()).containsExactly("Eh");
        assertThat(conv.lines().get(1).spikes()).isEqualTo(RECIPE.layer(1).generate(conv.layers().get(1).inputShape(), 10));
        LayerTable products = LayerTable.read(file("Layer Name, M, N, K,\nTest 1, 256, 128, 64,\n"), RECIPE, 10);
        assertThat(products.layers()).containsExactly(LayerShape.fullyConnected("Test 1", 256, 64, 128));
        assertThat(products.header()).containsExactly("Layer Name", "M", "N", "K", "rate", "active_fraction", "T", "layer", "seed");
    }

    @Test
    void aTopologyNeedsARateAndATableBringsItsOwn() throws Exception {
        Path topology = file("Layer Name, M, N, K,\nTest 1, 256, 128, 64,\n");
        assertThatIllegalArgumentException().isThrownBy(() -> LayerTable.read(topology)).withMessageContaining("Maybe give a firing rate, a number of steps and a seed: --rate");
        assertThatIllegalArgumentException().isThrownBy(() -> LayerTable.read(topology, RECIPE, 0)).withMessageContaining("steps must be at least 1, but was 0");
        Path table = file("kind,T\nconv,1\n");
        assertThatIllegalArgumentException().isThrownBy(() -> LayerTable.read(table, RECIPE, 10)).withMessageContaining("is no SCALE-Sim topology");
        Path bad = file("Layer Name, M, N, K,\nTest 1, 256, x, 64,\n");
        assertThatIllegalArgumentException().isThrownBy(() -> LayerTable.read(bad, RECIPE, 10)).withMessage(bad + ", line 2: column 'N': must be a whole number, but was 'x'.");
    }
}
