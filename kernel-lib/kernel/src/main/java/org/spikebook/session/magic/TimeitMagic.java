package org.spikebook.session.magic;

import java.util.Optional;
import org.spikebook.lab.magic.CellMagic;
import org.spikebook.lab.magic.LineMagic;
import org.spikebook.lab.magic.MagicContext;

/** {@code %timeit} and {@code %%timeit}: a small benchmark with warm-up. */
public final class TimeitMagic implements LineMagic, CellMagic {

    @Override
    public String name() {
        return "timeit";
    }

    @Override
    public String help() {
        return "CODE: time per run after a second of warm-up; an expression, or statements with semicolons";
    }

    @Override
    public Optional<Object> run(String code, MagicContext context) throws Exception {
        String bare = code.strip();
        if (bare.isEmpty()) {
            throw new IllegalArgumentException("timeit: needs code to run. Maybe %timeit Math.sqrt(2).");
        }
        String lambda = bare.endsWith(";") || bare.endsWith("}") ? "() -> {\n" + bare + "\nreturn null; }" : "() -> (\n" + bare + "\n)";
        return context.evaluate(Timing.class.getName() + ".measure(" + lambda + ")");
    }

    @Override
    public Optional<Object> run(String arguments, String body, MagicContext context) throws Exception {
        return run(arguments + "\n" + body, context);
    }
}
