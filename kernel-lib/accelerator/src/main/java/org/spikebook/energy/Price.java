package org.spikebook.energy;

import java.util.Objects;
import org.spikebook.accelerator.Component;
import org.spikebook.accelerator.Operation;

/**
 * The price of one access or operation.
 *
 * @param component where
 * @param operation what is done
 * @param picojoules energy of one access or operation in pJ, 0 or more
 * @param bits width of the access in bits, 0 for an operation
 * @param origin published, derived or calibrated
 * @param source where the number stands, or how it was derived
 */
public record Price(Component component, Operation operation, double picojoules, int bits, Origin origin, String source) {

    public Price {
        Objects.requireNonNull(component, "component");
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(origin, "origin");
        if (!(picojoules >= 0) || Double.isInfinite(picojoules)) {
            throw new IllegalArgumentException("price of " + component + " " + operation.label()
                    + ": must be finite and not negative, but was " + picojoules + " pJ");
        }
        if (bits < 0) {
            throw new IllegalArgumentException("price of " + component + " " + operation.label() + ": bits must be 0 or more, but was " + bits);
        }
        if (source.isBlank()) {
            throw new IllegalArgumentException("price of " + component + " " + operation.label()
                    + ": needs a source. Maybe name the paper and table, or say how the number was calibrated.");
        }
    }
}
