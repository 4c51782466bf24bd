package org.spikebook.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.spikebook.lab.sweep.SweepEngine;
import org.spikebook.lab.sweep.SweepPoint;
import org.spikebook.progress.Tasks;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** What an executor does with one portion of points: each on one core, and what several have in common is drawn once. */
final class PointTask extends AbstractFunction1<Iterator<String[]>, PointOutcome[]> implements Serializable {

    private static final long serialVersionUID = 1;

    @Override
    public PointOutcome[] apply(Iterator<String[]> portions) {
        var outcomes = new ArrayList<PointOutcome>();
        while (portions.hasNext()) {
            String[] points = portions.next();
            outcomes.addAll(Tasks.onOneCore(() -> compute(points)));
        }
        return outcomes.toArray(PointOutcome[]::new);
    }

    private static List<PointOutcome> compute(String[] points) {
        var outcomes = new ArrayList<PointOutcome>();
        Optional<Object> inputs = Optional.empty();
        Optional<SweepPoint.Drawn> drawn = Optional.empty();
        for (String json : points) {
            SweepPoint point = SweepPoint.fromJson(json);
            try {
                if (drawn.isEmpty() || !inputs.equals(Optional.of(point.inputs()))) {
                    drawn = Optional.empty();         // before the next is drawn: there is memory for one
                    drawn = Optional.of(point.draw());
                    inputs = Optional.of(point.inputs());
                }
                outcomes.add(new PointOutcome(point.number(), point.compute(drawn.get()), ""));
            } catch (CancellationException e) {
                throw e;
            } catch (RuntimeException e) {
                outcomes.add(new PointOutcome(point.number(), new double[0], SweepEngine.reason(e)));
            } catch (OutOfMemoryError | StackOverflowError e) {
                drawn = Optional.empty();
                outcomes.add(new PointOutcome(point.number(), new double[0], e.toString()));
            }
        }
        return outcomes;
    }
}
