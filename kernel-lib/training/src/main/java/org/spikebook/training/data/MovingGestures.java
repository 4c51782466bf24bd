package org.spikebook.training.data;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.spikebook.event.Events;

/**
 * Recordings in the geometry of DVS128 Gesture (128 x 128 pixels, two polarities, 11 classes), made by us: one or two bright discs move before a dark ground, a pixel sends ON when a
 * disc comes over it and OFF when it leaves, and some noise is strewn over. Classes differ in how the discs move. Nobody's hands were recorded: accuracies on these say nothing about
 * gestures.
 */
final class MovingGestures {

    static final int SIDE = 128;
    private static final int MILLIS = 1000;
    private static final int STEP = 5;          // milliseconds
    static final List<String> CLASSES = List.of("clap", "right wave", "left wave", "right clockwise", "right counter-clockwise", "left clockwise", "left counter-clockwise", "roll", "drums",
            "guitar", "other");

    private MovingGestures() {
    }

    static Events of(int gesture, long seed) {
        var random = new SplittableRandom(seed * 11 + gesture);
        double speed = random.nextDouble(1.5, 2.5);      // turns or strokes a second
        double phase = random.nextDouble();
        double size = random.nextDouble(16, 24);
        double radius = random.nextDouble(6, 9);
        double cx = random.nextDouble(58, 70);
        double cy = random.nextDouble(58, 70);
        double wobble = random.nextDouble(0.7, 1.4);
        var events = Events.builder(SIDE, SIDE);
        boolean[] before = new boolean[SIDE * SIDE];
        boolean[] now = new boolean[SIDE * SIDE];
        for (int t = 0; t <= MILLIS / STEP; t++) {
            double u = speed * t * STEP / 1000 + phase;
            Arrays.fill(now, false);
            for (double[] disc : discs(gesture, u, size, wobble)) {
                fill(now, cx + disc[0], cy + disc[1], radius);
            }
            for (int i = 0; i < now.length && t > 0; i++) {
                if (now[i] != before[i] && random.nextDouble() < 0.8) {
                    events.add(i % SIDE, i / SIDE, now[i] ? 1 : 0, (long) t * STEP * 1000);
                }
            }
            for (int n = 0; n < 2 && t > 0; n++) {
                events.add(random.nextInt(SIDE), random.nextInt(SIDE), random.nextInt(2), (long) t * STEP * 1000);
            }
            boolean[] swap = before;
            before = now;
            now = swap;
        }
        return events.build();
    }

    private static double[][] discs(int gesture, double u, double size, double wobble) {
        double c = Math.cos(2 * Math.PI * u);
        double s = Math.sin(2 * Math.PI * u);
        return switch (gesture) {
            case 0 -> new double[][] {{-8 - size * Math.abs(c), 0}, {8 + size * Math.abs(c), 0}};
            case 1 -> new double[][] {{28 + size * 0.8 * c, -20}};
            case 2 -> new double[][] {{-28 + size * 0.8 * c, -20}};
            case 3 -> new double[][] {{28 + size * 0.8 * c, size * 0.8 * s}};
            case 4 -> new double[][] {{28 + size * 0.8 * c, -size * 0.8 * s}};
            case 5 -> new double[][] {{-28 + size * 0.8 * c, size * 0.8 * s}};
            case 6 -> new double[][] {{-28 + size * 0.8 * c, -size * 0.8 * s}};
            case 7 -> new double[][] {{size * 0.6 * c, size * 0.6 * s}, {-size * 0.6 * c, -size * 0.6 * s}};
            case 8 -> new double[][] {{-22, size * Math.max(0, c)}, {22, size * Math.max(0, -c)}};
            case 9 -> new double[][] {{-30, 4}, {12, 10 + size * 0.6 * c}};
            default -> new double[][] {{1.4 * size * Math.cos(2 * Math.PI * wobble * u * 0.37), 1.4 * size * Math.sin(2 * Math.PI * wobble * u * 0.61)}};
        };
    }

    private static void fill(boolean[] mask, double cx, double cy, double radius) {
        for (int y = Math.max(0, (int) (cy - radius)); y <= Math.min(SIDE - 1, (int) (cy + radius) + 1); y++) {
            for (int x = Math.max(0, (int) (cx - radius)); x <= Math.min(SIDE - 1, (int) (cx + radius) + 1); x++) {
                if ((x - cx) * (x - cx) + (y - cy) * (y - cy) <= radius * radius) {
                    mask[y * SIDE + x] = true;
                }
            }
        }
    }
}
