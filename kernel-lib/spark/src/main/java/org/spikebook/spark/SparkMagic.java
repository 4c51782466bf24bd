package org.spikebook.spark;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.spikebook.lab.magic.LineMagic;
import org.spikebook.lab.magic.MagicContext;
import org.spikebook.lab.sweep.SweepEngine;

/** {@code %spark}: sweeps of the cells that follow run on Apache Spark, without a change to them. */
public final class SparkMagic implements LineMagic {

    /** Made by the service loader. */
    public SparkMagic() {
    }

    @Override
    public String name() {
        return "spark";
    }

    @Override
    public String help() {
        return "local[*] | spark://HOST:PORT [spark.NAME=VALUE...] | off: computes the sweeps of the cells that follow on Apache Spark, or no longer";
    }

    @Override
    public Optional<Object> run(String arguments, MagicContext context) throws Exception {
        if (!arguments.matches("[^\"\\\\]*")) {
            throw new IllegalArgumentException("spark: no quotes and no backslashes, but got " + arguments + ". Maybe %spark local[*].");
        }
        // on the thread of the cells, to which the choice belongs
        context.evaluate("org.spikebook.spark.SparkMagic.choose(\"" + arguments + "\");").filter(SparkEngine.class::isInstance).map(SparkEngine.class::cast)
                .ifPresent(context::closeAtEnd);
        return Optional.empty();
    }

    /**
     * What {@code %spark} does in the cell: ends the Spark of this session, if there is one, and starts another.
     *
     * @param arguments as after {@code %spark}
     * @return what sweeps run on from here on
     */
    public static SweepEngine choose(String arguments) {
        List<String> words = Arrays.stream(arguments.split("\\s+")).filter(word -> !word.isEmpty()).toList();
        if (words.isEmpty()) {
            throw new IllegalArgumentException("spark: needs an address. Maybe %spark local[*], %spark spark://localhost:7077 or %spark off.");
        }
        if (SweepEngine.usual() instanceof SparkEngine running) {
            SweepEngine.use(SweepEngine.local());
            running.close();
        }
        if (words.get(0).equals("off")) {
            System.out.println("sweeps run on this machine's cores");
            return SweepEngine.usual();
        }
        SparkEngine engine = SparkEngine.connect(words.get(0), settings(words.subList(1, words.size())));
        SweepEngine.use(engine);
        System.out.println("sweeps run on " + engine);
        return engine;
    }

    private static Map<String, String> settings(List<String> words) {
        var settings = new LinkedHashMap<String, String>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("spark: a setting must be spark.NAME=VALUE, but was '" + word + "'. Maybe spark.executor.memory=2g.");
            }
            settings.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return settings;
    }
}
