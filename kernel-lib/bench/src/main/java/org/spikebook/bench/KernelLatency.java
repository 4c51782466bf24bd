package org.spikebook.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.spikebook.kernel.KernelClient;
import org.spikebook.kernel.KernelProcess;

/**
 * What a user waits for, measured from outside through the protocol: start of a kernel, and round trips of small requests, in
 * milliseconds. Works for any kernel, ours or another:
 *
 * <pre>{@code
 * java -cp "$(./spikebook classpath)" kernel-lib/bench/src/main/java/org/spikebook/bench/KernelLatency.java \\
 *     ~/.local/share/jupyter/kernels/spikebook/kernel.json
 * }</pre>
 *
 * <p>Start times are taken from {@value #STARTS} processes, round trips from {@value #ROUNDS} requests after {@value #WARM_UP} for warm-up in a kernel
 * that has been up for some seconds;
 * quartiles are printed, so that a busy machine shows.
 */
public final class KernelLatency {

    private static final int STARTS = 7;
    private static final int WARM_UP = 1_000;
    /** After its start a kernel still indexes and compiles in the background, which round trips of a session's first seconds feel. */
    private static final int SETTLE_MILLIS = 5_000;
    private static final int ROUNDS = 200;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private KernelLatency() {
    }

    private interface Request {
        void run() throws InterruptedException;
    }

    /** @param arguments the {@code kernel.json} files to measure */
    public static void main(String... arguments) throws InterruptedException {
        if (arguments.length == 0) {
            System.err.println("kernel latency: needs one kernel.json or more. Maybe run ./spikebook install first; it says where that is.");
            System.exit(2);
        }
        System.out.printf(Locale.ROOT, "%d processors, %s, Java %s%n", Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"), System.getProperty("java.version"));
        for (var argument : arguments) {
            measure(Path.of(argument));
        }
    }

    private static void measure(Path kernelJson) throws InterruptedException {
        System.out.printf(Locale.ROOT, "%n%s%n%-34s %10s %10s %10s%n", kernelJson, "", "quarter", "median", "3 quarters");
        double[] ready = new double[STARTS];
        double[] first = new double[STARTS];
        double[] cpu = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            long start = System.nanoTime();
            try (var process = KernelProcess.start(kernelJson, Map.of("SPIKEBOOK_HISTORY", "off")); var client = process.connect()) {
                client.awaitReady(LIMIT);
                ready[i] = millisSince(start);
                client.execute("1 + 1");
                first[i] = millisSince(start);
                cpu[i] = process.handle().info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
            }
        }
        print("start to kernel_info", ready);
        print("start to first result", first);
        print("CPU time to first result", cpu);
        try (var process = KernelProcess.start(kernelJson, Map.of("SPIKEBOOK_HISTORY", "off")); var client = process.connect()) {
            client.awaitReady(LIMIT);
            client.execute("1 + 1");
            Thread.sleep(SETTLE_MILLIS);
            print("empty cell", times(() -> client.execute("")));
            print("1 + 1", times(() -> client.execute("1 + 1")));
            print("int x = 3;", times(() -> client.execute("int x = 3;")));
            print("println", times(() -> client.execute("System.out.println(1)")));
            print("method", times(() -> client.execute("int twice(int x) { return 2 * x; }")));
            print("completion, idle", times(() -> client.complete("\"abc\".subs")));
            completionWhileRunning(client);
        }
    }

    private static void completionWhileRunning(KernelClient client) throws InterruptedException {
        var cell = client.startExecute("for (long end = System.nanoTime() + 30_000_000_000L; System.nanoTime() < end;) { Math.sqrt(2); }");
        Thread.sleep(500);
        double[] times = new double[50];
        for (int i = 0; i < times.length; i++) {
            long start = System.nanoTime();
            client.complete("\"abc\".subs");
            times[i] = millisSince(start);
        }
        print("completion, cell running", times);
        long start = System.nanoTime();
        client.interrupt();
        client.finish(cell, LIMIT);
        print("interrupt to idle", new double[] {millisSince(start)});
    }

    private static double[] times(Request request) throws InterruptedException {
        for (int i = 0; i < WARM_UP; i++) {
            request.run();
        }
        double[] times = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            request.run();
            times[i] = millisSince(start);
        }
        return times;
    }

    private static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static void print(String what, double[] times) {
        Arrays.sort(times);
        System.out.printf(Locale.ROOT, "%-34s %10.2f %10.2f %10.2f%n", what, times[times.length / 4], times[times.length / 2],
                times[times.length * 3 / 4]);
    }
}
