package org.spikebook.kernel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What was run, in this session and in earlier ones. Kept in a file of one JSON array {@code [session, line, source]} a line, which
 * several kernels may append to; sessions are numbered 1, 2, ... in the order of their first cell. A line that cannot be read (a kernel
 * killed while writing) is skipped.
 *
 * <p>The file is read when history is first asked for or written, not when the kernel starts. Thread-safe.
 */
final class History {

    /** Above this size the older half of the file is dropped when it is next opened. */
    private static final long LARGEST_FILE = 8L << 20;

    /**
     * One cell.
     *
     * @param session number of the session, from 1
     * @param line execution count in that session
     * @param source the code
     * @param output plain text of the result, known only in the running session
     */
    record Entry(int session, int line, String source, Optional<String> output) {
    }

    private final Optional<Path> file;
    private final Consumer<String> log;
    private final List<Entry> entries = new ArrayList<>();
    private boolean loaded;
    private int session;

    private History(Optional<Path> file, Consumer<String> log) {
        this.file = file;
        this.log = log;
    }

    /** History kept in a file, which need not exist yet. */
    static History at(Path file, Consumer<String> log) {
        return new History(Optional.of(file), log);
    }

    /** History that ends with this process. */
    static History inMemory() {
        return new History(Optional.empty(), line -> { });
    }

    /**
     * The usual place: {@code SPIKEBOOK_HISTORY} where that is set ("off" for none), else {@code spikebook/history.jsonl} under
     * {@code XDG_DATA_HOME} or {@code ~/.local/share}.
     */
    static History usual(Consumer<String> log) {
        var wish = Optional.ofNullable(System.getenv("SPIKEBOOK_HISTORY")).filter(text -> !text.isBlank());
        if (wish.isPresent()) {
            return wish.get().equals("off") ? inMemory() : at(Path.of(wish.get()), log);
        }
        var data = Optional.ofNullable(System.getenv("XDG_DATA_HOME")).filter(text -> !text.isBlank()).map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".local", "share"));
        return at(data.resolve("spikebook").resolve("history.jsonl"), log);
    }

    /** Adds a cell that is about to run. */
    synchronized void add(int line, String source) {
        load();
        var entry = new Entry(session, line, source, Optional.empty());
        entries.add(entry);
        append(Json.array().add(session).add(line).add(source));
    }

    /** Remembers the result of a cell of this session. */
    synchronized void result(int line, String output) {
        for (int i = entries.size() - 1; i >= 0 && entries.get(i).session() == session; i--) {
            var entry = entries.get(i);
            if (entry.line() == line) {
                entries.set(i, new Entry(session, line, entry.source(), Optional.of(output)));
                return;
            }
        }
    }

    /** The last {@code n} cells, oldest first. */
    synchronized List<Entry> tail(int n) {
        load();
        return last(entries, n);
    }

    /**
     * Cells of one session.
     *
     * @param which 0 for this session, negative to count back from it, positive for a session number
     * @param start first line
     * @param stop line behind the last
     */
    synchronized List<Entry> range(int which, int start, int stop) {
        load();
        int number = which > 0 ? which : session + which;
        return entries.stream().filter(each -> each.session() == number && each.line() >= start && each.line() < stop).toList();
    }

    /**
     * The last {@code n} cells that a pattern matches as a whole, oldest first.
     *
     * @param glob text with {@code *} for anything and {@code ?} for one character
     * @param unique whether of equal cells only the latest is kept
     */
    synchronized List<Entry> search(String glob, int n, boolean unique) {
        load();
        var pattern = Pattern.compile(regex(glob), Pattern.DOTALL);
        var found = entries.stream().filter(each -> pattern.matcher(each.source()).matches()).toList();
        if (unique) {
            var latest = new LinkedHashMap<String, Entry>();
            for (var each : found) {
                latest.remove(each.source());
                latest.put(each.source(), each);
            }
            found = List.copyOf(latest.values());
        }
        return last(found, n);
    }

    private static List<Entry> last(List<Entry> all, int n) {
        return List.copyOf(all.subList(Math.max(0, all.size() - Math.max(0, n)), all.size()));
    }

    private static String regex(String glob) {
        var regex = new StringBuilder();
        glob.codePoints().forEach(c -> regex.append(switch (c) {
            case '*' -> ".*";
            case '?' -> ".";
            default -> Pattern.quote(Character.toString(c));
        }));
        return regex.toString();
    }

    private void load() {
        if (loaded) {
            return;
        }
        loaded = true;
        int latest = 0;
        if (file.isPresent() && Files.exists(file.get())) {
            try {
                var lines = Files.readAllLines(file.get(), StandardCharsets.UTF_8);
                if (Files.size(file.get()) > LARGEST_FILE) {
                    lines = lines.subList(lines.size() / 2, lines.size());
                    var beside = file.get().resolveSibling(file.get().getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
                    Files.write(beside, lines, StandardCharsets.UTF_8);
                    Files.move(beside, file.get(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                }
                for (var line : lines) {
                    parse(line).ifPresent(entries::add);
                }
            } catch (IOException | RuntimeException e) {
                log.accept("history " + file.get() + " cannot be read, earlier sessions are not shown: " + e);
            }
            latest = entries.stream().mapToInt(Entry::session).max().orElse(0);
        }
        session = latest + 1;
    }

    private static Optional<Entry> parse(String line) {
        try {
            JsonNode json = Json.MAPPER.readTree(line);
            return json.size() == 3 && json.get(0).isInt() && json.get(1).isInt() && json.get(2).isTextual()
                    ? Optional.of(new Entry(json.get(0).intValue(), json.get(1).intValue(), json.get(2).textValue(), Optional.empty()))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private void append(ArrayNode line) {
        if (file.isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(file.get().toAbsolutePath().getParent());
            try (var channel = FileChannel.open(file.get(), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
                channel.write(ByteBuffer.wrap((Json.MAPPER.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            log.accept("history " + file.get() + " cannot be written: " + e);
        }
    }
}
