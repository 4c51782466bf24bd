package org.spikebook.lab.figure;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Properties;
import java.util.zip.GZIPOutputStream;

/**
 * The plotly.js that figures of a page share: to be put into a page once, anywhere; figures before and behind it find it as
 * {@code window.Plotly}. It comes from the webjar on the class path, never from the network.
 */
public final class PlotlyScript {

    private static final String JAR = "/META-INF/maven/org.webjars.npm/plotly.js-dist/pom.properties";

    /** Event by which a page's figures learn that plotly has come. */
    static final String READY = "spikebook-plotly";

    private PlotlyScript() {
    }

    /** Version of plotly.js, for example {@code "2.35.3"}. */
    public static String version() {
        var properties = new Properties();
        try (InputStream in = resource(JAR)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    /**
     * JavaScript that defines {@code window.Plotly}, about 11 MB. A module loader in the page (such as the classic notebook's require.js) is
     * put aside meanwhile, since plotly would register with it instead.
     */
    public static String source() {
        return "(function () { var loader = window.define; window.define = undefined; try {\n" + plotly()
                + "\n} finally { window.define = loader; } window.dispatchEvent(new Event('" + READY + "')); })();\n";
    }

    /**
     * A {@code <script>} element with plotly.js inside, compressed to about 4 MB; it unpacks itself in the browser. Where a browser is too old
     * to do so, figures stay pictures.
     */
    public static String element() {
        return "<script>(function () {\n"
                + "  if (window.Plotly || !window.DecompressionStream) { return; }\n"
                + "  var packed = Uint8Array.from(atob('" + packed() + "'), function (c) { return c.charCodeAt(0); });\n"
                + "  new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))).text().then(function (source) {\n"
                + "    var script = document.createElement('script');\n"
                + "    script.textContent = source;\n"
                + "    document.head.appendChild(script);\n"
                + "  });\n"
                + "})();</script>";
    }

    private static String packed() {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(source().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static String plotly() {
        try (InputStream in = resource("/META-INF/resources/webjars/plotly.js-dist/" + version() + "/plotly.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream in = PlotlyScript.class.getResourceAsStream(name);
        if (in == null) {
            throw new FileNotFoundException("plotly.js: no " + name + " on the class path. Maybe add org.webjars.npm:plotly.js-dist.");
        }
        return in;
    }
}
