package org.spikebook.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/**
 * What breaks other kernels: the installed kernel takes it and runs the next cell. All tests of a JDK share one kernel, which is
 * part of the point.
 */
abstract class FaultSuite {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static KernelProcess process;
    private static KernelClient client;

    @Parameter
    private int version;

    @BeforeParameterizedClassInvocation
    static void start(int version) {
        process = InstalledKernels.start(version);
        client = process.connect();
        client.awaitReady(LIMIT);
    }

    @AfterParameterizedClassInvocation
    static void end() {
        client.close();
        process.close();
    }

    // ---- interrupt

    @Test
    void aBusyLoopIsInterruptedAndItsThreadIsGone() throws InterruptedException {
        interrupted("long n = 0; while (true) { n++; }");
        var before = process.handle().info().totalCpuDuration().orElseThrow();
        Thread.sleep(1500);
        assertThat(process.handle().info().totalCpuDuration().orElseThrow().minus(before)).isLessThan(Duration.ofMillis(1000));
    }

    @Test
    void sleepIsInterrupted() throws InterruptedException {
        interrupted("Thread.sleep(60_000);");
    }

    @Test
    void aStreamOfTheJdkWithALambdaOfTheCellIsInterrupted() throws InterruptedException {
        interrupted("java.util.stream.LongStream.iterate(1, x -> x + 1).filter(x -> x < 0).findFirst()");
    }

    @Test
    void aLoopOfTheLibraryThatReportsProgressIsInterrupted() throws InterruptedException {
        interrupted("""
                try (var progress = Progress.silent("waiting", -1, "rounds")) {
                    while (true) { progress.advance(1); Thread.onSpinWait(); }
                }""");
    }

    @Test
    void interruptingAnIdleKernelDoesNothing() {
        assertThat(client.interrupt().path("status").asText()).isEqualTo("ok");
        works();
    }

    @Test
    void anAbandonedQuestionForInputIsReleased() throws InterruptedException {
        var id = client.send("shell", "execute_request", request("new java.util.Scanner(System.in).nextLine()").put("allow_stdin", true));
        client.await(Channel.STDIN, message -> message.type().equals("input_request"), LIMIT.toMillis());
        client.interrupt();
        assertThat(client.finish(id, LIMIT).status()).isEqualTo("error");
        works();
    }

    private void interrupted(String code) throws InterruptedException {
        var id = client.startExecute(code);
        Thread.sleep(700);
        assertThat(client.interrupt().path("status").asText()).isEqualTo("ok");
        var outcome = client.finish(id, Duration.ofSeconds(15));
        assertThat(outcome.status()).isEqualTo("error");
        assertThat(outcome.reply().path("ename").asText()).containsIgnoringCase("interrupt");
        works();
    }

    // ---- errors

    @Test
    void anErrorInToStringIsAnErrorReply() {
        var outcome = client.execute("class Bad { public String toString() { throw new StackOverflowError(\"on purpose\"); } }\nnew Bad()");
        assertThat(outcome.status()).isEqualTo("error");
        works();
    }

    @Test
    void endlessRecursionGivesAShortTraceback() {
        var outcome = client.execute("int deep(int n) { return deep(n + 1) + 1; }\ndeep(0)");
        assertThat(outcome.reply().path("ename").asText()).isEqualTo("StackOverflowError");
        assertThat(outcome.reply().path("traceback").toString().split("\\\\n|\",\"").length).isLessThan(80);
        works();
    }

    @Test
    void noMemoryLeavesTheKernelAlive() {
        var outcome = client.execute("var all = new ArrayList<long[]>(); while (true) { all.add(new long[10_000_000]); }");
        assertThat(outcome.reply().path("ename").asText()).isEqualTo("OutOfMemoryError");
        client.execute("all = null;");
        works();
    }

    @Test
    void exitInACellIsExplainedAndEndsOnlyTheCell() {
        var outcome = client.execute("System.exit(3)");
        assertThat(outcome.status()).isEqualTo("error");
        assertThat(outcome.reply().path("evalue").asText()).contains("System.exit").contains("Maybe");
        works();
    }

    @Test
    void theCauseChainNamesCellAndLine() {
        var outcome = client.execute("int half(int x) {\n  if (x < 0) throw new IllegalArgumentException(\"x\", new RuntimeException(\"deeper\"));\n"
                + "  return x / 2;\n}\nhalf(-1)");
        var traceback = text(outcome.reply());
        assertThat(traceback).contains("IllegalArgumentException").contains("deeper").contains("line 2").doesNotContain("org.spikebook.session")
                .doesNotContain("REPL.$JShell$");
    }

    @Test
    void aForwardReferenceIsExplained() {
        client.execute("int early() { return later() + 1; }");
        var outcome = client.execute("early()");
        assertThat(outcome.status()).isEqualTo("error");
        assertThat(text(outcome.reply())).contains("later");
        works();
    }

    @Test
    void anErrorStopsTheCellsThatWaitAndNoLaterOnes() {
        var failing = client.startExecute("Thread.sleep(500); throw new RuntimeException(\"stop here\")");
        var waiting = client.startExecute("1 + 2");
        var alsoWaiting = client.startExecute("1 + 3");
        assertThat(client.finish(failing, LIMIT).status()).isEqualTo("error");
        assertThat(client.finish(waiting, LIMIT).status()).isEqualTo("aborted");
        assertThat(client.finish(alsoWaiting, LIMIT).status()).isEqualTo("aborted");
        works();
    }

    @Test
    void aCellSentAfterTheErrorWasHeardIsNotAborted() {
        for (int i = 0; i < 50; i++) {
            client.ask("shell", "execute_request", request("nothing"), LIMIT);
            assertThat(client.ask("shell", "execute_request", request("1"), LIMIT).path("status").asText()).as("round %d", i).isEqualTo("ok");
        }
    }

    @Test
    void withoutStopOnErrorTheCellsThatWaitRun() {
        var failing = client.send("shell", "execute_request", request("Thread.sleep(300); throw new RuntimeException()").put("stop_on_error", false));
        var waiting = client.startExecute("1 + 2");
        assertThat(client.finish(failing, LIMIT).status()).isEqualTo("error");
        assertThat(client.finish(waiting, LIMIT).text()).isEqualTo("3");
    }

    // ---- output

    @Test
    void manyLinesComeInFewMessages() {
        var outcome = client.execute("for (int i = 0; i < 10_000; i++) System.out.println(\"line \" + i);");
        assertThat(outcome.stream("stdout").lines()).hasSize(10_000).last().isEqualTo("line 9999");
        assertThat(outcome.output("stream").size()).as("a message every 50 ms or 64 kB, however slow the machine").isLessThan(500);
    }

    @Test
    void charactersSurviveAnyCut() {
        var outcome = client.execute("for (int i = 0; i < 20_000; i++) System.out.print(\"\\u00e9\\u2126\\ud83e\\udde0\");");
        assertThat(outcome.stream("stdout")).isEqualTo("\u00e9\u2126\ud83e\udde0".repeat(20_000));
    }

    @Test
    void carriageReturnsArriveAsTheyAre() {
        assertThat(client.execute("System.out.print(\"10 %\\r20 %\\r\");").stream("stdout")).isEqualTo("10 %\r20 %\r");
    }

    @Test
    void outputOfABackgroundThreadArrivesAfterItsCell() {
        var id = client.startExecute("new Thread(() -> { try { Thread.sleep(600); } catch (InterruptedException e) { } System.out.println(\"late\"); }).start();");
        client.finish(id, LIMIT);
        var late = client.await(Channel.IOPUB, message -> message.type().equals("stream"), LIMIT.toMillis());
        assertThat(late.content().path("text").asText()).isEqualTo("late\n");
        assertThat(KernelClient.parentIs(late, id)).isTrue();
    }

    @Test
    void outputComesBeforeTheReplyInOrder() {
        var outcome = client.execute("System.out.println(1); System.err.println(2); System.out.println(3); display(4); System.out.println(5); 6");
        assertThat(outcome.output().stream().map(each -> each.has("text") ? each.path("text").asText().strip()
                : each.at("/data/text~1plain").asText()).filter(text -> !text.isEmpty()).toList()).containsExactly("1", "2", "3", "4", "5", "6");
    }

    @Test
    void dataIsEscapedInHtml() {
        var outcome = client.execute("Table.create(\"t\", StringColumn.create(\"<script>alert(1)</script>\", \"<b>x</b>\"))");
        var html = outcome.output("execute_result").get(0).at("/data/text~1html").asText();
        assertThat(html).doesNotContain("<script>alert").contains("&lt;script&gt;alert");
    }

    @Test
    void displaysAreUpdatedByTheirId() {
        var outcome = client.execute("var shownId = display(\"one\"); updateDisplay(shownId, \"two\");");
        var first = outcome.output("display_data").get(0);
        var second = outcome.output("update_display_data").get(0);
        assertThat(second.at("/transient/display_id")).isEqualTo(first.at("/transient/display_id"));
        assertThat(second.at("/data/text~1plain").asText()).isEqualTo("two");
    }

    @Test
    void cellsUseTheVectorApiAndNobodySeesAWarningOfIt() {
        var outcome = client.execute("var species = jdk.incubator.vector.IntVector.SPECIES_PREFERRED;\n"
                + "jdk.incubator.vector.IntVector.broadcast(species, 3).reduceLanes(jdk.incubator.vector.VectorOperators.ADD) / species.length()");
        assertThat(outcome.text()).as(outcome.reply().toString()).isEqualTo("3");
        assertThat(process.log()).doesNotContain("WARNING");
    }

    // ---- requests

    @Test
    void completionAndInspectionAnswerWhileACellRuns() {
        client.execute("1");
        var cell = client.startExecute("Thread.sleep(4000); 7");
        long start = System.nanoTime();
        assertThat(client.complete("Math.hyp").path("matches").toString()).contains("hypot");
        var inspected = client.ask("shell", "inspect_request", Json.object().put("code", "Math.hypot(").put("cursor_pos", 11), LIMIT);
        assertThat(inspected.path("found").asBoolean()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(3500));
        assertThat(client.finish(cell, LIMIT).text()).isEqualTo("7");
    }

    @Test
    void inspectionKnowsOurLibrary() {
        var found = client.ask("shell", "inspect_request", Json.object().put("code", "Spikes.bernoulli(").put("cursor_pos", 17), LIMIT);
        assertThat(found.at("/data/text~1plain").asText()).contains("Spikes.bernoulli(double rate)");
        assertThat(found.path("data").has("text/html")).isTrue();
        assertThat(found.path("data").has("text/markdown")).isTrue();
        assertThat(found.at("/data/text~1plain").asText().lines().count()).as("has its documentation").isGreaterThan(1);
    }

    @Test
    void unknownRequestsGetAnErrorReply() {
        for (var channel : List.of("shell", "control")) {
            var id = client.send(channel, "dance_request", Json.object());
            var reply = client.await(channel.equals("shell") ? Channel.SHELL : Channel.CONTROL, message -> KernelClient.parentIs(message, id), LIMIT.toMillis());
            assertThat(reply.type()).isEqualTo("dance_reply");
            assertThat(reply.content().path("status").asText()).isEqualTo("error");
            assertThat(reply.content().path("evalue").asText()).contains("dance_request");
        }
        var debug = client.ask("control", "debug_request", Json.object().put("seq", 1).put("type", "request").put("command", "initialize"), LIMIT);
        assertThat(debug.path("status").asText()).isEqualTo("error");
        assertThat(debug.path("success").asBoolean(true)).isFalse();
    }

    @Test
    void everyReplyHasAStatus() {
        for (var type : List.of("kernel_info_request", "complete_request", "inspect_request", "is_complete_request", "history_request", "comm_info_request")) {
            var reply = client.ask("shell", type, Json.object().put("code", "1").put("cursor_pos", 1).put("hist_access_type", "tail").put("n", 1), LIMIT);
            assertThat(reply.path("status").asText()).as(type).isNotEmpty();
        }
    }

    @Test
    void anAnswerWithoutSenseIsAnErrorReplyToo() {
        var reply = client.ask("shell", "history_request", Json.object().put("hist_access_type", "nonsense"), LIMIT);
        assertThat(reply.path("status").asText()).isEqualTo("error");
        assertThat(reply.path("evalue").asText()).contains("nonsense");
    }

    @Test
    void aWrongSignatureIsDropped() {
        client.sendRaw(Channel.SHELL, new MessageCodec("not the key").encode(Message.of("execute_request", "forger", request("System.exit(1)"))));
        assertThatThrownBy(() -> client.await(Channel.SHELL, message -> message.parent().path("session").asText().equals("forger"), 500))
                .isInstanceOf(KernelClient.NoAnswerException.class);
        assertThat(process.log()).contains("wrong signature");
        works();
    }

    @Test
    void silentCellsShowNothingAndDoNotCount() {
        int before = client.execute("1").reply().path("execution_count").asInt();
        var outcome = client.finish(client.send("shell", "execute_request", request("System.out.println(5); 6").put("silent", true)), LIMIT);
        assertThat(outcome.output()).extracting(each -> each.path("msg_type").asText()).containsOnly("status");
        assertThat(client.execute("1").reply().path("execution_count").asInt()).isEqualTo(before + 1);
    }

    @Test
    void expressionsOfTheUserAreEvaluated() {
        ObjectNode request = request("var side = 5;");
        request.set("user_expressions", Json.object().put("area", "side * side").put("bad", "nothing()"));
        var reply = client.finish(client.send("shell", "execute_request", request), LIMIT).reply();
        assertThat(reply.at("/user_expressions/area/data/text~1plain").asText()).isEqualTo("25");
        assertThat(reply.at("/user_expressions/bad/status").asText()).isEqualTo("error");
    }

    @Test
    void inputIsAskedForAndRead() {
        var id = client.send("shell", "execute_request", request("new java.util.Scanner(System.in).nextLine() + \"!\"").put("allow_stdin", true));
        var question = client.await(Channel.STDIN, message -> message.type().equals("input_request"), LIMIT.toMillis());
        assertThat(KernelClient.parentIs(question, id)).isTrue();
        client.send("stdin", "input_reply", Json.object().put("value", "hello"));
        assertThat(client.finish(id, LIMIT).text()).isEqualTo("hello!");
    }

    @Test
    void withoutInputReadingMeetsItsEnd() {
        assertThat(client.execute("System.in.read()").text()).isEqualTo("-1");
    }

    @Test
    void aCommThatNobodyKnowsIsClosed() {
        client.send("shell", "comm_open", Json.object().put("comm_id", "c1").put("target_name", "nobody"));
        assertThat(client.await(Channel.IOPUB, message -> message.type().equals("comm_close"), LIMIT.toMillis()).content().path("comm_id").asText())
                .isEqualTo("c1");
    }

    // ---- cells

    @Test
    void textBlocksWithPercentSignsStayAsTheyAre() {
        assertThat(client.execute("\"\"\"\n%load x\n%%html\n\"\"\"").text()).isEqualTo("%load x\n%%html\n");
        assertThat(client.execute("17\n % 5").text()).isEqualTo("2");
    }

    @Test
    void unknownMagicsSuggestTheNearest() {
        var outcome = client.execute("%tiime 1");
        assertThat(outcome.status()).isEqualTo("error");
        assertThat(outcome.reply().path("evalue").asText()).contains("%time");
    }

    @Test
    void aQuestionMarkOpensHelp() {
        var reply = client.execute("Math.max?").reply();
        assertThat(reply.at("/payload/0/source").asText()).isEqualTo("page");
        assertThat(reply.at("/payload/0/data/text~1plain").asText()).contains("int Math.max(int a, int b)");
    }

    private void works() {
        assertThat(client.execute("20 + 22").text()).isEqualTo("42");
        assertThat(process.handle().isAlive()).isTrue();
    }

    private static ObjectNode request(String code) {
        return Json.object().put("code", code).put("silent", false).put("store_history", true).put("allow_stdin", false)
                .put("stop_on_error", true).set("user_expressions", Json.object());
    }

    private static String text(JsonNode reply) {
        var text = new StringBuilder();
        reply.path("traceback").forEach(line -> text.append(line.asText()).append('\n'));
        return text.toString().replaceAll("\u001b\\[[0-9;]*m", "");
    }
}
