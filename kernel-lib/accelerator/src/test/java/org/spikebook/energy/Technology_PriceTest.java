package org.spikebook.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikebook.accelerator.Component;
import org.spikebook.accelerator.Counts;
import org.spikebook.accelerator.DataKind;
import org.spikebook.accelerator.Operation;

class Technology_PriceTest {

    private static final String ONE_PRICE = """
            {"name": "mine", "description": "a test", "process": "1 nm", "leakage": [
               {"component": "GLB", "value": 2.0, "unit": "mW", "kind": "derived", "source": "made up"}],
             "prices": [{"component": "GLB", "operation": "read", "value": 2.5, "unit": "pJ", "bits": 8, "kind": "calibrated", "source": "made up"}]}
            """;

    @TempDir
    private Path folder;

    @Test
    void energyIsTheSumOfTimesAndPrices() {
        Counts counts = Counts.builder().transfer(Component.GLB, Operation.READ, DataKind.WEIGHT, 80, 8)
                .operations(Component.ALU, Operation.ACCUMULATE, DataKind.PSUM, 100).build();
        EnergyBreakdown energy = Technology.named("cacti32-hp").price(counts);
        assertThat(energy.of(Component.GLB).picojoules()).isCloseTo(10 * 2.816, within(1e-9));    // CACTI 7.0, 54 KB, 32 nm
        assertThat(energy.of(Component.ALU).picojoules()).isCloseTo(100 * 0.03, within(1e-9));    // Horowitz 2014
        assertThat(energy.total().picojoules()).isCloseTo(31.16, within(1e-9));
        assertThat(energy.byComponent().keySet()).containsExactly(Component.GLB, Component.ALU);
        assertThat(energy.byUse().keySet()).containsExactly("weight", "ALU");
        assertThat(energy.toString()).isEqualTo("31.16 pJ (cacti32-hp): GLB 90.4% ALU 9.6%");
    }

    @ParameterizedTest
    @MethodSource("org.spikebook.energy.Technology#names")
    void everyShippedTechnologyPricesASystolicArrayAndNamesItsSources(String name) {
        Technology technology = Technology.named(name);
        assertThat(technology.name()).isEqualTo(name);
        assertThat(technology.prices()).hasSize(10).allSatisfy(p -> assertThat(p.source()).isNotBlank());
    }

    @Test
    void leakageIsPowerTimesTime() throws IOException {
        Technology mine = Technology.load(write(ONE_PRICE));
        assertThat(mine.leakage(1e-3).joules()).isCloseTo(2e-6, within(1e-15));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"bits\"|\"bitz\"|unknown key 'bitz'",
        "2.5|-1|must be finite and not negative",
        "2.5|\"x\"|'value' must be a number",
        "calibrated|guessed|kind must be published, derived or calibrated, but was 'guessed'",
        "\"pJ\"|\"nJ\"|unit must be pJ, but was 'nJ'",
        "\"read\"|\"rd\"|operation must be read, write, accumulate or update, but was 'rd'",
        "\"process\": \"1 nm\",| |key 'process' is missing",
    })
    void aBrokenFileNamesTheRule(String from, String to, String message) throws IOException {
        Path file = write(ONE_PRICE.replace(from, to == null ? "" : to));
        assertThatIllegalArgumentException().isThrownBy(() -> Technology.load(file)).withMessageContaining(message)
                .withMessageContaining(file.getFileName().toString());
    }

    @Test
    void whatIsMissingIsNamedWithAWayOut() throws IOException {
        assertThatIllegalArgumentException().isThrownBy(() -> Technology.named("cacti33")).withMessageContaining("cacti32-hp");
        assertThatIllegalArgumentException().isThrownBy(() -> Technology.load(folder.resolve("none.json"))).withMessageContaining("no such file");
        Path cut = write(ONE_PRICE.substring(0, 60));
        assertThatIllegalArgumentException().isThrownBy(() -> Technology.load(cut)).withMessageContaining("not valid JSON at line");
        Technology mine = Technology.load(write(ONE_PRICE));
        Counts counts = Counts.builder().operations(Component.ALU, Operation.ACCUMULATE, DataKind.PSUM, 1).build();
        assertThatIllegalArgumentException().isThrownBy(() -> mine.price(counts))
                .withMessageContaining("technology 'mine' has no price for ALU accumulate");
    }

    private Path write(String json) throws IOException {
        return Files.writeString(folder.resolve("technology.json"), json);
    }
}
