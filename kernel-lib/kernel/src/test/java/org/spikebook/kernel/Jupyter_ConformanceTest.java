package org.spikebook.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Jupyter's own test of kernels, all of it, on every JDK of this machine. */
class Jupyter_ConformanceTest {

    static List<Integer> others() {
        return InstalledKernels.otherVersions();
    }

    @Test
    void theInstalledKernelPassesTheKernelTestEntirely() {
        check(Runtime.version().feature());
    }

    @Tag("soak")
    @ParameterizedTest(name = "Java {0}", allowZeroInvocations = true)
    @MethodSource("others")
    void onEveryOtherJavaToo(int version) {
        check(version);
    }

    private static void check(int version) {
        InstalledKernels.assumePython("jupyter_kernel_test");
        InstalledKernels.spec(version);
        var ended = InstalledKernels.python(300, "conformance.py", InstalledKernels.name(version));
        assertThat(ended.status()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("Ran 12 tests").contains("OK").doesNotContain("skipped");
    }
}
