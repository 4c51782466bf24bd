package org.spikebook.lab.figure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.spikebook.lab.display.Html;

/** Figures as HTML: a picture first, which a script replaces by an interactive figure as soon as plotly is there. */
final class FigureHtml {

    private FigureHtml() {
    }

    /**
     * A piece of a page. Where scripts do not run, or plotly never comes, the picture stays.
     *
     * @param spec what plotly draws
     * @param png the same as a picture
     * @param width width of the picture on the page, in CSS pixels
     * @param text what it shows
     */
    static String live(ObjectNode spec, byte[] png, int width, String text) {
        return liveInstead(spec, Html.image(png, width, text));
    }

    /** A piece of a page with text where the picture would be. */
    static String live(ObjectNode spec, String text) {
        return liveInstead(spec, "<pre>" + Html.escape(text) + "</pre>");
    }

    private static String liveInstead(ObjectNode spec, String still) {
        String json = inScript(spec.toString());
        String id = "spikebook-" + String.format(Locale.ROOT, "%08x", json.hashCode());
        return "<div data-figure=\"" + id + "\">" + still + "</div>\n<script>(function () {\n"
                + "  var tries = 0, done = false, figure = " + json + ";\n"
                + "  function show() {\n"
                + "    var place = document.querySelector('[data-figure=\"" + id + "\"]:not([data-live])');\n"
                + "    if (done || !window.Plotly || !place) { return; }\n"
                + "    done = true;\n"
                + "    place.setAttribute('data-live', '');\n"
                + "    var picture = place.firstElementChild, live = document.createElement('div');\n"
                + "    place.appendChild(live);\n"
                + "    window.Plotly.newPlot(live, figure.data, figure.layout, figure.config || {}).then(function () {\n"
                + "      picture.style.display = 'none';\n"
                + "    }, function () { place.removeChild(live); });\n"
                + "  }\n"
                + "  function wait() { show(); if (!done && ++tries < 50) { setTimeout(wait, 200); } }\n"
                + "  window.addEventListener('" + PlotlyScript.READY + "', show);\n"
                + "  wait();\n"
                + "})();</script>";
    }

    /** A whole page that opens offline. */
    static String page(Figure figure) {
        Layout layout = new Layout(figure);
        String title = layout.title().isEmpty() ? "Figure" : layout.title();
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + Html.escape(title) + "</title>\n"
                + PlotlyScript.element() + "\n</head><body>\n"
                + live(figure.plotly(), figure.png(), figure.width(), figure.toString()) + "\n</body></html>\n";
    }

    /** JSON that neither ends nor upsets the script element it stands in. */
    private static String inScript(String json) {
        return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
    }
}
