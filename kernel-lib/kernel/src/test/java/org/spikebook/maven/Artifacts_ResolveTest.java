package org.spikebook.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.eclipse.aether.repository.RemoteRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.lab.display.MimeBundle;
import org.spikebook.session.CellSink;
import org.spikebook.session.OutputStreamName;
import org.spikebook.session.Session;

/** Resolution from a repository in a folder; nothing here needs a network. */
class Artifacts_ResolveTest {

    private static final String GROUP = "org.spikebook.test" + Long.toHexString(System.nanoTime());

    @TempDir
    private Path folder;
    private List<RemoteRepository> repository;

    @BeforeEach
    void publish() throws IOException {
        System.setProperty("maven.repo.local", folder.resolve("local").toString());
        publish("leaf", "1.0", "", false);
        publish("trunk", "2.0", dependency("leaf", "1.0"), false);
        publish("tampered", "1.0", "", true);
        repository = List.of(Artifacts.repository("folder", folder.toUri().toString()));
    }

    @AfterEach
    void backToTheUsersRepository() {
        System.clearProperty("maven.repo.local");
    }

    @Test
    void whatAnArtifactNeedsComesAlong() {
        var found = Artifacts.resolve(List.of(GROUP + ":trunk:2.0"), repository, false);
        assertThat(found.jars()).extracting(jar -> jar.getFileName().toString()).containsExactlyInAnyOrder("trunk-2.0.jar", "leaf-1.0.jar");
    }

    @Test
    void whatWasOnceUsedIsFoundOffline() {
        Artifacts.resolve(List.of(GROUP + ":leaf:1.0"), repository, false);
        assertThat(Artifacts.resolve(List.of(GROUP + ":leaf:1.0"), repository, true).jars()).hasSize(1);
    }

    @Test
    void aWrongChecksumIsAnError() {
        assertThatThrownBy(() -> Artifacts.resolve(List.of(GROUP + ":tampered:1.0"), repository, false))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("tampered").hasMessageContainingAll("hecksum", "Maybe");
    }

    @Test
    void whatIsMissingIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> Artifacts.resolve(List.of(GROUP + ":nothing:1.0"), repository, true))
                .hasMessageContaining(GROUP + ":nothing:1.0").hasMessageContaining("Maybe");
        assertThatThrownBy(() -> Artifacts.resolve(List.of("nothing"), repository, true))
                .hasMessageContaining("group:artifact:version, but were 'nothing'");
    }

    @Test
    void jarsOfTheClassPathAreNotAddedAgain() throws IOException {
        publish("user", "1.0", dependency("assertj-core", "1.0"), false);
        publish("assertj-core", "1.0", "", false);
        var found = Artifacts.resolve(List.of(GROUP + ":user:1.0"), repository, false);
        assertThat(found.jars()).extracting(jar -> jar.getFileName().toString()).containsExactly("user-1.0.jar");
        assertThat(found.present()).containsExactly("assertj-core");
    }

    @Test
    void cellsUseLibrariesOfBothMagics() {
        try (var session = Session.builder().build()) {
            var printed = new StringBuilder();
            CellSink sink = new CellSinkToText(printed);
            var result = session.run("%maven --repo folder=" + folder.toUri() + " " + GROUP + ":trunk:2.0", sink);
            assertThat(result.error()).isEmpty();
            assertThat(printed.toString()).contains("added trunk-2.0.jar").contains("added leaf-1.0.jar");
            assertThat(session.run("ClassLoader.getSystemClassLoader(); Thread.currentThread().getContextClassLoader()"
                    + ".getResource(\"leaf.txt\").toString()", sink).value().orElseThrow().toString()).contains("leaf-1.0.jar");
            assertThat(session.run("%%loadFromPOM\n<dependency><groupId>" + GROUP + "</groupId><artifactId>leaf</artifactId></dependency>", sink)
                    .error().orElseThrow().message()).contains("must have a version");
            assertThat(session.run("%%loadFromPOM\n<repository><id>folder</id><url>" + folder.toUri() + "</url></repository>"
                    + dependency("leaf", "1.0"), sink).error()).isEmpty();
        }
    }

    private record CellSinkToText(StringBuilder text) implements CellSink {

        @Override
        public void text(OutputStreamName stream, String piece) {
            text.append(piece);
        }

        @Override
        public void display(MimeBundle bundle, String displayId) {
            text.append(bundle.text());
        }

        @Override
        public void updateDisplay(String displayId, MimeBundle bundle) {
            text.append(bundle.text());
        }

        @Override
        public void clearOutput(boolean wait) {
            text.setLength(0);
        }
    }

    private void publish(String artifact, String version, String dependencies, boolean tampered) throws IOException {
        var place = Files.createDirectories(folder.resolve(GROUP.replace('.', '/')).resolve(artifact).resolve(version));
        var jar = place.resolve(artifact + "-" + version + ".jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry(artifact + ".txt"));
            out.write(artifact.getBytes(StandardCharsets.UTF_8));
        }
        var pom = place.resolve(artifact + "-" + version + ".pom");
        Files.writeString(pom, "<project><modelVersion>4.0.0</modelVersion><groupId>" + GROUP + "</groupId><artifactId>" + artifact
                + "</artifactId><version>" + version + "</version><dependencies>" + dependencies + "</dependencies></project>");
        checksum(jar, tampered);
        checksum(pom, false);
    }

    private static String dependency(String artifact, String version) {
        return "<dependency><groupId>" + GROUP + "</groupId><artifactId>" + artifact + "</artifactId><version>" + version
                + "</version></dependency>";
    }

    private static void checksum(Path file, boolean wrong) throws IOException {
        try {
            var digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(Files.readAllBytes(file)));
            Files.writeString(file.resolveSibling(file.getFileName() + ".sha1"), wrong ? "0".repeat(40) : digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
