package org.spikebook.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompilerPath_NarrowTest {

    @Test
    void cellsSeeTheLibrariesAUserWorksWithAndNotTheKernelsOwn() {
        try (var session = Session.builder().build()) {
            assertThat(System.getProperty("java.class.path")).contains("tablesaw-core").contains("jackson-databind").doesNotContain("jeromq");
            assertThat(session.run("org.zeromq.ZMQ.class", CellSink.NONE).error()).isPresent();
            assertThat(session.run("Class.forName(\"org.zeromq.ZMQ\").getSimpleName()", CellSink.NONE).value()).contains("ZMQ");
        }
    }

    @Test
    void tablesCompileWithoutTheJarsBehindThem() {
        try (var session = Session.builder().build()) {
            var cell = session.run("""
                    var table = Table.create("t", IntColumn.create("a", 3, 1, 2), StringColumn.create("b", "x", "y", "z"));
                    var some = table.where(table.intColumn("a").isGreaterThan(1)).sortDescendingOn("a");
                    some.intColumn("a").asList().toString() + some.stringColumn("b").unique().size() + table.intColumn("a").mean()
                    """, CellSink.NONE);
            assertThat(cell.error()).isEmpty();
            assertThat(cell.value()).contains("[3, 2]22.0");
        }
    }
}
