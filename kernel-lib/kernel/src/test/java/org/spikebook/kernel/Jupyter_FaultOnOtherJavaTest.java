package org.spikebook.kernel;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults on every other JDK of this machine. */
@Tag("soak")
@ParameterizedClass(name = "Java {0}", allowZeroInvocations = true)
@MethodSource("versions")
class Jupyter_FaultOnOtherJavaTest extends FaultSuite {

    static List<Integer> versions() {
        return InstalledKernels.otherVersions();
    }
}
