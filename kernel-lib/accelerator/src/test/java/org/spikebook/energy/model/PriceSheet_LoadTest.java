package org.spikebook.energy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikebook.energy.Origin;

class PriceSheet_LoadTest {

    private static final String GOOD = """
            {"name": "mine", "description": "d", "process": "45 nm",
             "prices": [{"name": "add", "value": 0.5, "unit": "pJ", "kind": "derived", "source": "me"}]}""";

    @TempDir
    private Path folder;

    @Test
    void everyShippedSheetHasUnitsAndSources() {
        assertThat(PriceSheet.names()).contains("dataflow-typical", "dataflow-worst-case", "dataflow-minimum");
        for (String name : PriceSheet.names()) {
            PriceSheet sheet = PriceSheet.named(name);
            assertThat(sheet.name()).isEqualTo(name);
            assertThat(sheet.entries()).isNotEmpty();
            assertThat(sheet.toString()).contains(sheet.entries().get(0).origin().label());
        }
        assertThat(PriceSheet.named("dataflow-typical").entry("weightRead").origin()).isEqualTo(Origin.CALIBRATED);
        assertThat(PriceSheet.named("dataflow-worst-case").value("denseMove")).isEqualTo(1300.0 / 64);
    }

    @Test
    void aChangedPriceIsNoLongerThePublishedOne() {
        PriceSheet sheet = PriceSheet.named("dataflow-typical").scaled("sparseMove", 0.5);
        assertThat(sheet.value("sparseMove")).isEqualTo(1.5);
        assertThat(sheet.entry("sparseMove").origin()).isEqualTo(Origin.DERIVED);
        assertThat(sheet.entry("sparseMove").source()).contains("was 3.0 pJ/bit/hop");
        assertThat(sheet.value("denseMove")).isEqualTo(0.25);
        assertThat(sheet).isNotEqualTo(PriceSheet.named("dataflow-typical"));
    }

    @Test
    void aFileOfOnesOwnLoads() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.json"), GOOD);
        assertThat(PriceSheet.load(file).value("add")).isEqualTo(0.5);
        assertThatIllegalArgumentException().isThrownBy(() -> DataflowModel.of(PriceSheet.load(file))).withMessageContaining("'sparseMove'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0.5|-1|not negative", "0.5|\"x\"|'value' must be a number", "derived|guessed|kind must be", "\"unit\"|\"units\"|unknown key 'units'. Maybe 'unit'",
        "\"me\"|\" \"|needs a name, a unit and a source", "\"process\"|\"proces\"|Maybe 'process'", "}]|}|not valid JSON"})
    void aBrokenFileIsNamed(String part, String by, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("mine.json"), GOOD.replace(part, by));
        assertThatIllegalArgumentException().isThrownBy(() -> PriceSheet.load(file)).withMessageContaining("mine.json").withMessageContaining(message);
    }

    @Test
    void aMissingSheetNamesTheNearest() {
        assertThatIllegalArgumentException().isThrownBy(() -> PriceSheet.named("dataflow-typicl")).withMessageContaining("Maybe 'dataflow-typical'");
        assertThatIllegalArgumentException().isThrownBy(() -> PriceSheet.named("ottati").value("add9")).withMessageContaining("Maybe 'add8'");
        assertThatIllegalArgumentException().isThrownBy(() -> PriceSheet.load(folder.resolve("none.json"))).withMessageContaining("no such file");
    }
}
