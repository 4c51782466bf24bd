package org.spikebook.lab.sweep;

import com.ezylang.evalex.BaseException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.parser.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.spikebook.network.Nearest;

/**
 * What must hold for a point to be run: an expression over parameters, {@code rows * columns <= 64 && timeWindow < steps}. It is data: it can be
 * written down and sent elsewhere.
 */
final class Condition {

    private final String text;
    private final Expression expression;
    private final Set<String> variables;

    private Condition(String text, Expression expression, Set<String> variables) {
        this.text = text;
        this.expression = expression;
        this.variables = variables;
    }

    static Condition of(String text) {
        var expression = new Expression(text);
        try {
            expression.validate();
            return new Condition(text, expression, new TreeSet<>(expression.getUsedVariables()));
        } catch (ParseException e) {
            throw new IllegalArgumentException("sweep, condition '" + text + "': " + e.getMessage() + " (at character " + e.getStartPosition()
                    + "). Maybe like \"rows * columns <= 64\".", e);
        }
    }

    String text() {
        return text;
    }

    /** Refuses names that mean nothing. */
    void check(Set<String> known) {
        var lower = known.stream().map(k -> k.toLowerCase(Locale.ROOT)).toList();
        for (String variable : variables) {
            if (!lower.contains(variable.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("sweep, condition '" + text + "': '" + variable + "' is no axis and no parameter that has a number."
                        + Nearest.hint(variable, List.copyOf(known)));
            }
        }
    }

    /** Whether the condition holds for these values. */
    boolean holds(Map<String, Object> axes, Function<String, Optional<Object>> other) {
        try {
            for (String variable : variables) {
                Object value = axes.entrySet().stream().filter(e -> e.getKey().equalsIgnoreCase(variable)).map(Map.Entry::getValue).findFirst()
                        .or(() -> other.apply(variable))
                        .orElseThrow(() -> new IllegalArgumentException("sweep, condition '" + text + "': '" + variable + "' has no value at " + axes));
                expression.with(variable, value instanceof Number || value instanceof Boolean ? value : SweepAxis.label(value));
            }
            var result = expression.evaluate();
            if (!result.isBooleanValue()) {
                throw new IllegalArgumentException("sweep, condition '" + text + "': must be true or false, but is " + result.getStringValue()
                        + ". Maybe compare it with something.");
            }
            return result.getBooleanValue();
        } catch (BaseException e) {
            throw new IllegalArgumentException("sweep, condition '" + text + "': cannot be computed at " + axes + ": " + e.getMessage(), e);
        }
    }
}
