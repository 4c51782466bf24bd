package org.spikebook.accelerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.spike.SpikeTensor;

class Chip_LoadTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("org.spikebook.accelerator.Chip#names")
    void everyPresetNamesAllItsParametersAndReadsItself(String name) {
        Chip chip = Chip.named(name);
        assertThat(chip.name()).isEqualTo(name);
        assertThat(chip.description()).isNotBlank();
        assertThat(Chip.fromJson(chip.toJson())).isEqualTo(chip);
        assertThat(chip.accelerator().settings().keySet()).containsExactlyElementsOf(chip.accelerator().parameters().names());
    }

    @Test
    void thePresetsAreTheBuildersConfigurations() {
        assertThat(Chip.named("ptb").accelerator()).isEqualTo(Ptb.builder().build());
        assertThat(Chip.named("ptb-as-in-prosperity").accelerator()).isEqualTo(Ptb.asInProsperity());
        assertThat(Chip.named("ptb-as-in-prosperity").technology()).contains("prosperity28");
        assertThat(Chip.named("spikex").accelerator()).isEqualTo(SpikeX.builder().build());
        assertThat(Chip.named("spikex-paper-rule").accelerator()).isEqualTo(SpikeX.builder().dispatch(SpikeX.Dispatch.PAPER_RULE).build());
    }

    @Test
    void aConfigurationWithEveryParameterAwayFromItsDefaultComesBack() {
        Accelerator ptb = Ptb.builder().skip(Ptb.Skip.LINE).stsap(true).array(4, 7).timeWindow(3).timeWindow("CONV2", 9).globalBufferKilobytes(20.5)
                .localBufferKilobytes(1).clockMegahertz(333.3).dramGigabytesPerSecond(12.8).weightBits(4).membraneBits(12).psumBits(20).build();
        Accelerator fractional = Ptb.builder().raggedGroup(Ptb.RaggedGroup.FRACTIONAL).build();
        Accelerator spikex = SpikeX.builder().dispatch(SpikeX.Dispatch.TEMPORAL).weightTailoring(false).tile(5).inputBlock(17).psumMovement(true)
                .timeWindow("FC", 2).build();
        for (Accelerator accelerator : new Accelerator[] {ptb, fractional, spikex}) {
            Path file = folder.resolve("chip.json");
            Chip.of(accelerator).save(file);
            assertThat(Chip.load(file).accelerator()).isEqualTo(accelerator);
            assertThat(Chip.load(file).accelerator().settings()).isEqualTo(accelerator.settings());
        }
    }

    @Test
    void aFileOfAFewKeysKeepsTheDefaultsAndTakesTheFilesName() throws Exception {
        Path file = Files.writeString(folder.resolve("wide.json"), "{\"type\": \"spikex\", \"parameters\": {\"columns\": 16, \"layerWindows\": {\"CONV1\": 2}}}");
        Chip chip = Chip.load(file);
        assertThat(chip.name()).isEqualTo("wide");
        assertThat(chip.accelerator()).isEqualTo(SpikeX.builder().array(8, 16).timeWindow("CONV1", 2).build());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"type\": \"spikx\"}|type must be one of [ptb, ptb-as-in-prosperity, spikex, bit-serial], but was 'spikx'. Maybe 'spikex'.",
        "{\"type\": \"spikex\", \"parametres\": {}}|unknown key 'parametres'. Maybe 'parameters'.",
        "{\"type\": \"spikex\", \"parameters\": {\"timeWindw\": 5}}|has no parameter 'timeWindw'. Maybe 'timeWindow'.",
        "{\"type\": \"spikex\", \"parameters\": {\"timeWindow\": 0}}|time window must be at least 1, but was 0",
        "{\"type\": \"spikex\", \"parameters\": {\"dispatch\": \"spacial\"}}|Maybe 'spatial'.",
        "{\"type\": \"spikex\", \"parameters\": {\"tile\": [1]}}|parameter 'tile': must be a number, true, false, a text or an object",
        "{\"type\": \"spikex\", \"parameters\": {\"layerWindows\": {\"CONV1\": \"two\"}}}|must be layer names and a whole number each, but was CONV1 = two",
        "{\"type\": \"ptb-as-in-prosperity\", \"parameters\": {\"rows\": 8}}|has no parameter 'rows'. It has none that can be changed by name.",
        "{\"type\": \"spikex\", \"technology\": \"cacti33\"}|technology 'cacti33' is not shipped",
        "{\"name\": \"x\"}|chip 'x': key 'type' is missing",
        "{\"type\": \"spikex\"|not valid JSON at line 1",
        "[]|must be a JSON object",
    })
    void whatIsWrongIsNamedWithFileKeyAndRule(String json, String message) throws Exception {
        Path file = Files.writeString(folder.resolve("bad.json"), json);
        assertThatIllegalArgumentException().isThrownBy(() -> Chip.load(file)).withMessageStartingWith("file '" + file + "': ")
                .withMessageContaining(message);
    }

    @Test
    void unknownPresetsAndFilesAndOwnAcceleratorsAreNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> Chip.named("spike-x")).withMessage(
                "chip 'spike-x' is not shipped. Maybe 'spikex'. A file of yours goes by Chip.load(path).");
        assertThatThrownBy(() -> Chip.load(folder.resolve("none.json"))).isInstanceOf(UncheckedIOException.class).hasMessageContaining("no such file");
        assertThatIllegalArgumentException().isThrownBy(() -> Chip.of(new OwnAccelerator())).withMessageContaining(
                "accelerator 'own': has no form as a file. Maybe one of [ptb, ptb-as-in-prosperity, spikex, bit-serial]");
    }

    /** One cycle for everything, on a component of its own. */
    static final class OwnAccelerator implements Accelerator {

        @Override
        public String name() {
            return "own";
        }

        @Override
        public String configuration() {
            return "one cycle";
        }

        @Override
        public double clockMegahertz() {
            return 100;
        }

        @Override
        public LayerReport simulate(LayerShape layer, SpikeTensor input) {
            Counts counts = Counts.builder().transfer(new Component("ReRAM X"), Operation.READ, DataKind.WEIGHT, 64, 8).build();
            return new LayerReport(layer, input.steps(), 1, 0, 1, counts, Map.of());
        }
    }
}
