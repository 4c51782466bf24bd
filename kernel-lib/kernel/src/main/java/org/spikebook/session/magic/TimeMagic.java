package org.spikebook.session.magic;

import java.util.Locale;
import java.util.Optional;
import org.spikebook.lab.magic.CellMagic;
import org.spikebook.lab.magic.LineMagic;
import org.spikebook.lab.magic.MagicContext;

/** {@code %time} and {@code %%time}: how long code takes, once, the compiler's time included. */
public final class TimeMagic implements LineMagic, CellMagic {

    @Override
    public String name() {
        return "time";
    }

    @Override
    public String help() {
        return "CODE: runs it once and prints the wall time, its compilation included";
    }

    @Override
    public Optional<Object> run(String code, MagicContext context) throws Exception {
        long start = System.nanoTime();
        try {
            return context.evaluate(code);
        } finally {
            System.out.printf(Locale.ROOT, "time: %s%n", text(System.nanoTime() - start));
        }
    }

    @Override
    public Optional<Object> run(String arguments, String body, MagicContext context) throws Exception {
        return run(arguments.isEmpty() ? body : arguments + "\n" + body, context);
    }

    private static String text(long nanos) {
        double seconds = nanos / 1e9;
        if (seconds < 1) {
            return String.format(Locale.ROOT, "%.1f ms", seconds * 1e3);
        }
        return seconds < 120 ? String.format(Locale.ROOT, "%.2f s", seconds)
                : String.format(Locale.ROOT, "%d min %02d s", (long) seconds / 60, (long) seconds % 60);
    }
}
