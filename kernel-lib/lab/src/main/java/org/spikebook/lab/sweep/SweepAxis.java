package org.spikebook.lab.sweep;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.energy.Technology;
import org.spikebook.network.Activity;
import org.spikebook.network.Layer;

/**
 * One axis: a parameter by name and its values, in order. {@link Sweep#zip} takes several that move together.
 *
 * @param name name of the parameter
 * @param unit its unit, empty where it has none
 * @param values one or more
 * @param labels how the values are written in tables, one each
 */
public record SweepAxis(String name, String unit, List<Object> values, List<String> labels) {

    public SweepAxis {
        values = List.copyOf(values);
        labels = List.copyOf(labels);
    }

    /**
     * An axis.
     *
     * @param name name of a parameter of the experiment
     * @param given one or more values, or an array or collection of them
     * @throws IllegalArgumentException if there is no value
     */
    public static SweepAxis of(String name, Object... given) {
        Objects.requireNonNull(name, "axis name");
        var values = new ArrayList<>();
        for (Object value : given) {
            if (value instanceof Collection<?> many) {
                values.addAll(many);
            } else if (value != null && value.getClass().isArray()) {
                for (int i = 0; i < Array.getLength(value); i++) {
                    values.add(Array.get(value, i));
                }
            } else {
                values.add(value);
            }
        }
        if (values.isEmpty()) {
            throw new IllegalArgumentException("sweep axis '" + name + "': needs at least one value. Maybe over(\"" + name + "\", 1, 2, 3).");
        }
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) == null) {
                throw new IllegalArgumentException("sweep axis '" + name + "': value " + (i + 1) + " is null");
            }
        }
        return new SweepAxis(name, "", List.copyOf(values), labels(values));
    }

    SweepAxis unit(String unit) {
        return new SweepAxis(name, unit, values, labels);
    }

    SweepAxis only(List<Integer> kept) {
        return new SweepAxis(name, unit, kept.stream().<Object>map(values::get).toList(), kept.stream().map(labels::get).toList());
    }

    /** Short names; where those would be equal, accelerators add the settings in which they differ, and else a number makes the difference. */
    private static List<String> labels(List<Object> values) {
        List<String> names = values.stream().map(SweepAxis::label).toList();
        if (new HashSet<>(names).size() == new HashSet<>(values).size()) {
            return names;
        }
        List<String> longer = IntStream.range(0, values.size()).mapToObj(i -> values.get(i) instanceof Accelerator accelerator
                ? accelerator.name() + differences(accelerator, values) : names.get(i)).toList();
        return new HashSet<>(longer).size() == new HashSet<>(values).size() ? longer
                : IntStream.range(0, values.size()).mapToObj(i -> names.get(i) + " #" + (i + 1)).toList();
    }

    /** The settings in which an accelerator differs from others of its name, {@code ", skip line, stsap true"}. */
    private static String differences(Accelerator accelerator, List<Object> values) {
        var text = new StringBuilder();
        accelerator.settings().forEach((name, value) -> {
            boolean differs = values.stream().anyMatch(v -> v instanceof Accelerator other && other.name().equals(accelerator.name())
                    && !value.equals(other.settings().get(name)));
            if (differs) {
                text.append(", ").append(name).append(' ').append(value);
            }
        });
        return text.toString();
    }

    static String label(Object value) {
        if (value instanceof Accelerator accelerator) {
            return accelerator.name();
        } else if (value instanceof Technology technology) {
            return technology.name();
        } else if (value instanceof Layer layer) {
            return layer.name();
        } else if (value instanceof LayerShape shape) {
            return shape.name();
        } else if (value instanceof Activity activity) {
            return activity.network().name();
        } else if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
        return value.toString();
    }

    /** Name and values; of many the first and the last. */
    String shown() {
        return name + " " + (labels.size() <= 8 ? labels : "[" + String.join(", ", labels.subList(0, 3)) + ", ... " + labels.get(labels.size() - 1) + "] ("
                + labels.size() + ")");
    }

    boolean isNumeric() {
        return values.stream().allMatch(Number.class::isInstance);
    }

    boolean isWhole() {
        return values.stream().allMatch(v -> v instanceof Integer || v instanceof Long || v instanceof Short || v instanceof Byte);
    }

    /** Where a value stands, or its label; numbers are equal by value. */
    int indexOf(Object value) {
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).equals(value) || labels.get(i).equals(value)
                    || value instanceof Number n && values.get(i) instanceof Number v && n.doubleValue() == v.doubleValue()) {
                return i;
            }
        }
        throw new IllegalArgumentException("sweep axis '" + name + "': has no value " + label(value) + ". Maybe one of " + labels + ".");
    }
}
