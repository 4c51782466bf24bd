package org.spikebook.lab.display;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One value in several forms, by MIME type: {@code String} for text, {@code byte[]} for images, {@link JsonNode} for JSON types.
 * {@code text/plain} is always there.
 */
public final class MimeBundle {

    public static final String TEXT = "text/plain";
    public static final String HTML = "text/html";
    public static final String MARKDOWN = "text/markdown";
    public static final String PNG = "image/png";
    public static final String SVG = "image/svg+xml";
    public static final String PLOTLY = "application/vnd.plotly.v1+json";

    private final Map<String, Object> data;

    private MimeBundle(Map<String, Object> data) {
        this.data = Collections.unmodifiableMap(data);
    }

    /** A bundle with {@code text/plain} only. */
    public static MimeBundle of(String text) {
        var data = new LinkedHashMap<String, Object>();
        data.put(TEXT, Objects.requireNonNull(text, "text"));
        return new MimeBundle(data);
    }

    /** This bundle and one more form. */
    public MimeBundle with(String mimeType, Object form) {
        if (!(form instanceof String || form instanceof byte[] || form instanceof JsonNode)) {
            throw new IllegalArgumentException("display " + mimeType + ": form must be a String, byte[] or JsonNode, but was "
                    + (form == null ? "null" : form.getClass().getName()));
        }
        var more = new LinkedHashMap<>(data);
        more.put(Objects.requireNonNull(mimeType, "mimeType"), form);
        return new MimeBundle(more);
    }

    /** All forms, the plain text first. */
    public Map<String, Object> data() {
        return data;
    }

    /** One form, or empty. */
    public Optional<Object> data(String mimeType) {
        return Optional.ofNullable(data.get(mimeType));
    }

    /** The plain text. */
    public String text() {
        return (String) data.get(TEXT);
    }

    @Override
    public String toString() {
        return text();
    }
}
