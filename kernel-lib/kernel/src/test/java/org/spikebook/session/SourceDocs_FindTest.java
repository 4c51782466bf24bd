package org.spikebook.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceDocs_FindTest {

    private static final String CODE = """
            package demo;
            /** A demo.
             * @param size how many
             * @param name what it is called
             */
            public record Demo(int size, String name) {
                /** The answer. */
                public static final int ANSWER = 42;
                /** One list. */
                public static <T extends java.util.List<String>> Demo of(final java.util.Map<String, T> map, int... sizes) { return null; }
                /** Another. */
                public static Demo of(String name) { return null; }
                public interface Inner {
                    /** Deep. */
                    void deep();
                }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void findsTypesMembersAndOverloadsInFolders() throws IOException {
        Files.createDirectories(folder.resolve("demo"));
        Files.writeString(folder.resolve("demo/Demo.java"), CODE);
        check(new SourceDocs(List.of(folder)));
    }

    @Test
    void findsThemInArchives() throws IOException {
        var jar = folder.resolve("demo-sources.jar");
        try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("demo/Demo.java"));
            zip.write(CODE.getBytes(StandardCharsets.UTF_8));
        }
        check(new SourceDocs(List.of(folder.resolve("missing.jar"), jar)));
    }

    private static void check(SourceDocs docs) {
        assertThat(docs.type("demo.Demo").orElseThrow().comment()).contains("A demo.");
        assertThat(docs.field("demo.Demo", "ANSWER").orElseThrow().comment()).contains("The answer.");
        assertThat(docs.method("demo.Demo", "of", List.of("java.util.Map<String,T>", "int[]")).orElseThrow())
                .satisfies(found -> assertThat(found.comment()).contains("One list."))
                .satisfies(found -> assertThat(found.names()).containsExactly("map", "sizes"));
        assertThat(docs.method("demo.Demo", "of", List.of("String")).orElseThrow().comment()).contains("Another.");
        assertThat(docs.method("demo.Demo.Inner", "deep", List.of()).orElseThrow().comment()).contains("Deep.");
        assertThat(docs.method("demo.Demo", "size", List.of()).orElseThrow().comment()).isEqualTo("how many");
        assertThat(docs.method("demo.Demo", "Demo", List.of("int", "String")).orElseThrow().comment()).contains("@param name");
        assertThat(docs.method("demo.Demo", "none", List.of())).isEmpty();
        assertThat(docs.type("demo.Nothing")).isEmpty();
    }

    @Test
    void describesSignaturesAsJShellWritesThem() throws IOException {
        Files.createDirectories(folder.resolve("demo"));
        Files.writeString(folder.resolve("demo/Demo.java"), CODE);
        var docs = new SourceDocs(List.of(folder));
        Function<String, Optional<String>> fullName = name -> Optional.of("demo." + name);
        assertThat(docs.describe("Demo Demo.<T>of(java.util.Map<String,T>,int...)", fullName))
                .isEqualTo(new Inspection("Demo Demo.<T>of(java.util.Map<String,T> map,int... sizes)", "One list."));
        assertThat(docs.describe("Demo.ANSWER:int", fullName).javadoc()).isEqualTo("The answer.");
        assertThat(docs.describe("Demo(int size, String name)", fullName).javadoc()).contains("@param size");
        assertThat(docs.describe("demo.Demo", fullName).javadoc()).contains("A demo.");
        assertThat(docs.describe("void Demo.Inner.deep()", fullName).javadoc()).isEqualTo("Deep.");
        assertThat(docs.describe("int twice(int x)", fullName)).isEqualTo(new Inspection("int twice(int x)", ""));
    }

    @Test
    void anOverridingMethodWithoutCommentHasThatOfTheOverridden() {
        var docs = SourceDocs.usual();
        assumeThat(docs.type("java.lang.String")).as("no src.zip of a JDK on this machine").isPresent();
        assertThat(docs.describe("int ArrayDeque<E>.size()", name -> Optional.of("java.util.ArrayDeque")).javadoc()).isNotEmpty();
        assertThat(docs.describe("E LinkedList<E>.get(int index)", name -> Optional.of("java.util.LinkedList")).javadoc())
                .contains("element at the specified position");
    }

    @Test
    void findsTheJdkWhereItsSourcesAreInstalled() {
        var docs = SourceDocs.usual();
        assumeThat(docs.type("java.lang.String")).as("no src.zip of a JDK on this machine").isPresent();
        assertThat(docs.method("java.lang.String", "valueOf", List.of("char[]", "int", "int")).orElseThrow().comment())
                .contains("@param");
        assertThat(docs.type("java.util.Map.Entry").orElseThrow().comment()).contains("entry");
    }
}
