package org.spikebook.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Headless Chromium, driven through chromedriver by the WebDriver protocol (W3C), as far as the tests need it. */
final class Browser implements AutoCloseable {

    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";         // the key that the protocol prescribes

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process driver;
    private final String session;

    private Browser(Process driver, String server, Path log) throws IOException {
        this.driver = driver;
        this.session = openSession(server, log);
    }

    private String openSession(String server, Path log) throws IOException {
        var arguments = Json.array().add("--headless=new").add("--no-sandbox").add("--disable-gpu").add("--window-size=1200,1000")
                .add("--disable-dev-shm-usage");
        var chrome = Json.object().put("browserName", "chrome").<ObjectNode>set("goog:chromeOptions", Json.object().set("args", arguments))
                .set("goog:loggingPrefs", Json.object().put("browser", "ALL").put("performance", "ALL"));
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try {
                var answer = post(server + "/session", Json.object().set("capabilities", Json.object().set("alwaysMatch", chrome)));
                return server + "/session/" + answer.path("sessionId").asText();
            } catch (UncheckedIOException e) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("chromedriver does not answer: " + Files.readString(log), e);
                }
                pause(200);
            }
        }
    }

    static boolean isInstalled() {
        return Files.isExecutable(DRIVER) && Files.isExecutable(Path.of("/usr/bin/chromium"));
    }

    static Browser start(Path folder) throws IOException {
        int port = ConnectionFile.onFreePorts().shell();
        var log = folder.resolve("chromedriver.log");
        var driver = new ProcessBuilder(DRIVER.toString(), "--port=" + port).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        return new Browser(driver, "http://127.0.0.1:" + port, log);
    }

    void open(String address) {
        post(session + "/url", Json.object().put("url", address));
    }

    /** Runs a script; the arguments are {@code arguments[0]}, ... */
    JsonNode script(String code, Object... arguments) {
        return post(session + "/execute/sync", Json.object().put("script", code).set("args", Json.MAPPER.valueToTree(arguments)));
    }

    /** Warnings and errors on the console since the last call. */
    List<String> complaints() {
        var found = new ArrayList<String>();
        post(session + "/se/log", Json.object().put("type", "browser")).forEach(each -> {
            if (List.of("WARNING", "SEVERE").contains(each.path("level").asText())) {
                found.add(each.path("message").asText());
            }
        });
        return found;
    }

    /** Addresses that pages have asked for since the last call. */
    List<String> requests() {
        var found = new ArrayList<String>();
        post(session + "/se/log", Json.object().put("type", "performance")).forEach(each -> {
            try {
                var message = Json.MAPPER.readTree(each.path("message").asText()).path("message");
                if (message.path("method").asText().equals("Network.requestWillBeSent")) {
                    found.add(message.at("/params/request/url").asText());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return found;
    }

    /** Shows pages to a reader who likes them dark, or light. */
    void prefersDark(boolean dark) {
        var feature = Json.object().put("name", "prefers-color-scheme").put("value", dark ? "dark" : "light");
        post(session + "/goog/cdp/execute", Json.object().put("cmd", "Emulation.setEmulatedMedia")
                .set("params", Json.object().set("features", Json.array().add(feature))));
    }

    /** Waits until a script gives true. */
    void await(Duration limit, String what, String code) {
        long end = System.nanoTime() + limit.toNanos();
        while (!script("return Boolean(" + code + ")").asBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the page does not show " + what + " within " + limit + ": " + script("return document.body.innerText"));
            }
            pause(100);
        }
    }

    void click(String selector) {
        post(session + "/element/" + find(selector) + "/click", Json.object());
    }

    /** Types into an element as a user does; {@code \uE004} is the tabulator key. */
    void type(String selector, String text) {
        post(session + "/element/" + find(selector) + "/value", Json.object().put("text", text));
    }

    void screenshot(Path file) throws IOException {
        Files.write(file, Base64.getDecoder().decode(get(session + "/screenshot").asText()));
    }

    private String find(String selector) {
        return post(session + "/element", Json.object().put("using", "css selector").put("value", selector)).path(ELEMENT).asText();
    }

    private JsonNode post(String address, JsonNode body) {
        return send(HttpRequest.newBuilder(URI.create(address)).header("Content-Type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    private JsonNode get(String address) {
        return send(HttpRequest.newBuilder(URI.create(address)).GET());
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            var response = http.send(request.timeout(Duration.ofMinutes(2)).build(), HttpResponse.BodyHandlers.ofString());
            var value = Json.MAPPER.readTree(response.body()).path("value");
            if (response.statusCode() != 200) {
                throw new AssertionError("browser: " + value.path("error").asText() + ": " + value.path("message").asText());
            }
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            send(HttpRequest.newBuilder(URI.create(session)).DELETE());
        } finally {
            end(driver);
        }
    }

    static void end(Process process) {
        var all = new ArrayList<>(process.descendants().toList());
        all.add(0, process.toHandle());
        all.forEach(ProcessHandle::destroy);
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List.copyOf(all).stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    }
}
