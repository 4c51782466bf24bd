package org.spikebook.event;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Random;

/**
 * A recipe for a recording in the geometry of N-MNIST: a bright seven-segment digit on dark ground, seen by an event camera of 34 x 34
 * pixels that makes three saccades of 100 ms along the sides of a triangle. It stands in for real recordings where there are
 * none; a network trained on handwritten digits has never seen such strokes.
 *
 * <p>The camera's law: with brightness {@code I} in [0, 1], a pixel follows {@code L = ln(0.1 + I)} and sends an event each time {@code L}
 * has moved by its contrast threshold since its last event, ON upwards, OFF downwards (Lichtsteiner, Posch and Delbruck 2008, IEEE
 * JSSC 43:566); thresholds vary by up to 20 % around 0.55 from pixel to pixel, an event comes up to 200 us late, and 60 events of
 * noise are strewn over the recording. The seed draws these, and where the digit stands, how wide and how slanted it is. The same
 * recipe gives the same events on every machine: it uses {@link Random}, {@link StrictMath} and no other library function.
 *
 * @param digit 0..9
 * @param seed seed of everything random
 */
public record SyntheticEvents(int digit, long seed) {

    private static final int SIDE = NMnist.SIDE;
    private static final double CENTRE = 16.5;
    private static final double HALF_WIDTH = 4.5;
    private static final double HALF_HEIGHT = 8;
    private static final double HALF_STROKE = 1.2;
    private static final double FLOOR = 0.1;
    /** L off and on a stroke: most pixels at most times. */
    private static final double DARK = StrictMath.log(FLOOR);
    private static final double BRIGHT = StrictMath.log(FLOOR + 1);
    private static final double THRESHOLD = 0.55;
    private static final int NOISE = 60;
    private static final int LATEST = 200;              // microseconds
    private static final int STEP = 500;                // microseconds
    private static final int SACCADE = 100_000;         // microseconds

    /** Where the gaze stands before, between and after the saccades, in pixels: [corner][x, y]. */
    private static final double[][] CORNERS = {{-3, -2}, {0, 3}, {3, -2}, {-3, -2}};

    /** Segments a to g from (x, y) to (x, y), in half widths and half heights. */
    private static final double[][] SEGMENTS = {{-1, -1, 1, -1}, {1, -1, 1, 0}, {1, 0, 1, 1}, {-1, 1, 1, 1}, {-1, 0, -1, 1},
            {-1, -1, -1, 0}, {-1, 0, 1, 0}};

    /** Segments of each digit. */
    private static final String[] GLYPHS = {"abcdef", "bc", "abdeg", "abcdg", "bcfg", "acdfg", "acdefg", "abc", "abcdefg", "abcdfg"};

    public SyntheticEvents {
        if (digit < 0 || digit > 9) {
            throw new IllegalArgumentException("moving glyph: digit must be in 0..9, but was " + digit);
        }
    }

    /** A moving digit, 0..9, with seed 0. */
    public static SyntheticEvents movingGlyph(int digit) {
        return new SyntheticEvents(digit, 0);
    }

    /** The same digit drawn with another seed. */
    public SyntheticEvents seed(long seed) {
        return new SyntheticEvents(digit, seed);
    }

    /** Makes the recording. */
    public Events generate() {
        var random = new Random(seed * 10 + digit);
        double[][] strokes = strokes(random);
        double[] threshold = new double[SIDE * SIDE];
        for (int i = 0; i < threshold.length; i++) {
            threshold[i] = THRESHOLD * (0.8 + 0.4 * random.nextDouble());
        }
        var events = new ArrayList<int[]>();            // {time, y, x, polarity}
        double[] reference = new double[SIDE * SIDE];   // L at the pixel's last event
        double[] before = new double[SIDE * SIDE];      // L one step ago
        double[] now = new double[SIDE * SIDE];
        look(strokes, 0, reference);
        System.arraycopy(reference, 0, before, 0, before.length);
        for (int time = STEP; time <= 3 * SACCADE; time += STEP) {
            look(strokes, time, now);
            for (int i = 0; i < now.length; i++) {
                while (Math.abs(now[i] - reference[i]) >= threshold[i]) {
                    int polarity = now[i] > reference[i] ? 1 : 0;
                    reference[i] += polarity == 1 ? threshold[i] : -threshold[i];
                    double crossed = (reference[i] - before[i]) / (now[i] - before[i]);     // 0..1 inside the step
                    int at = time - STEP + (int) (crossed * STEP) + random.nextInt(LATEST);
                    events.add(new int[] {at, i / SIDE, i % SIDE, polarity});
                }
            }
            double[] swap = before;
            before = now;
            now = swap;
        }
        for (int i = 0; i < NOISE; i++) {
            events.add(new int[] {random.nextInt(3 * SACCADE), random.nextInt(SIDE), random.nextInt(SIDE), random.nextInt(2)});
        }
        events.sort(Comparator.comparingInt((int[] e) -> e[0]));    // stable: equal times keep their order
        var recording = Events.builder(SIDE, SIDE);
        for (int[] e : events) {
            recording.add(e[2], e[1], e[3], e[0]);
        }
        return recording.build();
    }

    /** The digit's strokes from (x, y) to (x, y) in pixels, placed, stretched and slanted. */
    private double[][] strokes(Random random) {
        double left = CENTRE + random.nextDouble() * 2 - 1;
        double top = CENTRE + random.nextDouble() * 2 - 1;
        double wide = HALF_WIDTH * (0.85 + 0.3 * random.nextDouble());
        double slant = 0.4 * random.nextDouble() - 0.2;
        return GLYPHS[digit].chars().mapToObj(letter -> {
            double[] segment = SEGMENTS[letter - 'a'];
            double[] stroke = new double[4];
            for (int end = 0; end < 4; end += 2) {
                double down = HALF_HEIGHT * segment[end + 1];
                stroke[end] = left + wide * segment[end] - slant * down;
                stroke[end + 1] = top + down;
            }
            return stroke;
        }).toArray(double[][]::new);
    }

    /** Log brightness of every pixel at a time: {@code L = ln(0.1 + I)}, axes {@code y, x}. */
    private static void look(double[][] strokes, int time, double[] log) {
        int leg = Math.min(time / SACCADE, 2);
        double u = (double) (time - leg * SACCADE) / SACCADE;
        double way = u * u * (3 - 2 * u);               // starts and ends at rest
        double dx = CORNERS[leg][0] + way * (CORNERS[leg + 1][0] - CORNERS[leg][0]);
        double dy = CORNERS[leg][1] + way * (CORNERS[leg + 1][1] - CORNERS[leg][1]);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double nearest = Double.POSITIVE_INFINITY;
                for (double[] stroke : strokes) {
                    nearest = Math.min(nearest, squaredDistance(x - dx, y - dy, stroke));
                }
                double brightness = Math.max(0, Math.min(1, 0.5 + HALF_STROKE - Math.sqrt(nearest)));   // edges one pixel wide
                log[y * SIDE + x] = brightness == 0 ? DARK : brightness == 1 ? BRIGHT : StrictMath.log(FLOOR + brightness);
            }
        }
    }

    private static double squaredDistance(double x, double y, double[] stroke) {
        double wide = stroke[2] - stroke[0];
        double high = stroke[3] - stroke[1];
        double along = ((x - stroke[0]) * wide + (y - stroke[1]) * high) / (wide * wide + high * high);
        along = Math.max(0, Math.min(1, along));
        double across = x - stroke[0] - along * wide;
        double down = y - stroke[1] - along * high;
        return across * across + down * down;
    }
}
