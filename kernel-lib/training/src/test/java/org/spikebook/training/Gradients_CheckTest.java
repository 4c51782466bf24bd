package org.spikebook.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Gradients_CheckTest {

    private static Path cases() {
        String data = System.getenv("SPIKEBOOK_DATA");
        assumeTrue(data != null && Files.isDirectory(Path.of(data, "gradients")), "skipped: SPIKEBOOK_DATA names no folder with gradients/");
        return Path.of(data, "gradients");
    }

    @Test
    void everyCaseOfPytorchIsWithinTheTolerance() {
        for (Kernels kernels : List.of(new PlainKernels(), Kernels.fastest())) {
            Gradients gradients = Gradients.check(cases(), kernels);
            assertThat(gradients.pass()).as("%s%n%s", kernels.getClass().getSimpleName(), gradients).isTrue();
            assertThat(gradients.rows()).hasSizeGreaterThan(60);
        }
    }

    @Test
    void aChangedGradientFails(@TempDir Path folder) throws IOException {
        String text = Files.readString(cases().resolve("single_fs25_zero_detach.json"));
        int at = text.indexOf("\"data\"", text.indexOf("\"0.weight\"", text.indexOf("\"grads\"")));
        int digit = text.indexOf('.', at) + 1;
        Files.writeString(folder.resolve("changed.json"), text.substring(0, digit) + (text.charAt(digit) == '9' ? '1' : '9') + text.substring(digit + 1));
        assertThat(Gradients.check(folder).pass()).isFalse();
    }

    @Test
    void whatIsNoCaseSaysWhy(@TempDir Path folder) throws IOException {
        assertThatIllegalArgumentException().isThrownBy(() -> Gradients.check(folder)).withMessageContaining("there is no .json file");
        Files.writeString(folder.resolve("a.json"), "{\"name\": \"x\"}");
        assertThatIllegalArgumentException().isThrownBy(() -> Gradients.check(folder)).withMessageContaining("a.json").withMessageContaining("key 'input' is missing");
        Files.writeString(folder.resolve("a.json"), "{");
        assertThatIllegalArgumentException().isThrownBy(() -> Gradients.check(folder)).withMessageContaining("not valid JSON");
    }
}
