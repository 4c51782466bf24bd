package org.spikebook.lab.figure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlotlyScript_ReadTest {

    @Test
    void readsPlotlyFromClassPath() {
        assertThat(PlotlyScript.version()).matches("2\\.\\d+\\.\\d+");
        assertThat(PlotlyScript.source()).contains("plotly.js v" + PlotlyScript.version()).hasSizeGreaterThan(8_000_000);
    }

    @Test
    void putsModuleLoaderAsideAndBack() {
        String source = PlotlyScript.source();
        assertThat(source).startsWith("(function () { var loader = window.define; window.define = undefined; try {")
                .contains("} finally { window.define = loader; }");
    }

    @Test
    void packsTheSameElementEveryTime() {
        assertThat(PlotlyScript.element()).isEqualTo(PlotlyScript.element()).hasSizeLessThan(5_000_000).doesNotContain("http://", "https://");
    }
}
