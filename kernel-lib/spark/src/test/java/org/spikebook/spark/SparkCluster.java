package org.spikebook.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A standalone cluster of Spark's own master and workers as processes on this machine's loopback, gone when closed. */
final class SparkCluster implements AutoCloseable {

    private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://127\\.0\\.0\\.1:\\d+)");
    private static final long START_SECONDS = 240;

    private final Path folder;
    private final String classPath;
    private final List<Process> processes = new ArrayList<>();
    private final List<Process> workers = new ArrayList<>();
    private String master = "";

    private SparkCluster(Path folder) throws IOException {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        List<Path> jars = SparkJars.find();
        classPath = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        Path home = Files.createDirectories(folder.resolve("home/jars"));        // a SPARK_HOME: executors are started from its jars
        for (Path jar : jars) {
            Files.createSymbolicLink(home.resolve(jar.getFileName()), jar);
        }
    }

    /**
     * A master and some workers, each with cores for two drivers at once.
     *
     * @param folder an empty folder for logs and work
     */
    static SparkCluster start(Path folder, int workers) throws Exception {
        var cluster = new SparkCluster(folder);
        try {
            cluster.start("master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0");
            cluster.master = cluster.await("master", MASTER).group(1);
            for (int i = 0; i < workers; i++) {
                cluster.addWorker();
            }
            return cluster;
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    /** Where it is, {@code spark://127.0.0.1:port}. */
    String master() {
        return master;
    }

    /**
     * One worker more, known to the master.
     *
     * @return its number
     */
    int addWorker() throws Exception {
        String name = "worker" + workers.size();
        workers.add(start(name, "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--cores", "2", "--memory", "2g", "--webui-port", "0",
                "--work-dir", folder.resolve(name).toString(), master));
        await(name, Pattern.compile("Successfully registered with master"));
        return workers.size() - 1;
    }

    /** Ends a worker and its executors without a word, as {@code kill -9} does. */
    void killWorker(int number) {
        kill(workers.get(number));
    }

    /** Whether a worker runs an executor now. */
    boolean isWorking(int number) {
        return workers.get(number).toHandle().descendants().findAny().isPresent();
    }

    private static void kill(Process process) {
        List<ProcessHandle> children = process.toHandle().descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** A Java program among the processes of the cluster, with Spark on its class path; its output goes to a log of that name. */
    Process start(String name, String... command) throws IOException {
        var line = new ArrayList<String>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-XX:TieredStopAtLevel=1"));
        line.addAll(SparkEngine.javaOptions());
        line.addAll(List.of("-cp", classPath));
        line.addAll(List.of(command));
        var builder = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().put("SPARK_HOME", folder.resolve("home").toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");        // which a whole installation says in its RELEASE file
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private Matcher await(String name, Pattern pattern) throws Exception {
        Path log = folder.resolve(name + ".log");
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS); System.nanoTime() < end; Thread.sleep(50)) {
            Matcher found = pattern.matcher(Files.readString(log));
            if (found.find()) {
                return found;
            }
        }
        throw new IllegalStateException(name + " did not come up: " + Files.readString(log));
    }

    /** What the processes said, for the message of a test that failed. */
    String logs() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            var text = new StringBuilder();
            for (Path log : all.filter(f -> f.toString().endsWith(".log") || f.endsWith("stderr")).sorted().toList()) {
                List<String> lines = Files.readAllLines(log);
                text.append("== ").append(log).append('\n');
                lines.subList(Math.max(0, lines.size() - 30), lines.size()).forEach(l -> text.append(l).append('\n'));
            }
            return text.toString();
        }
    }

    @Override
    public void close() {
        for (int i = processes.size() - 1; i >= 0; i--) {
            kill(processes.get(i));
        }
        try (Stream<Path> links = Files.list(folder.resolve("home/jars"))) {
            for (Path link : links.toList()) {
                Files.delete(link);
            }
        } catch (IOException e) {
            // already gone
        }
    }
}
