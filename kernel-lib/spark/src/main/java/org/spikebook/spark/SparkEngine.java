package org.spikebook.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.spikebook.lab.sweep.SweepEngine;
import org.spikebook.lab.sweep.SweepPoint;

/**
 * Computes the points of a sweep on Apache Spark. Points travel as JSON in small portions of equal inputs, so that a worker that is lost costs a
 * portion, which another computes again; values come back as they are done, and go to the sweep's journal one by one.
 *
 * <p>Spark is none of our libraries: it is the one that SPARK_HOME names, which should be the cluster's, or the release we were built with, which is
 * fetched from Maven Central the first time. It runs in a class loader of its own. Executors get one jar from the driver and need nothing of ours
 * installed; recorded spikes must lie under the same path on every machine.
 *
 * <p>The JVM needs the packages open that {@link #javaOptions()} names; {@code ./spikebook} and the installed kernel open them.
 */
public final class SparkEngine implements SweepEngine, AutoCloseable {

    /** Points of one task at most; what is at work is lost with a driver. */
    private static final int PORTION = 16;
    /** Tasks for each core at least, so that none waits long for the last ones. */
    private static final int TASKS_PER_CORE = 16;
    private static final int REACH_MILLIS = 5_000;
    private static final int PORT = 7077;

    private final SparkSide side;

    private SparkEngine(SparkSide side) {
        this.side = side;
    }

    /**
     * Starts a driver in this process.
     *
     * @param master {@code spark://host:7077}, {@code local[*]} for this machine's cores, or another address that Spark knows
     * @throws IllegalArgumentException if it is no address of Spark's
     * @throws IllegalStateException if nothing answers there, or Spark cannot be fetched or started
     */
    public static SparkEngine connect(String master) {
        return connect(master, Map.of());
    }

    /**
     * The same with settings by Spark's names, for example {@code spark.executor.memory} = {@code 2g} or {@code spark.cores.max} = {@code 8}.
     *
     * @throws IllegalArgumentException if a name does not start with {@code spark.}
     */
    public static SparkEngine connect(String master, Map<String, String> settings) {
        requireOpenPackages();
        Map<String, String> all = settings(master, settings);
        List<Path> jars = new ArrayList<>(SparkJars.find());
        Path ours = OurJar.pack();
        jars.add(ours);
        if (!master.startsWith("local")) {
            all.put("spark.jars", ours.toUri().toString());
        }
        return new SparkEngine(SparkLoader.of(jars).start(all));
    }

    /** Within {@code spark-submit}: Spark is around us, and has its settings from there. */
    static SparkEngine submitted() {
        return new SparkEngine(new SparkDriver(Map.of()));
    }

    private static Map<String, String> settings(String master, Map<String, String> settings) {
        var all = new LinkedHashMap<String, String>();
        all.put("spark.master", Objects.requireNonNull(master, "master"));
        if (master.startsWith("spark://")) {
            InetAddress host = reach(master);
            if (host.isLoopbackAddress()) {
                all.put("spark.driver.host", host.getHostAddress());
                all.put("spark.driver.bindAddress", host.getHostAddress());
            }
        } else if (!master.matches("local(\\[(\\*|\\d+)(,\\d+)?])?|yarn|k8s://.+")) {
            throw new IllegalArgumentException("spark: an address must be local[*], spark://host:7077, yarn or k8s://..., but was '" + master + "'. Maybe local[*].");
        }
        settings.forEach((name, value) -> {
            if (!name.startsWith("spark.")) {
                throw new IllegalArgumentException("spark: a setting's name must start with 'spark.', but was '" + name + "'. Maybe spark.executor.memory=2g.");
            }
            all.put(name, value);
        });
        return all;
    }

    /** The first master that answers: Spark itself would try for minutes. */
    private static InetAddress reach(String master) {
        String why = "";
        for (String address : master.substring("spark://".length()).split(",")) {
            String[] parts = address.split(":");
            if (parts.length > 2 || parts[0].isEmpty() || parts.length == 2 && !parts[1].matches("\\d{1,5}")) {
                throw new IllegalArgumentException("spark: '" + address + "' must be host:port. Maybe spark://localhost:" + PORT + ".");
            }
            try (var socket = new Socket()) {
                InetAddress host = InetAddress.getByName(parts[0]);
                socket.connect(new InetSocketAddress(host, parts.length == 2 ? Integer.parseInt(parts[1]) : PORT), REACH_MILLIS);
                return host;
            } catch (UnknownHostException e) {
                why = "no such host";
            } catch (IOException e) {
                why = e.getMessage();
            }
        }
        throw new IllegalStateException("spark: no master answers at " + master + ": " + why + ". Maybe $SPARK_HOME/sbin/start-master.sh, or another port.");
    }

    private static void requireOpenPackages() {
        Module base = Object.class.getModule();
        if (!base.isOpen("sun.nio.ch", SparkEngine.class.getModule()) || !base.isOpen("java.nio", SparkEngine.class.getModule())) {
            throw new IllegalStateException("spark: this JVM was started without the options that Spark needs. Maybe start it with ./spikebook, install the kernel"
                    + " anew with ./spikebook install, or add: " + String.join(" ", javaOptions()));
        }
    }

    /** The options with which a JVM must be started for Spark to run in it, {@code --add-opens=...}. */
    public static List<String> javaOptions() {
        return Resource.lines("java-options.txt");
    }

    @Override
    public void compute(List<SweepPoint> points, Outcomes outcomes) {
        var byNumber = new HashMap<Integer, SweepPoint>();
        List<List<String>> portions = portions(points, byNumber, outcomes);
        try {
            side.compute(portions, new SparkSide.Results() {
                @Override
                public void computed(int point, double[] values) {
                    outcomes.computed(byNumber.get(point), values);
                }

                @Override
                public void failed(int point, String reason) {
                    outcomes.failed(byNumber.get(point), new IllegalArgumentException(reason));
                }
            });
        } catch (InterruptedException e) {
            throw new CancellationException("sweep on Spark: interrupted");
        }
    }

    /** Points of equal inputs together, in portions; points without inputs fail here. What lives in memory only is refused before anything runs. */
    private List<List<String>> portions(List<SweepPoint> points, Map<Integer, SweepPoint> byNumber, Outcomes outcomes) {
        var groups = new LinkedHashMap<Object, List<String>>();
        for (SweepPoint point : points) {
            Object inputs;
            try {
                inputs = point.inputs();
            } catch (IllegalArgumentException e) {
                outcomes.failed(point, e);
                continue;
            }
            byNumber.put(point.number(), point);
            groups.computeIfAbsent(inputs, i -> new ArrayList<>()).add(point.toJson());
        }
        int size = Math.max(1, Math.min(PORTION, byNumber.size() / (TASKS_PER_CORE * Math.max(1, side.cores()))));
        var portions = new ArrayList<List<String>>();
        for (List<String> group : groups.values()) {
            for (int from = 0; from < group.size(); from += size) {
                portions.add(group.subList(from, Math.min(group.size(), from + size)));
            }
        }
        return portions;
    }

    /** Ends the driver; the cluster's cores are free again. */
    @Override
    public void close() {
        side.close();
    }

    @Override
    public String toString() {
        return side.toString();
    }
}
