package org.spikebook.lab.jjava;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.ServiceLoader;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.junit.jupiter.api.Test;
import org.spikebook.lab.figure.Figure;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

class SpikebookExtension_RegisterTest {

    @Test
    void jjavaFindsIt() {
        assertThat(ServiceLoader.load(Extension.class)).anyMatch(SpikebookExtension.class::isInstance);
    }

    @Test
    void tablesAndFiguresAreShownInJJava() throws Exception {
        var renderer = new Renderer();
        new SpikebookExtension().register(renderer);
        var table = renderer.render(Table.create("rates", DoubleColumn.create("rate", 0.25)));
        assertThat(table.getData(MIMEType.TEXT_HTML).toString()).contains("<table").contains("rate");
        assertThat(table.getData(MIMEType.TEXT_PLAIN).toString()).contains("rate");
        var figure = renderer.render(Figure.xy("x [-]", "y [-]").line("a", new double[] {1, 2}, new double[] {3, 4}));
        assertThat(figure.getData(MIMEType.IMAGE_PNG)).isInstanceOf(byte[].class);
        assertThat(figure.getData(MIMEType.parse("application/vnd.plotly.v1+json"))).isInstanceOf(Map.class);
    }
}
