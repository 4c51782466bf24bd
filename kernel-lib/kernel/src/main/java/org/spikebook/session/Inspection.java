package org.spikebook.session;

import java.util.Objects;

/**
 * What is known of a name in the code.
 *
 * @param signature the declaration, for example {@code int Math.max(int a, int b)}
 * @param javadoc its documentation as written in the source, HTML inside; empty if there is none
 */
public record Inspection(String signature, String javadoc) {

    public Inspection {
        Objects.requireNonNull(signature, "signature");
        Objects.requireNonNull(javadoc, "javadoc");
    }
}
