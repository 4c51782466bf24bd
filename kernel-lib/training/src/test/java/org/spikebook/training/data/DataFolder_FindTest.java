package org.spikebook.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads against a server of the test's own. */
class DataFolder_FindTest {

    @TempDir
    Path folder;

    private HttpServer server;
    private final AtomicInteger asked = new AtomicInteger();
    private byte[] content = "0123456789".getBytes(StandardCharsets.US_ASCII);
    private int promised = 10;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/numbers", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(200, promised);
            exchange.getResponseBody().write(content);
            exchange.getResponseBody().flush();
            exchange.close();       // cuts the connection where more was promised
        });
        server.createContext("/gone", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private DataSource source(String path, String sha256) {
        return new DataSource("Numbers", "CC0", "https://example.org/numbers",
                List.of(new DataSource.Part("numbers.txt", "http://127.0.0.1:" + server.getAddress().getPort() + path, sha256)));
    }

    private DataFolder cache() {
        return new DataFolder(Optional.of(folder.resolve("given")), folder.resolve("cache"));
    }

    private String sha256() throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    private List<String> kept() throws IOException {
        if (!Files.isDirectory(folder.resolve("cache/numbers"))) {
            return List.of();
        }
        try (var files = Files.list(folder.resolve("cache/numbers"))) {
            return files.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theFolderOfTheVariableComesFirstAndNothingIsDownloaded() throws IOException {
        Files.createDirectories(folder.resolve("given/numbers"));
        assertThat(cache().find("numbers", source("/numbers", ""))).isEqualTo(folder.resolve("given/numbers"));
        assertThat(asked).hasValue(0);
    }

    @Test
    void aFileIsDownloadedOnceAndItsDigestRecorded() throws Exception {
        Path found = cache().find("numbers", source("/numbers", ""));
        assertThat(found.resolve("numbers.txt")).hasBinaryContent(content);
        assertThat(found.resolve("numbers.txt.sha256")).hasContent(sha256());
        cache().find("numbers", source("/numbers", ""));
        assertThat(asked).hasValue(1);
    }

    @Test
    void aSecondDownloadMustHaveTheRecordedDigest() throws IOException {
        Path found = cache().find("numbers", source("/numbers", ""));
        Files.delete(found.resolve("numbers.txt"));
        content = "9876543210".getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> cache().find("numbers", source("/numbers", ""))).isInstanceOf(UncheckedIOException.class).hasMessageContaining("SHA-256");
        assertThat(kept()).containsExactly("numbers.txt.sha256");
    }

    @Test
    void aPublishedDigestIsChecked() throws Exception {
        assertThat(cache().find("numbers", source("/numbers", sha256()))).exists();
        assertThat(cache().has("numbers", source("/numbers", ""))).isTrue();
        DataFolder other = new DataFolder(Optional.empty(), folder.resolve("cache"));
        Files.delete(folder.resolve("cache/numbers/numbers.txt"));
        assertThatThrownBy(() -> other.find("numbers", source("/numbers", "00" + sha256().substring(2)))).hasMessageContaining("must be 00");
        assertThat(kept()).doesNotContain("numbers.txt");
    }

    @Test
    void aBrokenConnectionAndAMissingPageLeaveNothingBehind() throws IOException {
        promised = 100;
        assertThatThrownBy(() -> cache().find("numbers", source("/numbers", ""))).isInstanceOf(UncheckedIOException.class).hasMessageContaining("Numbers")
                .hasMessageContaining("https://example.org/numbers");
        assertThat(kept()).isEmpty();
        assertThat(cache().has("numbers", source("/numbers", ""))).as("a failed download is not here").isFalse();
        assertThatThrownBy(() -> cache().find("numbers", source("/gone", ""))).hasMessageContaining("404");
        assertThat(kept()).isEmpty();
    }

    @Test
    void whatMustBeFetchedByHandSaysFromWhereAndWhereTo() {
        var closed = new DataSource("Closed", "by contract", "https://example.org/closed", List.of());
        assertThatThrownBy(() -> cache().find("closed", closed)).hasMessageContaining("https://example.org/closed").hasMessageContaining("by contract")
                .hasMessageContaining(folder.resolve("cache/closed").toString());
    }

    @Test
    void everyNamedSetHasALicenceAndAPage() {
        for (String name : List.of("nmnist", "mnist", "fsdd", "speech-commands", "braille", "isolet", "ecg", "dvs-gesture", "shd")) {
            DataSource source = DataSource.named(name);
            assertThat(source.licence()).isNotBlank();
            assertThat(source.page()).startsWith("http");
            assertThat(source.files()).allSatisfy(f -> assertThat(f.sha256()).matches("|[0-9a-f]{64}"));
        }
    }
}
