package org.spikebook.lab.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class Figure_DrawTest {

    private static final int BLUE = 0x0072B2;
    private static final int VERMILLION = 0xD55E00;
    private static final String[] LAYERS = {"CONV1", "FC"};

    private static Figure everything() {
        double[] x = {1, 2, 3, 4};
        return Figure.xy("Window [steps]", "Energy [nJ]").title("All & <b>sundry</b>").rightY("Utilisation [%]")
                .line("ours", x, new double[] {1, 2, Double.NaN, 4}).errors(0.1, 0.2, 0.3, 0.4)
                .paper("ours", x, new double[] {1.1, 2.1, 3.1, 4.1}).calibrated("ours", x, new double[] {1, 2, 3, 4})
                .band("range", x, new double[] {0.5, 1, 2, 3}, new double[] {2, 3, 4, 5}).step("steps", x, new double[] {1, 2, 1, 2})
                .line("utilisation", x, new double[] {90, 80, 70, 60}).onRight().referenceY(2.5, "baseline").referenceX(3, "chosen")
                .note(2, 2, "look here").caption("Ours lies below the paper.");
    }

    private static BufferedImage draw(Figure figure) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(figure.png()));
    }

    private static long count(BufferedImage image, int colour) {
        long count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += (image.getRGB(x, y) & 0xFFFFFF) == colour ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void drawsTwoPixelsPerPixel() throws IOException {
        BufferedImage image = draw(everything().size(500, 300));
        assertThat(image.getWidth()).isEqualTo(1000);
        assertThat(image.getHeight()).isEqualTo(600);
    }

    @Test
    void fillsBarsFromZeroToTheirValue() throws IOException {
        BufferedImage image = draw(Figure.xy("Layer", "Energy [µJ]").bars("PTB", LAYERS, new double[] {4, 2})
                .bars("SpikeX", LAYERS, new double[] {2, 1}).legend(Legend.NONE));
        assertThat(count(image, VERMILLION)).isGreaterThan(10_000);
        // equal widths: areas are as the sums of heights, 6 to 3
        assertThat((double) count(image, BLUE) / count(image, VERMILLION)).isBetween(1.95, 2.05);
    }

    @Test
    void leavesPaperMarkersHollow() throws IOException {
        Figure paper = Figure.xy("x [-]", "y [-]").paper("a", new double[] {1}, new double[] {1}).rangeX(0, 2).rangeY(0, 2).legend(Legend.NONE);
        Figure ours = Figure.xy("x [-]", "y [-]").scatter("a", new double[] {1}, new double[] {1}).rangeX(0, 2).rangeY(0, 2).legend(Legend.NONE);
        int[] hollow = markerCentre(draw(paper));
        assertThat(hollow[2]).isEqualTo(0xFFFFFF);
        int[] filled = markerCentre(draw(ours));
        assertThat(filled[2]).isEqualTo(BLUE);
    }

    /** Middle of all blue pixels and the colour there. */
    private static int[] markerCentre(BufferedImage image) {
        long sumX = 0;
        long sumY = 0;
        long n = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if ((image.getRGB(x, y) & 0xFFFFFF) == BLUE) {
                    sumX += x;
                    sumY += y;
                    n++;
                }
            }
        }
        assertThat(n).isGreaterThan(10);
        int x = (int) (sumX / n);
        int y = (int) (sumY / n);
        return new int[] {x, y, image.getRGB(x, y) & 0xFFFFFF};
    }

    @Test
    void drawsHeatmapInItsColours() throws IOException {
        BufferedImage image = draw(Figure.xy("x", "y").heatmap(LAYERS, new String[] {"a"}, new double[][] {{0, 1}}, "z [-]"));
        assertThat(count(image, 0x440154)).isGreaterThan(50_000);
        assertThat(count(image, 0xFDE725)).isGreaterThan(50_000);
    }

    @Test
    void writesAllWordsIntoSvg() throws Exception {
        String svg = everything().svg();
        List<String> words = words(svg);
        assertThat(words).contains("All & <b>sundry</b>", "Window (steps)", "Energy (nJ)", "Utilisation (%)", "ours", "ours (paper)",
                "ours (calibrated)", "range", "steps", "utilisation, right axis", "baseline", "chosen", "look here", "Ours lies below the paper.");
        assertThat(svg).contains("viewBox=\"0 0 640 420\"").doesNotContain("NaN", "DOCTYPE");
    }

    @Test
    void writesPowersOfTenUnderLogAxis() throws Exception {
        String svg = Figure.xy("Rate [1/step]", "Latency [cycles]").line("a", new double[] {1e-5, 1e-1}, new double[] {1e3, 1e7}).logX().logY()
                .svg();
        assertThat(words(svg)).contains("10⁻⁵", "10⁻¹", "10³", "10⁷");
    }

    @Test
    void drawsEachPlotOfGrid() throws Exception {
        Figure bars = Figure.xy("Layer", "Energy [µJ]").title("(b) bars").bars("PTB", LAYERS, new double[] {4, 2});
        List<String> words = words(Figure.grid(2, everything().title("(a) lines"), bars).title("Both").caption("Note.").svg());
        assertThat(words).contains("Both", "(a) lines", "(b) bars", "Energy (µJ)", "Energy (nJ)", "CONV1", "PTB", "Note.")
                .doesNotContain("Ours lies below the paper.");
    }

    @Test
    void drawsLegendInsideAndBeside() throws Exception {
        for (Legend legend : Legend.values()) {
            List<String> words = words(everything().legend(legend).svg());
            assertThat(words.contains("ours (paper)")).as(legend.name()).isEqualTo(legend != Legend.NONE);
        }
    }

    @Test
    void breaksLongTitlesAndNamesFewerOfManyCategories() throws Exception {
        String[] layers = new String[120];
        double[] energy = new double[120];
        java.util.Arrays.setAll(layers, i -> "layer" + i);
        java.util.Arrays.setAll(energy, i -> i + 1);
        List<String> words = words(Figure.xy("Layer", "Energy [µJ]").bars("PTB", layers, energy)
                .title("Energy of each layer of a very deep network on the systolic array with a title that no page is wide enough for").svg());
        assertThat(words).contains("layer0").doesNotContain("layer1").anyMatch(w -> w.endsWith("enough for"))
                .noneMatch(w -> Layout.width(w, Layout.TITLE) > 640);
    }

    @Test
    void labelsReferenceWhereDataLeaveRoom() {
        Panel falling = Figure.xy("x [-]", "y [-]").line("a", new double[] {0, 10}, new double[] {10, 1.3}).referenceY(1, "no gain").panels().get(0);
        assertThat(FreeCorner.of(falling, falling.references().get(0), 500, 300)).isEqualTo(new FreeCorner(false, true));
        Panel rising = Figure.xy("x [-]", "y [-]").line("a", new double[] {0, 10}, new double[] {0, 10}).referenceY(1, "no gain").panels().get(0);
        assertThat(FreeCorner.of(rising, rising.references().get(0), 500, 300)).isEqualTo(new FreeCorner(true, true));
    }

    @Test
    void drawsTheSameEveryTimeAndInEveryLocale() {
        byte[] first = everything().png();
        String firstSvg = everything().svg();
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(everything().png()).isEqualTo(first);
            assertThat(everything().svg()).isEqualTo(firstSvg);
            assertThat(everything().plotly().toString()).doesNotContain("NaN");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void drawsLogAxisWithValuesThatHaveNoLogarithm() throws IOException {
        Figure figure = Figure.xy("x [-]", "y [-]").line("a", new double[] {0, 1, 10, 100}, new double[] {5, 0, -1, 100}).errors(9, 9, 9, 120)
                .bars("b", new String[] {"1", "10"}, new double[] {1, 10}).logX().logY();
        assertThat(draw(figure).getWidth()).isEqualTo(1280);
    }

    @Test
    void drawsOnePointAndConstantLines() throws IOException {
        assertThat(count(draw(Figure.xy("x [-]", "y [-]").scatter("a", new double[] {5}, new double[] {0})), BLUE)).isGreaterThan(50);
        assertThat(count(draw(Figure.xy("x [-]", "y [-]").line("a", new double[] {1, 2}, new double[] {7, 7})), BLUE)).isGreaterThan(500);
        assertThat(draw(Figure.xy("x [-]", "y [-]").line("a", new double[] {1}, new double[] {Double.NaN})).getWidth()).isEqualTo(1280);
    }

    @Test
    void savesWholeFilesAndLeavesNothingElse(@TempDir Path dir) throws IOException {
        Path nested = dir.resolve("new").resolve("figure.png");
        everything().savePng(nested);
        everything().savePng(nested);
        everything().saveSvg(nested.resolveSibling("figure.svg"));
        assertThat(Files.list(nested.getParent()).map(p -> p.getFileName().toString())).containsExactlyInAnyOrder("figure.png", "figure.svg");
        assertThat(Files.readAllBytes(nested)).isEqualTo(everything().png());
        assertThat(Files.readString(nested.resolveSibling("figure.svg"))).startsWith("<?xml").contains("</svg").endsWith("\n");
    }

    private static List<String> words(String svg) throws Exception {
        var factory = DocumentBuilderFactory.newDefaultNSInstance();
        var texts = factory.newDocumentBuilder().parse(new ByteArrayInputStream(svg.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .getElementsByTagNameNS("*", "text");
        List<String> words = new java.util.ArrayList<>();
        for (int i = 0; i < texts.getLength(); i++) {
            words.add(((Element) texts.item(i)).getTextContent().strip());
        }
        return words;
    }
}
