package org.spikebook.lab.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.spikebook.progress.Progress;
import org.spikebook.progress.Tasks;

/** The points in portions of equal inputs, taken by whichever core is free. Only what the portions at work run on is in memory. */
final class LocalEngine implements SweepEngine {

    private record Portion(Shared shared, List<SweepPoint> points) {
    }

    @Override
    public void compute(List<SweepPoint> points, Outcomes outcomes) {
        List<Portion> portions = portions(points, outcomes);
        Tasks.map(portions, Progress.silent("sweep", portions.size(), "portions"), portion -> {
            for (SweepPoint point : portion.points) {
                try {
                    outcomes.computed(point, point.compute(portion.shared.drawn()));
                } catch (CancellationException e) {
                    throw e;
                } catch (RuntimeException e) {
                    outcomes.failed(point, e);
                } finally {
                    portion.shared.done();
                }
            }
            return portion.points.size();
        });
    }

    /** Those of one input together, but enough portions for all cores. Points that have no inputs fail here. */
    private static List<Portion> portions(List<SweepPoint> points, Outcomes outcomes) {
        var groups = new LinkedHashMap<Object, List<SweepPoint>>();
        for (SweepPoint point : points) {
            try {
                groups.computeIfAbsent(point.inputs(), i -> new ArrayList<>()).add(point);
            } catch (IllegalArgumentException e) {
                outcomes.failed(point, e);
            }
        }
        int portions = Math.max(1, 4 * Runtime.getRuntime().availableProcessors() / Math.max(1, groups.size()));
        var list = new ArrayList<Portion>();
        groups.forEach((inputs, same) -> {
            var shared = new Shared(same.get(0), same.size());
            int size = Math.max(1, (same.size() + portions - 1) / portions);
            for (int from = 0; from < same.size(); from += size) {
                list.add(new Portion(shared, same.subList(from, Math.min(same.size(), from + size))));
            }
        });
        return list;
    }

    /** What some points have in common, drawn by the first and forgotten by the last. */
    private static final class Shared {

        private final SweepPoint first;
        private int users;
        private Optional<SweepPoint.Drawn> drawn = Optional.empty();

        Shared(SweepPoint first, int users) {
            this.first = first;
            this.users = users;
        }

        synchronized SweepPoint.Drawn drawn() {
            if (drawn.isEmpty()) {
                drawn = Optional.of(first.draw());
            }
            return drawn.get();
        }

        synchronized void done() {
            if (--users == 0) {
                drawn = Optional.empty();
            }
        }
    }
}
