package org.spikebook.lab.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class Renderers_RenderTest {

    private final Renderers renderers = Renderers.load();

    record Layer(String name, int neurons, double rate) {
    }

    @Test
    void showsNull() {
        assertThat(renderers.render(null).text()).isEqualTo("null");
    }

    @Test
    void showsOtherValuesByToString() {
        assertThat(renderers.render("17 spikes").data()).containsOnlyKeys(MimeBundle.TEXT).containsEntry(MimeBundle.TEXT, "17 spikes");
        assertThat(renderers.render(42).text()).isEqualTo("42");
    }

    @Test
    void leavesStreamsToTheUser() {
        var stream = java.util.stream.IntStream.range(0, 3);
        assertThat(renderers.render(stream).text()).isEqualTo("IntStream: not run yet, and showing its values would use it up. Maybe .toArray().");
        assertThat(stream.sum()).isEqualTo(3);
        assertThat(renderers.render(java.util.stream.Stream.of(1).parallel()).text()).startsWith("Stream, parallel: not run yet");
    }

    @Test
    void alignsTableAsText() {
        Table table = Table.create("rates", StringColumn.create("layer", "CONV1", "FC"), DoubleColumn.create("rate", 0.125, 1e-7));
        assertThat(renderers.render(table).text()).isEqualTo("""
                rates
                layer     rate
                string  double
                --------------
                CONV1    0.125
                FC        1e-7
                2 rows x 2 columns""");
    }

    @Test
    void escapesEverythingFromTable() {
        String evil = "<script>alert(1)</script>";
        Table table = Table.create(evil, StringColumn.create(evil, evil + "\"'&"));
        String html = html(renderers.render(table));
        assertThat(html).doesNotContain("<script").contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;");
        assertThat(html.split("&lt;script", -1)).hasSize(4);
    }

    @Test
    void cutsLongTableAndSaysSo() {
        Table table = Table.create("long", IntColumn.create("i", IntStream.range(0, 200_000).toArray()));
        MimeBundle shown = renderers.render(table);
        assertThat(shown.text()).contains("... 199961 rows", "200000 rows x 1 column").contains("199999").doesNotContain("199994");
        assertThat(html(shown)).contains("... 199961 rows", "200000 rows x 1 column").hasSizeLessThan(10_000);
    }

    @Test
    void cutsWideTableAndSaysSo() {
        Table table = Table.create("wide");
        for (int c = 0; c < 100; c++) {
            table.addColumns(IntColumn.create("c" + c, new int[] {c}));
        }
        MimeBundle shown = renderers.render(table);
        assertThat(html(shown)).contains("... 71 columns", ">c23<", ">c95<", ">c99<").doesNotContain(">c24<", ">c94<");
        assertThat(shown.text()).contains("1 row x 100 columns");
    }

    @Test
    void leavesMissingCellsEmpty() {
        Table table = Table.create("gaps", DoubleColumn.create("v", 1, Double.NaN));
        assertThat(html(renderers.render(table))).contains("right\">1</td>", "right\"></td>").doesNotContain("NaN");
    }

    @Test
    void rightAlignsNumbersOnly() {
        Table table = Table.create("t", StringColumn.create("s", "a"), IntColumn.create("i", new int[] {7}));
        assertThat(html(renderers.render(table))).contains("<td style=\"text-align:left\">a</td>",
                "<td style=\"text-align:right\">7</td>");
    }

    @Test
    void showsArrayWithRange() {
        assertThat(renderers.render(new double[] {1, 2.5, Double.NaN}).text())
                .isEqualTo("double[3] [1, 2.5, NaN] (min 1, mean 1.75, max 2.5), 1 NaN");
        assertThat(renderers.render(new int[0]).text()).isEqualTo("int[0] []");
        assertThat(renderers.render(new String[] {"a", null}).text()).isEqualTo("String[2] [a, null]");
    }

    @Test
    void abbreviatesLongArray() {
        assertThat(renderers.render(IntStream.range(0, 1_000_000).toArray()).text())
                .isEqualTo("int[1000000] [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ... 999989 more, 999999] (min 0, mean 499999.5, max 999999)"
                        .replace("499999.5", Brief.number(499999.5)));
    }

    @Test
    void showsMatrixAsGrid() {
        MimeBundle shown = renderers.render(new float[][] {{1, 0.5f}, {2, 3}});
        assertThat(shown.text()).isEqualTo("""
                   0    1
                ---------
                0  1  0.5
                1  2    3
                float[2][2]""");
        assertThat(html(shown)).contains("<table");
    }

    @Test
    void showsRaggedArrayAsText() {
        assertThat(renderers.render(new int[][] {{1}, {2, 3}}).text()).isEqualTo("int[][2] [[1], [2, 3]]");
    }

    @Test
    void showsRecordMapAndListOfRecords() {
        var layer = new Layer("<b>", 12, 0.25);
        assertThat(html(renderers.render(layer))).contains("neurons", ">12<", "&lt;b&gt;").doesNotContain("<b>");
        var map = new LinkedHashMap<String, Integer>();
        map.put("PTB", 7);
        assertThat(renderers.render(map).text()).isEqualTo("key  value\n----------\nPTB      7\n1 entry");
        assertThat(renderers.render(List.of(layer, new Layer("fc", 3, 0.5))).text()).contains("name    neurons    rate", "fc            3     0.5");
        assertThat(renderers.render(List.of(1, 2)).text()).isEqualTo("[1, 2]");
    }

    @Test
    void showsImageAsPng() throws IOException {
        MimeBundle shown = renderers.render(new BufferedImage(5, 3, BufferedImage.TYPE_INT_RGB));
        BufferedImage back = ImageIO.read(new ByteArrayInputStream((byte[]) shown.data(MimeBundle.PNG).orElseThrow()));
        assertThat(back.getWidth()).isEqualTo(5);
        assertThat(back.getHeight()).isEqualTo(3);
        assertThat(shown.text()).isEqualTo("image, 5 x 3 pixels");
    }

    @Test
    void drawsSpikesWhereTheyAre() {
        SpikeTensor spikes = SpikeTensor.builder(Shape.features(4), 10).set(2, 7).build();
        BufferedImage raster = SpikeRasterRenderer.raster(spikes);
        // cells of 12 pixels inside a frame of one
        assertThat(raster.getWidth()).isEqualTo(122);
        assertThat(raster.getHeight()).isEqualTo(50);
        assertThat(raster.getRGB(1 + 7 * 12 + 6, 1 + 2 * 12 + 6) & 0xFFFFFF).isLessThan(0x404090);
        assertThat(raster.getRGB(1 + 6 * 12 + 6, 1 + 2 * 12 + 6) & 0xFFFFFF).isEqualTo(0xFFFFFF);
        assertThat(renderers.render(spikes).data()).containsKeys(MimeBundle.TEXT, MimeBundle.HTML, MimeBundle.PNG);
    }

    @Test
    void keepsRasterOfManyNeuronsSmallAndLosesNoSpike() {
        SpikeTensor spikes = SpikeTensor.builder(Shape.features(50_000), 3_000).set(49_999, 2_999).build();
        BufferedImage raster = SpikeRasterRenderer.raster(spikes);
        assertThat(raster.getWidth()).isLessThanOrEqualTo(902);
        assertThat(raster.getHeight()).isLessThanOrEqualTo(322);
        assertThat(raster.getRGB(raster.getWidth() - 2, raster.getHeight() - 2) & 0xFFFFFF).isNotEqualTo(0xFFFFFF);
    }

    @Test
    void takesMostSpecificRenderer() {
        Renderers more = renderers.with(renderer(CharSequence.class, "text")).with(renderer(Object.class, "any"))
                .with(renderer(String.class, "string"));
        assertThat(more.render("a").text()).isEqualTo("string");
        assertThat(more.render(new StringBuilder()).text()).isEqualTo("text");
        assertThat(more.render(3).text()).isEqualTo("any");
        assertThat(more.render(new Layer("a", 1, 1)).data()).containsKey(MimeBundle.HTML);
        assertThat(more.with(renderer(Table.class, "own")).render(Table.create()).text()).isEqualTo("own");
    }

    @Test
    void findsRenderersOfOtherJars() {
        assertThat(renderers.render(new ServiceRenderer.Shown()).text()).isEqualTo("shown by a service");
        assertThat(renderers.problems()).anyMatch(problem -> problem.contains("org.spikebook.lab.display.NoSuchRenderer"));
    }

    @Test
    void tellsWhenRendererThrows() {
        Renderers failing = renderers.with(new Renderer<StringBuilder>() {
            @Override
            public Class<StringBuilder> type() {
                return StringBuilder.class;
            }

            @Override
            public MimeBundle render(StringBuilder value) {
                throw new AssertionError("no colour <left>");
            }
        });
        MimeBundle shown = failing.render(new StringBuilder("content"));
        assertThat(shown.data()).containsOnlyKeys(MimeBundle.TEXT);
        assertThat(shown.text()).startsWith("cannot show a java.lang.StringBuilder: java.lang.AssertionError: no colour <left> (at ")
                .endsWith("\ncontent");
    }

    @Test
    void tellsWhenToStringThrows() {
        Object broken = new Object() {
            @Override
            public String toString() {
                throw new ExceptionInInitializerError(new IllegalStateException("not ready"));
            }
        };
        assertThat(renderers.render(broken).text()).contains("cannot show a", "ExceptionInInitializerError", "not ready");
        Object mute = new Object() {
            @Override
            public String toString() {
                return null;
            }
        };
        assertThat(renderers.render(mute).text()).isEqualTo("null");
    }

    @Test
    void survivesValueThatContainsItself() {
        List<Object> ring = new ArrayList<>();
        ring.add(ring);
        assertThat(renderers.render(ring).text()).isNotEmpty();
        record Knot(List<Object> list) {
        }
        var list = new ArrayList<>();
        var knot = new Knot(list);
        list.add(knot);
        assertThat(renderers.render(knot).text()).contains("StackOverflowError");
    }

    @Test
    void passesOnStopOfCellAndBrokenMachine() {
        assertThatThrownBy(() -> renderers.render(throwing(new ThreadDeath()))).isInstanceOf(ThreadDeath.class);
        assertThatThrownBy(() -> renderers.render(throwing(new OutOfMemoryError("heap")))).isInstanceOf(OutOfMemoryError.class);
    }

    private static Object throwing(Error error) {
        return new Object() {
            @Override
            public String toString() {
                throw error;
            }
        };
    }

    private static <T> Renderer<T> renderer(Class<T> type, String text) {
        return new Renderer<>() {
            @Override
            public Class<T> type() {
                return type;
            }

            @Override
            public MimeBundle render(T value) {
                return MimeBundle.of(text);
            }
        };
    }

    private static String html(MimeBundle bundle) {
        return (String) bundle.data(MimeBundle.HTML).orElseThrow();
    }
}
