package org.spikebook.lab.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.spikebook.accelerator.Inputs;
import org.spikebook.progress.Progress;
import org.spikebook.progress.Tasks;
import org.spikebook.spike.SpikeTensor;

/** The points in portions of equal inputs, taken by whichever core is free. Only the spikes of the portions at work are in memory. */
final class LocalEngine implements SweepEngine {

    private record Portion(Shared shared, List<SweepPoint> points) {
    }

    @Override
    public void compute(List<SweepPoint> points, Outcomes outcomes) {
        List<Portion> portions = portions(points, outcomes);
        Tasks.map(portions, Progress.silent("sweep", portions.size(), "portions"), portion -> {
            for (SweepPoint point : portion.points) {
                try {
                    outcomes.computed(point, point.compute(portion.shared.spikes()));
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
        var groups = new LinkedHashMap<Inputs, List<SweepPoint>>();
        for (SweepPoint point : points) {
            try {
                groups.computeIfAbsent(point.simulation().inputs(), i -> new ArrayList<>()).add(point);
            } catch (IllegalArgumentException e) {
                outcomes.failed(point, e);
            }
        }
        int portions = Math.max(1, 4 * Runtime.getRuntime().availableProcessors() / Math.max(1, groups.size()));
        var list = new ArrayList<Portion>();
        groups.forEach((inputs, same) -> {
            var shared = new Shared(inputs, same.size());
            int size = Math.max(1, (same.size() + portions - 1) / portions);
            for (int from = 0; from < same.size(); from += size) {
                list.add(new Portion(shared, same.subList(from, Math.min(same.size(), from + size))));
            }
        });
        return list;
    }

    /** The spikes that some points have in common, drawn by the first and forgotten by the last. */
    private static final class Shared {

        private final Inputs inputs;
        private int users;
        private Optional<List<SpikeTensor>> spikes = Optional.empty();

        Shared(Inputs inputs, int users) {
            this.inputs = inputs;
            this.users = users;
        }

        synchronized List<SpikeTensor> spikes() {
            if (spikes.isEmpty()) {
                spikes = Optional.of(inputs.spikes());
            }
            return spikes.get();
        }

        synchronized void done() {
            if (--users == 0) {
                spikes = Optional.empty();
            }
        }
    }
}
