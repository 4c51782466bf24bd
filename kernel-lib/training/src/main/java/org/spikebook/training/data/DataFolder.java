package org.spikebook.training.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.spikebook.event.WholeFile;
import org.spikebook.progress.Progress;

/**
 * Finds the files of a data set: in the folder that {@code SPIKEBOOK_DATA} names, then in the cache, to which they are downloaded if their makers allow it.
 *
 * @param given the folder of {@code SPIKEBOOK_DATA}
 * @param cache where downloads are kept
 */
record DataFolder(Optional<Path> given, Path cache) {

    /** Of this user and this machine. */
    static DataFolder ofUser() {
        String variable = System.getenv("XDG_CACHE_HOME");
        Path cache = variable == null || variable.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(variable);
        return new DataFolder(Optional.ofNullable(System.getenv("SPIKEBOOK_DATA")).filter(s -> !s.isBlank()).map(Path::of), cache.resolve("spikebook").resolve("data"));
    }

    /** Whether {@link #find} needs no download. */
    boolean has(String name, DataSource source) {
        Path folder = cache.resolve(name);
        return given.map(root -> Files.isDirectory(root.resolve(name))).orElse(false)
                || Files.isDirectory(folder) && source.files().stream().allMatch(part -> Files.exists(folder.resolve(part.name())));
    }

    /**
     * The folder of a data set.
     *
     * @param name of the folder
     * @param source where its files come from
     * @throws IllegalArgumentException if it is not there and cannot be downloaded; the message says where to get it
     * @throws UncheckedIOException if a download fails or its content is not what it should be; nothing is kept then
     */
    Path find(String name, DataSource source) {
        Optional<Path> there = given.map(root -> root.resolve(name)).filter(Files::isDirectory);
        if (there.isPresent()) {
            return there.get();
        }
        Path folder = cache.resolve(name);
        if (source.files().isEmpty()) {
            if (Files.isDirectory(folder)) {
                return folder;
            }
            throw new IllegalArgumentException(source.title() + ": not found in '" + given.map(Path::toString).orElse("SPIKEBOOK_DATA, which is not set") + "' nor in '" + cache
                    + "', and its makers ask you to fetch it yourself. Maybe get it from " + source.page() + " (" + source.licence() + ") and put it into '" + folder + "'.");
        }
        for (DataSource.Part part : source.files()) {
            if (!Files.exists(folder.resolve(part.name()))) {
                download(source, part, folder.resolve(part.name()));
            }
        }
        return folder;
    }

    private void download(DataSource source, DataSource.Part part, Path target) {
        System.out.printf(Locale.ROOT, "%s: downloading %s%n  licence: %s, see %s%n", source.title(), part.address(), source.licence(), source.page());
        Path beside = target.resolveSibling("." + part.name() + "." + UUID.randomUUID() + ".part");
        try {
            Files.createDirectories(target.getParent());
            String digest = fetch(source, part, beside);
            Path record = target.resolveSibling(part.name() + ".sha256");
            String expected = part.sha256();
            if (expected.isEmpty() && Files.exists(record)) {
                expected = Files.readString(record).strip();
            }
            if (!expected.isEmpty() && !expected.equals(digest)) {
                throw new IOException("its SHA-256 is " + digest + " but must be " + expected + ". Maybe the download was changed on its way; try again");
            }
            WholeFile.write("SHA-256", record, (digest + "\n").getBytes(StandardCharsets.US_ASCII));
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(source.title() + ": '" + part.address() + "' could not be downloaded: " + (e.getMessage() == null ? e.toString() : e.getMessage())
                    + ". Maybe there is no network; then put the files into '" + target.getParent() + "' yourself, from " + source.page() + ".", e);
        } finally {
            try {
                Files.deleteIfExists(beside);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String fetch(DataSource source, DataSource.Part part, Path to) throws IOException {
        HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).connectTimeout(Duration.ofSeconds(20)).build();
        try {
            HttpResponse<InputStream> response = client.send(HttpRequest.newBuilder(URI.create(part.address())).build(), HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                throw new IOException("the server says " + response.statusCode());
            }
            long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(response.body(), digest); var out = Files.newOutputStream(to);
                    Progress progress = Progress.start(source.title() + " " + part.name(), length, "bytes")) {
                byte[] buffer = new byte[1 << 16];
                long done = 0;
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    out.write(buffer, 0, n);
                    done += n;
                    progress.advance(n);
                }
                if (length >= 0 && done != length) {
                    throw new IOException("it ended after " + done + " of " + length + " bytes");
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (InterruptedException e) {
            throw new CancellationException("download of " + part.address() + ": interrupted");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
