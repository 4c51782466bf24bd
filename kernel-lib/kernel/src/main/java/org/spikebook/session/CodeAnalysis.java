package org.spikebook.session;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/**
 * Looks at code without running it. JShell's analysis shares lists with its compiler and spoils a compilation that runs at the same
 * time, so both take one lock; it is free while the user's code runs, and then completion works.
 */
final class CodeAnalysis {

    private static final int MAX_CHOICES = 500;

    private final JShell shell;
    private final ReentrantLock lock;
    private SourceDocs docs;

    /** @param lock the one that evaluation takes too */
    CodeAnalysis(JShell shell, ReentrantLock lock) {
        this.lock = lock;
        this.shell = shell;
    }

    /** Made at the first question: from then on JShell indexes the class path in the background, which would slow down a start. */
    private SourceCodeAnalysis analysis() {
        return shell.sourceCodeAnalysis();
    }

    <T> T locked(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    /** Cuts Java code into statements. The last one may be broken. */
    List<Session.Statement> split(String java) {
        return locked(() -> {
            List<Session.Statement> statements = new ArrayList<>();
            String rest = java;
            while (true) {
                int blank = leadingBlank(rest);
                rest = rest.substring(blank);
                int offset = java.length() - rest.length();
                if (rest.isEmpty()) {
                    return statements;
                }
                CompletionInfo info = analysis().analyzeCompletion(rest);
                switch (info.completeness()) {
                    case EMPTY -> {
                        return statements;
                    }
                    case COMPLETE, COMPLETE_WITH_SEMI, CONSIDERED_INCOMPLETE -> {
                        statements.add(new Session.Statement(info.source(), offset, false));
                        rest = info.remaining();
                    }
                    default -> {
                        statements.add(new Session.Statement(rest, offset, true));
                        return statements;
                    }
                }
            }
        });
    }

    Completeness isComplete(String code) {
        List<CellPart> parts = CellPart.of(code);
        if (parts.isEmpty()) {
            return Completeness.COMPLETE;
        }
        CellPart last = parts.get(parts.size() - 1);
        if (last.kind() == CellPart.Kind.CELL_MAGIC) {
            return code.endsWith("\n\n") ? Completeness.COMPLETE : Completeness.INCOMPLETE;
        }
        if (last.kind() == CellPart.Kind.LINE_MAGIC) {
            return Completeness.COMPLETE;
        }
        return locked(() -> {
            String rest = last.text();
            while (true) {
                CompletionInfo info = analysis().analyzeCompletion(rest);
                switch (info.completeness()) {
                    case EMPTY, COMPLETE_WITH_SEMI -> {
                        return Completeness.COMPLETE;
                    }
                    case DEFINITELY_INCOMPLETE, CONSIDERED_INCOMPLETE -> {
                        return Completeness.INCOMPLETE;
                    }
                    case UNKNOWN -> {
                        return Completeness.INVALID;
                    }
                    default -> {
                        if (info.remaining().isBlank()) {
                            return Completeness.COMPLETE;
                        }
                        rest = info.remaining();
                    }
                }
            }
        });
    }

    Completion complete(String code, int cursor, Magics magics) {
        int at = check(code, cursor);
        int bol = code.lastIndexOf('\n', at - 1) + 1;
        String line = code.substring(bol, at);
        if (line.stripLeading().startsWith("%") && line.strip().matches("%%?\\w*")) {
            int start = bol + line.indexOf('%');
            return new Completion(start, at, magics.namesStartingWith(code.substring(start, at)));
        }
        return orElse(() -> {
            String before = code.substring(0, at);
            List<Session.Statement> statements = split(maskMagics(before));
            int from = statements.isEmpty() ? at : lastStart(before, statements);
            Completion alone = suggest(before.substring(from), from);
            if (alone.choices().isEmpty() && from > 0) {
                // names that the same cell declares above: as if all of it were one block
                Completion inBlock = suggest("{" + maskMagics(before), -1);
                return inBlock.choices().isEmpty() ? alone : inBlock;
            }
            return alone;
        }, new Completion(at, at, List.of()));
    }

    List<Inspection> inspect(String code, int cursor, Magics magics) {
        int at = check(code, cursor);
        int bol = code.lastIndexOf('\n', at - 1) + 1;
        int eol = code.indexOf('\n', at);
        String line = code.substring(bol, eol < 0 ? code.length() : eol).strip();
        if (line.startsWith("%")) {
            return magics.inspect(line);
        }
        int end = at;
        while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
            end++;
        }
        int nameEnd = end;
        return orElse(() -> {
            String masked = maskMagics(code);
            Set<Inspection> found = new LinkedHashSet<>();
            if (nameEnd > 0 && Character.isJavaIdentifierPart(code.charAt(nameEnd - 1))) {
                found.addAll(document(masked.substring(0, nameEnd)));
                if (found.isEmpty() || code.startsWith("(", nameEnd)) {
                    found.addAll(document(masked.substring(0, nameEnd) + "("));
                }
            }
            if (found.isEmpty()) {
                found.addAll(document(masked.substring(0, at)));
            }
            return List.copyOf(found);
        }, List.of());
    }

    private List<Inspection> document(String before) {
        List<Session.Statement> statements = split(before);
        String last = statements.isEmpty() ? before : before.substring(lastStart(before, statements));
        List<Documentation> found = locked(() -> analysis().documentation(last, last.length(), false));
        if (found.isEmpty() && statements.size() > 1) {
            String block = "{" + before;
            found = locked(() -> analysis().documentation(block, block.length(), false));
        }
        return found.stream().map(each -> docs().describe(each.signature(), this::fullName)).toList();
    }

    private Optional<String> fullName(String type) {
        return locked(() -> analysis().documentation(type, type.length(), false)).stream().map(Documentation::signature)
                .filter(signature -> signature.matches("[\\w.$]+(<.*>)?")).map(signature -> signature.replaceFirst("<.*", "")).findFirst();
    }

    private synchronized SourceDocs docs() {
        if (docs == null) {
            docs = SourceDocs.usual();
        }
        return docs;
    }

    private Completion suggest(String before, int offset) {
        int[] anchor = {before.length()};
        List<Suggestion> suggestions = locked(() -> analysis().completionSuggestions(before, before.length(), anchor));
        Set<String> choices = new LinkedHashSet<>();
        suggestions.stream().filter(Suggestion::matchesType).map(Suggestion::continuation).forEach(choices::add);
        suggestions.stream().map(Suggestion::continuation).forEach(choices::add);
        return new Completion(offset + anchor[0], offset + before.length(), choices.stream().limit(MAX_CHOICES).toList());
    }

    /** Where the statement at the end of the text starts. After a complete one at the very end, that is still this one. */
    private static int lastStart(String before, List<Session.Statement> statements) {
        Session.Statement last = statements.get(statements.size() - 1);
        String text = before.substring(last.offset()).stripTrailing();
        boolean ended = !last.broken() && (text.endsWith(";") || text.endsWith("}"));
        return ended ? before.length() : last.offset();
    }

    /** The code with blanks in place of magic lines, same length. */
    private static String maskMagics(String code) {
        var masked = new StringBuilder(code);
        for (CellPart part : CellPart.of(code)) {
            if (part.kind() != CellPart.Kind.JAVA) {
                int eol = code.indexOf('\n', part.offset());
                for (int i = part.offset(); i < (eol < 0 ? code.length() : eol); i++) {
                    masked.setCharAt(i, ' ');
                }
            }
        }
        return masked.toString();
    }

    private static int check(String code, int cursor) {
        if (cursor < 0 || cursor > code.length()) {
            throw new IllegalArgumentException("cursor: must be in 0.." + code.length() + ", but was " + cursor);
        }
        return cursor;
    }

    private static int leadingBlank(String text) {
        int at = 0;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** A question that the compiler may fail on, for code half typed: then there is no answer. */
    private static <T> T orElse(Supplier<T> question, T otherwise) {
        try {
            return question.get();
        } catch (RuntimeException | AssertionError compilerTrouble) {
            return otherwise;
        }
    }
}
