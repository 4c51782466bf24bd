package org.spikebook.kernel;

import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults on the JDK that runs the tests. */
@ParameterizedClass(name = "Java {0}")
@MethodSource("versions")
class Jupyter_FaultTest extends FaultSuite {

    static List<Integer> versions() {
        return List.of(Runtime.version().feature());
    }
}
