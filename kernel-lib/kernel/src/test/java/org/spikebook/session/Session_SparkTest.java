package org.spikebook.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The magic that puts sweeps on Spark. */
@Timeout(600)
class Session_SparkTest {

    private Session session;

    @BeforeEach
    void open() {
        session = Session.builder().build();
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void aCellsSweepRunsThereWithoutAChangeAndComesBack() {
        var sink = new RecordingSink();
        session.run("var sweep = Sweep.of(Simulation.of(SpikeX.builder().build()).on(Networks.nMnist().layer(\"CONV2\")).steps(30).spikes(Spikes.bernoulli(0.01)))"
                + ".over(\"rows\", 4, 8).over(\"timeWindow\", 2, 31).measure(\"latency\");\nvar here = sweep.run().toString();", CellSink.NONE);
        var started = session.run("%spark local[2] spark.app.name=cells", sink);
        assertThat(started.error()).isEmpty();
        assertThat(String.join("", sink.events())).contains("sweeps run on Spark 4.").contains(" at local[2]");
        assertThat(session.run("SweepEngine.usual() instanceof SparkEngine", CellSink.NONE).value()).contains(true);
        assertThat(session.run("sweep.run().toString().equals(here)", CellSink.NONE).value()).contains(true);
        assertThat(session.run("%spark off\nSweepEngine.usual() instanceof SparkEngine", CellSink.NONE).value()).contains(false);
        assertThat(session.run("sweep.run().toString().equals(here)", CellSink.NONE).value()).contains(true);
        assertThat(session.run("Class.forName(\"org.apache.spark.SparkContext\")", CellSink.NONE).ok()).as("cells do not see Spark's libraries").isFalse();
    }

    @Test
    void anAddressThatCannotBeIsExplained() {
        assertThat(session.run("%spark", CellSink.NONE).error().get().message()).contains("Maybe %spark local[*]");
        assertThat(session.run("%spark cluster", CellSink.NONE).error().get().message()).contains("an address must be local[*], spark://host:7077");
        assertThat(session.run("%spark local[1] memory", CellSink.NONE).error().get().message()).contains("must be spark.NAME=VALUE, but was 'memory'");
    }
}
