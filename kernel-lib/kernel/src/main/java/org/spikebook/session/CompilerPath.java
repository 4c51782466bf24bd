package org.spikebook.session;

import java.io.File;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The part of the class path that cells are compiled against. The compiler opens and indexes every jar it is given, which costs a
 * fifth of the start of a session, and completion would offer classes of libraries that only the kernel itself is made of. At run
 * time cells still find them.
 */
final class CompilerPath {

    /** Jars of the kernel's own machinery, and those under the drawing and table libraries that their interfaces do not show. */
    static final Pattern INNER = Pattern.compile("(jeromq|jnacl|context|standalone-(shared|static)|maven-|plexus-|httpclient|httpcore"
            + "|commons-(codec|logging)|jcl-over-slf4j|jline-|picocli|asm-\\d|commonmark|progressbar|slf4j-|icu4j|batik-|xml-apis|xmlgraphics|pdfbox|fontbox"
            + "|graphics2d|VectorGraphics2D|animated-gif-lib|pebble|unbescape|classgraph|univocity|checker-qual|error_prone|j2objc"
            + "|failureaccess|listenablefuture|gson|compress-lzf|lz4-java|plotly\\.js).*\\.jar");

    /** System property with the whole class path of this process. */
    static final String FULL = "spikebook.class.path";

    private CompilerPath() {
    }

    /** Sets the class path that JShell reads, {@code java.class.path}, to what cells should see; all of it stays in {@value #FULL}. */
    static void narrow() {
        var full = System.getProperty("java.class.path", "");
        System.setProperty(FULL, full);
        System.setProperty("java.class.path", Arrays.stream(full.split(File.pathSeparator))
                .filter(entry -> !INNER.matcher(new File(entry).getName()).matches()).collect(Collectors.joining(File.pathSeparator)));
    }
}
