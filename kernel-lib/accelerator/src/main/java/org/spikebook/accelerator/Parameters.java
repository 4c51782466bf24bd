package org.spikebook.accelerator;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.spikebook.network.Nearest;

/**
 * The parts of something that can be changed by name, as the axes of a sweep do. Each has a type and a unit; a value of the wrong
 * type is refused before anything is changed. Limits are checked by what is changed.
 *
 * <pre>{@code
 * static final Parameters<Builder> PARAMETERS = Parameters.<Builder>of("SpikeX")
 *         .whole("tile", "positions", Builder::tile)
 *         .choice("dispatch", Dispatch.class, Builder::dispatch);
 *
 * PARAMETERS.set(builder, "dispatch", "temporal");
 * }</pre>
 *
 * @param <B> what is changed, for example a builder
 */
public final class Parameters<B> {

    private final String owner;
    private final Map<String, Parameter<B>> parameters;

    /** One parameter: its unit (empty where it has none), how its values are read, and what it changes. */
    private record Parameter<B>(String unit, Reader<?> reader, BiConsumer<B, Object> change) {
    }

    /** Turns what a user gave into the parameter's type; the message of its exception says what is allowed. */
    private interface Reader<V> {
        V read(Object given);
    }

    private Parameters(String owner, Map<String, Parameter<B>> parameters) {
        this.owner = owner;
        this.parameters = Collections.unmodifiableMap(parameters);
    }

    /**
     * No parameters yet; every method gives new parameters with one more.
     *
     * @param owner whose parameters these are, for messages
     */
    public static <B> Parameters<B> of(String owner) {
        return new Parameters<>(Objects.requireNonNull(owner, "owner"), new LinkedHashMap<>());
    }

    /** A whole number; a {@code double} without fraction is one too. */
    public Parameters<B> whole(String name, String unit, BiConsumer<B, Integer> change) {
        return with(name, unit, given -> {
            if (given instanceof Number number && number.doubleValue() == number.intValue()) {
                return number.intValue();
            }
            throw wrong("a whole number", given);
        }, change);
    }

    /** A number, finite. */
    public Parameters<B> real(String name, String unit, BiConsumer<B, Double> change) {
        return with(name, unit, given -> {
            if (given instanceof Number number && Double.isFinite(number.doubleValue())) {
                return number.doubleValue();
            }
            throw wrong("a finite number", given);
        }, change);
    }

    /** A whole number of 64 bits, such as a seed. */
    public Parameters<B> seed(String name, BiConsumer<B, Long> change) {
        return with(name, "", given -> {
            if (given instanceof Number number && number.doubleValue() == number.longValue()) {
                return number.longValue();
            }
            throw wrong("a whole number", given);
        }, change);
    }

    /** {@code true} or {@code false}. */
    public Parameters<B> flag(String name, BiConsumer<B, Boolean> change) {
        return with(name, "", given -> {
            if (given instanceof Boolean flag) {
                return flag;
            }
            throw wrong("true or false", given);
        }, change);
    }

    /** One of the constants of an enum; its name in any case will do, with blanks for underscores. */
    public <E extends Enum<E>> Parameters<B> choice(String name, Class<E> type, BiConsumer<B, E> change) {
        var names = java.util.Arrays.stream(type.getEnumConstants()).map(e -> e.name().toLowerCase(Locale.ROOT)).toList();
        return with(name, "", given -> {
            if (type.isInstance(given)) {
                return type.cast(given);
            }
            if (given instanceof CharSequence text) {
                String wanted = text.toString().strip().toLowerCase(Locale.ROOT).replace(' ', '_');
                if (names.contains(wanted)) {
                    return type.getEnumConstants()[names.indexOf(wanted)];
                }
                throw new IllegalArgumentException("must be one of " + names + ", but was '" + text + "'." + Nearest.hint(wanted, names));
            }
            throw wrong("one of " + names, given);
        }, change);
    }

    /** A whole number for each of some layers, by name. */
    public Parameters<B> perLayer(String name, String unit, BiConsumer<B, Map<String, Integer>> change) {
        return with(name, unit, given -> {
            if (!(given instanceof Map<?, ?> map)) {
                throw wrong("layer names and a whole number each", given);
            }
            var values = new LinkedHashMap<String, Integer>();
            map.forEach((layer, value) -> {
                if (!(layer instanceof String) || !(value instanceof Number number) || number.doubleValue() != number.intValue()) {
                    throw wrong("layer names and a whole number each", layer + " = " + value);
                }
                values.put((String) layer, number.intValue());
            });
            return values;
        }, change);
    }

    /** A value of a type. */
    public <V> Parameters<B> value(String name, Class<V> type, BiConsumer<B, V> change) {
        return with(name, "", given -> {
            if (type.isInstance(given)) {
                return type.cast(given);
            }
            throw wrong("of type " + type.getSimpleName(), given);
        }, change);
    }

    /** A value of a type, or of another that is turned into it. */
    public <V, W> Parameters<B> value(String name, Class<V> type, Class<W> other, Function<? super W, ? extends V> turn, BiConsumer<B, V> change) {
        return with(name, "", given -> {
            if (type.isInstance(given)) {
                return type.cast(given);
            } else if (other.isInstance(given)) {
                return turn.apply(other.cast(given));
            }
            throw wrong("of type " + type.getSimpleName() + " or " + other.getSimpleName(), given);
        }, change);
    }

    /** These parameters and those of another list for the same thing. */
    public Parameters<B> and(Parameters<? super B> others) {
        var more = new LinkedHashMap<>(parameters);
        others.parameters.forEach((name, p) -> more.put(name, widened(p)));
        return new Parameters<>(owner, more);
    }

    private static <A, B extends A> Parameter<B> widened(Parameter<A> parameter) {
        return new Parameter<>(parameter.unit, parameter.reader, (target, value) -> parameter.change.accept(target, value));
    }

    private <V> Parameters<B> with(String name, String unit, Reader<V> reader, BiConsumer<B, V> change) {
        var more = new LinkedHashMap<>(parameters);
        more.put(name, new Parameter<>(unit, reader, (target, value) -> change.accept(target, reader.read(value))));
        return new Parameters<>(owner, more);
    }

    private static IllegalArgumentException wrong(String rule, Object given) {
        return new IllegalArgumentException("must be " + rule + ", but was " + given
                + (given instanceof Number ? "" : " of type " + given.getClass().getSimpleName()) + ".");
    }

    /** The names, in a fixed order. */
    public Set<String> names() {
        return parameters.keySet();
    }

    /** Unit of a parameter, empty where it has none. */
    public String unit(String name) {
        return find(name).unit;
    }

    /**
     * Refuses an unknown name and a value of the wrong type.
     *
     * @throws IllegalArgumentException naming parameter, value and rule, or the nearest name
     */
    public void check(String name, Object value) {
        Parameter<B> parameter = find(name);
        try {
            parameter.reader.read(Objects.requireNonNull(value, () -> owner + ", parameter '" + name + "': value"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(owner + ", parameter '" + name + "': " + e.getMessage(), e);
        }
    }

    /** Changes one parameter of the target, after {@link #check}. */
    public void set(B target, String name, Object value) {
        check(name, value);
        find(name).change.accept(target, value);
    }

    /**
     * Changes several parameters of the target, each after {@link #check}.
     *
     * @return the target
     */
    public B set(B target, Map<String, Object> changes) {
        changes.forEach((name, value) -> set(target, name, value));
        return target;
    }

    private Parameter<B> find(String name) {
        Parameter<B> parameter = parameters.get(name);
        if (parameter == null) {
            throw unknown(owner, name, parameters.keySet());
        }
        return parameter;
    }

    static IllegalArgumentException unknown(String owner, String name, Set<String> known) {
        return new IllegalArgumentException(owner + ": has no parameter '" + name + "'."
                + (known.isEmpty() ? " It has none that can be changed by name." : Nearest.hint(name, known)));
    }

    @Override
    public String toString() {
        return owner + ": " + parameters.keySet();
    }
}
