package org.spikebook.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class KernelInstaller_InstallTest {

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)       // far below the patience with a kernel that is only slow
    void aJvmThatEndsAtOnceIsReportedAtOnceWithItsOwnWords(@TempDir Path folder) {
        var installer = new KernelInstaller(KernelInstaller.prefixFolder(folder), "broken").jdk(Path.of(System.getProperty("java.home"))).heap("1k");
        assertThatIllegalStateException().isThrownBy(() -> installer.install(line -> { })).withMessageContaining("it ended before it answered")
                .withMessageContaining("heap").withMessageContaining("Maybe give another JDK");
        assertThat(Files.exists(folder.resolve("share/jupyter/kernels/broken"))).as("nothing is left behind").isFalse();
    }
}
