package org.spikebook.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.reader.Candidate;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.spikebook.lab.display.MimeBundle;
import org.spikebook.session.CellSink;
import org.spikebook.session.Completeness;
import org.spikebook.session.OutputStreamName;
import org.spikebook.session.Session;
import picocli.CommandLine.Command;

/** A read-evaluate-print loop on a terminal, over the same session as the notebook kernel. */
@Command(name = "console", mixinStandardHelpOptions = true,
        description = {"Runs Java and magics on the terminal, line by line, with completion, history and the imports of notebooks.",
            "Ctrl-C interrupts the running code, Ctrl-D ends."})
final class ConsoleCommand implements Callable<Integer> {

    @Override
    public Integer call() throws IOException {
        try (var terminal = TerminalBuilder.builder().dumb(true).build()) {
            return new Loop(terminal).run();
        }
    }

    /** One run of the loop. */
    private static final class Loop implements CellSink {

        private final Terminal terminal;
        private final PrintWriter out;

        Loop(Terminal terminal) {
            this.terminal = terminal;
            this.out = terminal.writer();
        }

        int run() throws IOException {
            var history = Path.of(System.getProperty("user.home"), ".local", "share", "spikebook", "console-history");
            Files.createDirectories(history.getParent());
            var holder = new LineReader[1];
            try (var session = Session.builder().input(() -> readInput(holder[0])).build()) {
                var reader = LineReaderBuilder.builder().terminal(terminal).appName("spikebook")
                        .parser(new CellParser(session))
                        .completer((line, parsed, candidates) -> complete(session, parsed, candidates))
                        .variable(LineReader.HISTORY_FILE, history)
                        .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%P   ...: ")
                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)        // ! is Java
                        .option(LineReader.Option.INSERT_TAB, false)
                        .build();
                holder[0] = reader;
                terminal.handle(Terminal.Signal.INT, signal -> session.interrupt());
                out.println("Spikebook on Java " + System.getProperty("java.version") + ". %lsmagic lists magics, Ctrl-D ends.");
                while (true) {
                    try {
                        var cell = reader.readLine("In [" + (session.executionCount() + 1) + "]: ");
                        if (!cell.isBlank()) {
                            show(session, cell);
                        }
                    } catch (UserInterruptException abandoned) {
                        continue;
                    } catch (EndOfFileException end) {
                        return 0;
                    }
                }
            }
        }

        private void show(Session session, String cell) {
            var result = session.run(cell, this);
            result.shown().ifPresent(shown -> out.println("Out[" + result.executionCount() + "]: " + shown.text()));
            result.error().ifPresent(error -> error.traceback().forEach(out::println));
            out.flush();
        }

        private static Optional<String> readInput(LineReader reader) {
            try {
                return Optional.of(reader.readLine(""));
            } catch (UserInterruptException | EndOfFileException e) {
                return Optional.empty();
            }
        }

        /** The words of JLine are whole cells here, so a candidate is the cell with the choice put in. */
        private static void complete(Session session, ParsedLine parsed, List<Candidate> candidates) {
            var code = parsed.line();
            var completion = session.complete(code, parsed.cursor());
            var before = code.substring(0, completion.start());
            completion.choices().forEach(choice -> candidates.add(new Candidate(before + choice, choice, null, null, null, null, false)));
        }

        @Override
        public void text(OutputStreamName stream, String text) {
            out.print(text);
            out.flush();
        }

        @Override
        public void display(MimeBundle bundle, String displayId) {
            out.println(bundle.text());
            out.flush();
        }

        @Override
        public void updateDisplay(String displayId, MimeBundle bundle) {
            out.print("\r" + bundle.text().lines().findFirst().orElse("") + "\u001b[K");
            out.flush();
        }

        @Override
        public void clearOutput(boolean wait) {
            out.print("\r\u001b[K");
            out.flush();
        }
    }

    /** Takes lines until they are complete Java; the whole cell is one word. */
    private record CellParser(Session session) implements Parser {

        @Override
        public ParsedLine parse(String line, int cursor, ParseContext context) {
            if (context == ParseContext.ACCEPT_LINE && session.isComplete(line) == Completeness.INCOMPLETE) {
                throw new EOFError(-1, -1, "goes on");
            }
            return new Whole(line, cursor);
        }
    }

    /** A cell as a single word. */
    private record Whole(String line, int cursor) implements CompletingParsedLine {

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return cursor;
        }

        @Override
        public int rawWordLength() {
            return cursor;
        }

        @Override
        public String word() {
            return line.substring(0, cursor);
        }

        @Override
        public int wordCursor() {
            return cursor;
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(word());
        }
    }
}
