package org.spikebook.energy.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * Where an SNN and its twin cost the same. By default the event-driven SNN stands against the dense twin, as in the published crossovers;
 * {@link #cheaper()} lets each take the dataflow in which it costs less.
 *
 * <pre>{@code
 * var point = OperatingPoint.of(5, 4);
 * BreakEven.of(DataflowModel.typical(), point).spikeRate();                 // 0.0573
 * BreakEven.of(DataflowModel.typical(), point.spikeRate(0.1)).hops();       // parity hops
 * BreakEven.of(DataflowModel.typical(), point).steps(16);                   // the T at which the SNN wins
 * BreakEven.of(DataflowModel.typical(), point).price("sparseMove");         // what an event may cost
 * }</pre>
 */
public final class BreakEven {

    private static final int PARTS = 1000;
    private static final double MOST_HOPS = 64;

    private final DataflowModel model;
    private final OperatingPoint point;
    private final Optional<Dataflow> snn;
    private final Optional<Dataflow> qnn;

    private BreakEven(DataflowModel model, OperatingPoint point, Optional<Dataflow> snn, Optional<Dataflow> qnn) {
        this.model = Objects.requireNonNull(model, "model");
        this.point = Objects.requireNonNull(point, "point");
        this.snn = snn;
        this.qnn = qnn;
    }

    /** Break-even points around an operating point; the event-driven SNN against the dense twin. */
    public static BreakEven of(DataflowModel model, OperatingPoint point) {
        return new BreakEven(model, point, Optional.of(Dataflow.SPARSE), Optional.of(Dataflow.DENSE));
    }

    /** The same in given dataflows. */
    public BreakEven dataflows(Dataflow snn, Dataflow qnn) {
        return new BreakEven(model, point, Optional.of(snn), Optional.of(qnn));
    }

    /** The same, each in the dataflow in which it costs less. */
    public BreakEven cheaper() {
        return new BreakEven(model, point, Optional.empty(), Optional.empty());
    }

    private double gap(DataflowModel model, OperatingPoint point) {
        TwinCost cost = model.at(point);
        return snn.map(cost::snn).orElseGet(cost::snn).total() - qnn.map(cost::qnn).orElseGet(cost::qnn).total();
    }

    /** SNN over twin at the operating point. */
    public double ratio() {
        TwinCost cost = model.at(point);
        return snn.map(cost::snn).orElseGet(cost::snn).total() / qnn.map(cost::qnn).orElseGet(cost::qnn).total();
    }

    /** The least spike rate, 0..1, at which the two cost the same; empty where one of them wins at every rate. */
    public OptionalDouble spikeRate() {
        return crossing(s -> gap(model, point.spikeRate(s)), 0, 1);
    }

    /** The least mean hops, 0..64, at which the two cost the same; empty where one of them wins at every distance. */
    public OptionalDouble hops() {
        return crossing(h -> gap(model, point.hops(h)), 0, MOST_HOPS);
    }

    /**
     * The least amount of a price at which the two cost the same, in the unit of the price: what moving an event may cost, for example. Looks up to
     * a hundred times its amount (and 100 at least); empty where one of them wins all the way.
     */
    public OptionalDouble price(String price) {
        return crossing(value -> gap(model.with(price, value), point), 0, Math.max(100, 100 * model.prices().value(price)));
    }

    /** Those of 1..most time steps at which the SNN costs less. They need not be neighbours: where T fills the bits of the twin the twin gains. */
    public List<Integer> steps(int most) {
        Twin.checkSteps(most);
        return IntStream.rangeClosed(1, most).filter(t -> gap(model, point.steps(t)) < 0).boxed().toList();
    }

    /**
     * The spike rate at which an SNN layer of one step (or one whose weights are read at each step) had better move densely: below it events
     * cost less.
     */
    public OptionalDouble denseFrom() {
        OperatingPoint one = point.steps(1);
        return crossing(s -> {
            TwinCost cost = model.at(one.spikeRate(s));
            return cost.snnSparse().total() - cost.snnDense().total();
        }, 0, 1);
    }

    /** First change of sign of f, by parts and then by halves. */
    private static OptionalDouble crossing(DoubleUnaryOperator f, double low, double high) {
        double before = f.applyAsDouble(low);
        for (int i = 1; i <= PARTS; i++) {
            double a = low + (high - low) * (i - 1) / PARTS;
            double b = low + (high - low) * i / PARTS;
            double after = f.applyAsDouble(b);
            if (before == 0) {
                return OptionalDouble.of(a);
            }
            if (before < 0 != after < 0) {
                for (int k = 0; k < 80; k++) {
                    double middle = (a + b) / 2;
                    if (f.applyAsDouble(middle) < 0 == before < 0) {
                        a = middle;
                    } else {
                        b = middle;
                    }
                }
                return OptionalDouble.of((a + b) / 2);
            }
            before = after;
        }
        return OptionalDouble.empty();
    }
}
