package org.spikebook.spark;

import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import scala.concurrent.ExecutionContext;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/** The driver of Spark. The only class here, with {@link PointTask}, that knows Spark; it is loaded beside Spark, see {@link SparkLoader}. */
public final class SparkDriver implements SparkSide {

    private static final long PATIENCE_SECONDS = 20;

    private final SparkContext spark;

    /**
     * Starts Spark.
     *
     * @param settings by Spark's names, {@code spark.master} among them unless {@code spark-submit} gives it
     */
    public SparkDriver(Map<String, String> settings) {
        var conf = new SparkConf();
        settings.forEach(conf::set);
        conf.setIfMissing("spark.app.name", "Spikebook");
        conf.setIfMissing("spark.ui.enabled", "false");
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        spark = new SparkContext(conf);
    }

    @Override
    public void compute(List<List<String>> portions, Results results) throws InterruptedException {
        if (portions.isEmpty()) {
            return;
        }
        var arrived = new LinkedBlockingQueue<PointOutcome[]>();
        var end = new PointOutcome[0];
        spark.setLocalProperty("spark.job.interruptOnCancel", "true");
        var tasks = JavaSparkContext.fromSparkContext(spark).parallelize(portions.stream().map(p -> p.toArray(String[]::new)).toList(), portions.size());
        SimpleFutureAction<Object> job = spark.submitJob(tasks.rdd(), new PointTask(),
                CollectionConverters.asScala(IntStream.range(0, portions.size()).<Object>mapToObj(i -> i).toList()).toSeq(), (index, outcomes) -> {
                    arrived.add(outcomes);
                    return BoxedUnit.UNIT;
                }, () -> BoxedUnit.UNIT);
        try {
            job.onComplete(done -> arrived.add(end), ExecutionContext.fromExecutor(Runnable::run));
            boolean warned = false;
            for (PointOutcome[] next = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS); next != end; next = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                if (next == null) {
                    warned = warned || warnOfIdleness();
                    continue;
                }
                for (PointOutcome outcome : next) {
                    if (outcome.error().isEmpty()) {
                        results.computed(outcome.point(), outcome.values());
                    } else {
                        results.failed(outcome.point(), outcome.error());
                    }
                }
            }
            if (job.value().get().isFailure()) {
                Throwable why = job.value().get().failed().get();
                throw new IllegalStateException("spark: gave up: " + String.valueOf(why.getMessage()).lines().findFirst().orElse("") + " What was computed is kept.", why);
            }
        } finally {
            if (!job.isCompleted()) {
                job.cancel();
            }
        }
    }

    private boolean warnOfIdleness() {
        if (spark.isLocal() || executors() > 0) {
            return false;
        }
        System.err.println("spark: no worker has taken up the work yet. Maybe all cores of the cluster are taken, or its workers have less memory than"
                + " spark.executor.memory, " + spark.conf().get("spark.executor.memory", "1g") + ".");
        return true;
    }

    private int executors() {
        return spark.getExecutorMemoryStatus().size() - 1;      // the driver is one of them
    }

    @Override
    public int cores() {
        return spark.defaultParallelism();
    }

    @Override
    public void close() {
        spark.stop();
    }

    @Override
    public String toString() {
        return "Spark " + spark.version() + " at " + spark.master();
    }
}
