package org.spikebook.lab.figure;

import org.spikebook.lab.display.MimeBundle;
import org.spikebook.lab.display.Renderer;

/** Shows a {@link Figure}: as plotly JSON, as HTML with a picture that a script makes interactive, as a picture, and as text. */
public final class FigureRenderer implements Renderer<Figure> {

    @Override
    public Class<Figure> type() {
        return Figure.class;
    }

    @Override
    public MimeBundle render(Figure figure) {
        byte[] png = figure.png();
        var spec = figure.plotly();
        return MimeBundle.of(figure.toString()).with(MimeBundle.HTML, FigureHtml.live(spec, png, figure.width(), figure.toString()))
                .with(MimeBundle.PNG, png).with(MimeBundle.PLOTLY, spec);
    }
}
