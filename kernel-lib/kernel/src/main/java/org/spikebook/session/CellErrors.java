package org.spikebook.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.UnresolvedReferenceException;
import org.spikebook.session.CellError.Kind;
import org.spikebook.session.CellError.Place;

/** Turns what JShell says into errors in the user's terms. Knows which cell and line every snippet came from. */
final class CellErrors {

    /** Frames shown per exception: the first ones, and the last ones where the call came from. */
    private static final int HEAD_FRAMES = 20;
    private static final int TAIL_FRAMES = 5;
    private static final int MAX_CAUSES = 8;

    private static final int MAX_DIAGNOSTICS = 10;

    private final Map<String, Origin> origins = new HashMap<>();

    /** A statement of a cell: where it starts. */
    record Origin(int cell, String text, int offset) {

        int line() {
            return lineAt(offset);
        }

        Origin later(int characters) {
            return new Origin(cell, text, offset + characters);
        }

        int lineAt(int position) {
            int line = 1;
            for (int i = 0; i < Math.min(position, text.length()); i++) {
                if (text.charAt(i) == '\n') {
                    line++;
                }
            }
            return line;
        }

        String lineText(int line) {
            return text.lines().skip(line - 1L).findFirst().orElse("");
        }
    }

    void remember(Snippet snippet, Origin origin) {
        origins.put(snippet.id(), origin);
    }

    /** The compiler refused a statement. */
    CellError compile(List<Diag> diagnostics, Origin origin) {
        List<Diag> errors = diagnostics.stream().filter(Diag::isError).toList();
        if (errors.isEmpty()) {
            return new CellError(Kind.COMPILE, "CompileError", "the statement was refused", Optional.of(
                    new Place(origin.cell(), origin.line(), 0)), List.of(Ansi.red("CompileError") + ": the statement was refused"));
        }
        List<String> traceback = new ArrayList<>();
        Place first = null;
        String message = "";
        for (Diag error : errors.subList(0, Math.min(errors.size(), MAX_DIAGNOSTICS))) {
            int from = clamp(origin.offset() + (int) Math.max(0, error.getStartPosition()), origin);
            int to = clamp(origin.offset() + (int) Math.max(0, error.getEndPosition()), origin);
            int line = origin.lineAt(from);
            int bol = origin.text().lastIndexOf('\n', from - 1) + 1;
            String text = origin.lineText(line);
            int column = from - bol + 1;
            String said = tidy(error.getMessage(Locale.ROOT)) + (error.getCode().contains("underscore")
                    ? ". Maybe last(), the value of the latest cell." : "");
            var place = new Place(origin.cell(), line, column);
            if (first == null) {
                first = place;
                message = said;
            }
            traceback.add(Ansi.red("CompileError") + " in " + Ansi.blue(new Place(origin.cell(), line, 0).toString()) + ": " + said);
            String number = String.format(Locale.ROOT, "%5d | ", line);
            traceback.add(Ansi.faint(number) + text);
            int width = Math.max(1, Math.min(to, bol + text.length()) - from);
            traceback.add(" ".repeat(number.length()) + indentLike(text, column - 1) + Ansi.red("^".repeat(width)));
        }
        if (errors.size() > MAX_DIAGNOSTICS) {
            traceback.add(Ansi.faint("... and " + (errors.size() - MAX_DIAGNOSTICS) + " more errors"));
        }
        return new CellError(Kind.COMPILE, "CompileError", message, Optional.of(first), traceback);
    }

    /** The code threw. */
    CellError runtime(JShellException thrown, JShell shell, Origin statement) {
        if (thrown instanceof UnresolvedReferenceException unresolved) {
            return unresolved(unresolved, shell, statement);
        }
        List<String> traceback = new ArrayList<>();
        Place[] place = new Place[1];
        Throwable next = thrown;
        for (int depth = 0; next != null && depth < MAX_CAUSES; depth++) {
            if (depth > 0) {
                traceback.add("Caused by:");
            }
            if (next instanceof UnresolvedReferenceException inner) {
                traceback.addAll(unresolved(inner, shell, statement).traceback());
            } else {
                String className = className(next);
                String message = next.getMessage();
                traceback.add(Ansi.red(className) + (message == null || message.isEmpty() ? "" : ": " + message));
                addFrames(traceback, next.getStackTrace(), statement.cell(), depth == 0 ? place : new Place[1]);
            }
            next = next.getCause() == next ? null : next.getCause();
        }
        if (next != null) {
            traceback.add(Ansi.faint("... more causes"));
        }
        String full = className(thrown);
        String simple = full.substring(Math.max(full.lastIndexOf('.'), full.lastIndexOf('$')) + 1);
        String message = thrown.getMessage() == null ? "" : thrown.getMessage();
        return new CellError(Kind.RUNTIME, simple, message,
                Optional.of(place[0] != null ? place[0] : new Place(statement.cell(), statement.line(), 0)), traceback);
    }

    /** Something failed beside the user's code: a renderer, a magic, the engine. */
    CellError failure(Kind kind, Throwable thrown, String during, Optional<Place> place) {
        String name = kind == Kind.MAGIC ? "MagicError" : thrown.getClass().getSimpleName();
        String message = thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
        List<String> traceback = new ArrayList<>();
        traceback.add(Ansi.red(name) + place.map(p -> " in " + Ansi.blue(p.toString())).orElse("")
                + (during.isEmpty() ? "" : " " + during) + ": " + message);
        Throwable cause = thrown.getCause();
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            traceback.add("Caused by: " + Ansi.red(cause.getClass().getName())
                    + (cause.getMessage() == null ? "" : ": " + cause.getMessage()));
            cause = cause.getCause();
        }
        return new CellError(kind, name, message, place, traceback);
    }

    CellError interrupted(Optional<Origin> statement, boolean hard) {
        Optional<Place> place = statement.map(s -> new Place(s.cell(), s.line(), 0));
        List<String> traceback = new ArrayList<>();
        traceback.add(Ansi.red("Interrupted") + place.map(p -> " in the statement at " + Ansi.blue(p.toString())).orElse(""));
        statement.ifPresent(s -> traceback.add(Ansi.faint(String.format(Locale.ROOT, "%5d | ", s.line())) + s.lineText(s.line())));
        if (hard) {
            traceback.add(Ansi.faint("The code did not react to the interrupt and was stopped where it was; "
                    + "objects it was changing may be half changed."));
        }
        return new CellError(Kind.INTERRUPTED, "Interrupted", "the cell was stopped", place, traceback);
    }

    /** Names that a definition still waits for, in plain words; empty if it waits for none. */
    static String missing(JShell shell, DeclarationSnippet snippet) {
        return shell.unresolvedDependencies(snippet).collect(Collectors.joining(", "));
    }

    /**
     * A definition that no new name would mend, such as a method that calls a constructor with wrong arguments: JShell accepts it, as a
     * later definition might fit, but to the user it is an error of the compiler.
     */
    CellError misused(JShell shell, DeclarationSnippet snippet) {
        return compile(shell.diagnostics(snippet).toList(), origins.get(snippet.id()));
    }

    private CellError unresolved(UnresolvedReferenceException thrown, JShell shell, Origin statement) {
        DeclarationSnippet snippet = thrown.getSnippet();
        Origin origin = origins.get(snippet.id());
        String missing = missing(shell, snippet);
        if (missing.isEmpty() && origin != null) {
            return misused(shell, snippet);
        }
        String defined = origin == null ? "" : " (" + new Place(origin.cell(), origin.line(), 0) + ")";
        String said = snippet.name() + defined + " uses " + (missing.isEmpty() ? "a name that is" : missing + ", which is")
                + " not defined yet. Maybe run the cell that defines it first.";
        List<String> traceback = new ArrayList<>();
        traceback.add(Ansi.red("NotYetDefined") + ": " + said);
        Place[] place = new Place[1];
        addFrames(traceback, thrown.getStackTrace(), statement.cell(), place);
        return new CellError(Kind.RUNTIME, "NotYetDefined", said,
                Optional.of(place[0] != null ? place[0] : new Place(statement.cell(), statement.line(), 0)), traceback);
    }

    /**
     * Frames of cells with their code, frames of libraries faint, frames of the session and of reflection left out.
     *
     * @param place receives the first place in the failing cell
     */
    private void addFrames(List<String> traceback, StackTraceElement[] frames, int cell, Place[] place) {
        List<List<String>> shown = new ArrayList<>();
        for (StackTraceElement frame : frames) {
            String file = frame.getFileName();
            Origin origin = file != null && file.startsWith("#") ? origins.get(file.substring(1)) : null;
            if (origin != null) {
                int line = origin.line() + Math.max(1, frame.getLineNumber()) - 1;
                if (place[0] == null && origin.cell() == cell) {
                    place[0] = new Place(cell, line, 0);
                }
                String in = methodName(frame);
                shown.add(List.of("  " + Ansi.blue(new Place(origin.cell(), line, 0).toString()) + (in.isEmpty() ? "" : ", in " + in),
                        Ansi.faint(String.format(Locale.ROOT, "%7d | ", line)) + origin.lineText(line)));
            } else if (!isOwn(frame.getClassName())) {
                shown.add(List.of(Ansi.faint("  at " + frame.getClassName() + "." + frame.getMethodName()
                        + (file == null ? "" : "(" + file + ":" + frame.getLineNumber() + ")"))));
            }
        }
        int omitted = shown.size() - HEAD_FRAMES - TAIL_FRAMES;
        for (int i = 0; i < shown.size(); i++) {
            if (omitted > 1 && i == HEAD_FRAMES) {
                traceback.add(Ansi.faint("  ... " + omitted + " more frames"));
                i += omitted;
            }
            traceback.addAll(shown.get(i));
        }
    }

    private static boolean isOwn(String className) {
        return className.startsWith("org.spikebook.session.") || className.startsWith("jdk.jshell.")
                || className.startsWith("jdk.internal.reflect.") || className.startsWith("java.lang.reflect.")
                || className.startsWith("REPL.");
    }

    private static String methodName(StackTraceElement frame) {
        String type = frame.getClassName();
        String method = frame.getMethodName();
        if (method.startsWith("do_it$") || method.isEmpty()) {
            return "";
        }
        if (method.startsWith("lambda$")) {
            return "a lambda";
        }
        if (method.equals("<init>")) {
            return "new " + type.replace('$', '.');
        }
        return type.isEmpty() ? method : type.replace('$', '.') + "." + method;
    }

    private static String className(Throwable thrown) {
        return userName(thrown instanceof EvalException eval ? eval.getExceptionClassName() : thrown.getClass().getName());
    }

    /** The name of a class as the user wrote it: without the class that JShell puts round those of cells. */
    static String userName(String name) {
        int inner = name.startsWith("REPL.$JShell$") ? name.indexOf('$', "REPL.$JShell$".length()) : -1;
        return inner < 0 ? name : name.substring(inner + 1);
    }

    /** The compiler's message on one line where it only adds the symbol, and without places that say nothing to the user. */
    private static String tidy(String message) {
        List<String> lines = new ArrayList<>(message.lines().map(String::strip).toList());
        lines.removeIf(line -> line.equals("location: class") || line.startsWith("location: class REPL."));
        if (lines.size() > 1 && lines.get(1).startsWith("symbol:")) {
            lines.set(0, lines.get(0) + ": " + lines.remove(1).substring("symbol:".length()).strip());
        }
        return String.join("\n    ", lines);
    }

    private static int clamp(int position, Origin origin) {
        return Math.max(0, Math.min(position, origin.text().length()));
    }

    /** Blanks as wide as the start of a line, tabs kept. */
    private static String indentLike(String line, int length) {
        var blanks = new StringBuilder(length);
        for (int i = 0; i < length && i < line.length(); i++) {
            blanks.append(line.charAt(i) == '\t' ? '\t' : ' ');
        }
        return blanks.toString();
    }
}
