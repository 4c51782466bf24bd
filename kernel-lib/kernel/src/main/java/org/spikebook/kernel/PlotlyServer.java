package org.spikebook.kernel;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.function.Consumer;
import org.spikebook.lab.figure.PlotlyScript;

/**
 * Gives plotly.js to the browser that shows the notebook, so that figures become interactive without a network and without 4 MB in every
 * saved notebook: a server on the loopback address, started with the first figure, that knows one file. Where the browser cannot reach
 * it (another machine, the kernel gone), figures stay pictures. The page checks the file's digest, so that no other program on
 * that port can put a script into a notebook.
 */
final class PlotlyServer implements AutoCloseable {

    private final Consumer<String> log;
    private HttpServer server;
    private String loader;

    PlotlyServer(Consumer<String> log) {
        this.log = log;
    }

    /** A script element that loads plotly.js once for a page; empty if that cannot be. */
    synchronized String loader() {
        if (loader == null) {
            try {
                loader = start();
            } catch (IOException | UncheckedIOException e) {
                log.accept("figures stay pictures: " + e);
                loader = "";
            }
        }
        return loader;
    }

    private String start() throws IOException {
        var script = PlotlyScript.source().getBytes(StandardCharsets.UTF_8);
        var path = "/plotly-" + PlotlyScript.version() + ".js";
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(path, exchange -> answer(exchange, path, script));
        server.start();
        return "<script>(function () {\n"
                + "  if (window.Plotly || window.spikebookPlotly) { return; }\n"
                + "  window.spikebookPlotly = true;\n"
                + "  var script = document.createElement('script');\n"
                + "  script.crossOrigin = 'anonymous';\n"
                + "  script.integrity = 'sha384-" + digest(script) + "';\n"
                + "  script.onerror = function () { window.spikebookPlotly = false; };\n"
                + "  script.src = 'http://127.0.0.1:" + server.getAddress().getPort() + path + "';\n"
                + "  document.head.appendChild(script);\n"
                + "})();</script>";
    }

    private static void answer(HttpExchange exchange, String path, byte[] script) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("GET") || !exchange.getRequestURI().getPath().equals(path)) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.getResponseHeaders().add("Content-Type", "text/javascript; charset=utf-8");
            exchange.getResponseHeaders().add("Access-Control-Allow-Origin", "*");
            exchange.getResponseHeaders().add("Cache-Control", "max-age=86400");
            exchange.sendResponseHeaders(200, script.length);
            exchange.getResponseBody().write(script);
        }
    }

    private static String digest(byte[] script) {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-384").digest(script));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-384", e);
        }
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.stop(0);
        }
    }
}
