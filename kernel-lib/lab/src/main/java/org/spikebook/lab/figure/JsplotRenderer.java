package org.spikebook.lab.figure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.spikebook.lab.display.MimeBundle;
import org.spikebook.lab.display.Renderer;
import tech.tablesaw.plotly.components.Figure;

/**
 * Shows a figure of tablesaw-jsplot: as plotly JSON in the form of today and as interactive HTML; and as a picture where it holds only lines,
 * markers, upright bars and heat maps.
 */
public final class JsplotRenderer implements Renderer<Figure> {

    @Override
    public Class<Figure> type() {
        return Figure.class;
    }

    @Override
    public MimeBundle render(Figure figure) {
        ObjectNode spec = JsplotSpec.of(figure);
        if (JsplotFigure.isKnown(spec)) {
            var drawn = org.spikebook.lab.figure.Figure.of(figure);
            byte[] png = drawn.png();
            return MimeBundle.of(drawn.toString()).with(MimeBundle.HTML, FigureHtml.live(spec, png, drawn.width(), drawn.toString()))
                    .with(MimeBundle.PNG, png).with(MimeBundle.PLOTLY, spec);
        }
        String text = text(spec);
        return MimeBundle.of(text).with(MimeBundle.HTML, FigureHtml.live(spec, text)).with(MimeBundle.PLOTLY, spec);
    }

    private static String text(ObjectNode spec) {
        var out = new StringBuilder("Figure");
        String title = spec.path("layout").path("title").path("text").asText();
        out.append(title.isEmpty() ? "" : ": " + title);
        spec.path("data").forEach(trace -> out.append("\n    ").append(trace.path("type").asText()).append(' ')
                .append(trace.path("name").asText()));
        return out.toString();
    }
}
