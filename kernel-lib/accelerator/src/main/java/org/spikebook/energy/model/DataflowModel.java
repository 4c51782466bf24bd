package org.spikebook.energy.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The SNN against its capacity-matched twin, both on one dataflow architecture: what moves, what is read, what is computed. Reconstructed
 * from published numbers of arXiv 2409.08290 (its equations could not be had). Per output neuron of fan-in N, over one inference of T
 * steps with spike rate s:
 *
 * <pre>{@code
 * SNN sparse = N T s (Es h + bw Ew / (rho P) + E_ACC) + T (E_CMP + E_mem) + T s' E_SUB
 * SNN dense  = N (T Ed h + bw Ew / P + T s E_ACC)     + T (E_CMP + E_mem) + T s' E_SUB
 * QNN dense  = N (b Ed h + bw Ew / P + (1 - g) E_MAC) + E_CMP + E_mem
 * QNN sparse = N ((1 - g) b Es h + bw Ew / P + (1 - g) E_MAC) + E_CMP + E_mem
 * E_MAC = E_ACC + k bw b,   b = ceil(log2(T + 1))
 * }</pre>
 *
 * with Es, Ed the price of moving a bit by one hop as an event or densely, h hops, Ew the read of a weight bit, P the positions that share
 * it, rho the steps that one read serves, g the share of zero activations and s' the rate of the output. Control, leakage and latency are
 * left out, as in the paper.
 *
 * <pre>{@code
 * DataflowModel.typical().at(OperatingPoint.of(5, 4).spikeRate(0.05)).ratio();      // SNN / QNN
 * DataflowModel.typical().scaled("denseMove", 0.5);                                 // what if
 * DataflowModel.typical().weightBits(4).hops(0.64).layers(workload);                // a whole network, layer by layer
 * }</pre>
 */
public final class DataflowModel implements EnergyModel {

    private final PriceSheet prices;
    private final int weightBits;
    private final double hops;
    private final double reuse;

    /**
     * A layer of a network in this model.
     *
     * @param work what it has to do
     * @param cost of all its neurons
     * @param direct whether it gets numbers, so that the SNN pays what the twin pays
     */
    public record LayerCost(LayerWork work, TwinCost cost, boolean direct) {

        /** What the SNN pays. */
        public Cost snn() {
            return direct ? cost.qnn() : cost.snn();
        }

        /** What the twin pays. */
        public Cost qnn() {
            return cost.qnn();
        }

        /** SNN over twin. */
        public double ratio() {
            return snn().total() / qnn().total();
        }
    }

    private DataflowModel(PriceSheet prices, int weightBits, double hops, double reuse) {
        this.prices = prices;
        this.weightBits = weightBits;
        this.hops = hops;
        this.reuse = reuse;
        // checks all three
        OperatingPoint.of(1, weightBits).hops(hops).reuse(reuse);
        for (String price : List.of("sparseMove", "denseMove", "accumulate", "compare", "subtract", "multiply", "weightRead", "potentialAccess")) {
            prices.value(price);
        }
    }

    /**
     * A model with prices of your own.
     *
     * @throws IllegalArgumentException if a price is missing; the message names it
     */
    public static DataflowModel of(PriceSheet prices) {
        return new DataflowModel(Objects.requireNonNull(prices, "prices"), 8, 1, 1);
    }

    /** Typical neuromorphic hardware: 3 pJ a bit and hop as an event, 0.25 pJ densely. */
    public static DataflowModel typical() {
        return of(PriceSheet.named("dataflow-typical"));
    }

    /** Events at their worst: a DRAM word for each spike. */
    public static DataflowModel worstCase() {
        return of(PriceSheet.named("dataflow-worst-case"));
    }

    /** Moving data costs nothing. */
    public static DataflowModel minimum() {
        return of(PriceSheet.named("dataflow-minimum"));
    }

    /** A conventional accelerator with SRAM of 64-bit words. */
    public static DataflowModel tpuLike() {
        return of(PriceSheet.named("dataflow-tpu-like"));
    }

    /** Bits of a weight when whole networks are priced, 1..32; default 8. */
    public DataflowModel weightBits(int weightBits) {
        return new DataflowModel(prices, weightBits, hops, reuse);
    }

    /** Mean hops when whole networks are priced, 0 or more; default 1. */
    public DataflowModel hops(double hops) {
        return new DataflowModel(prices, weightBits, hops, reuse);
    }

    /** Steps that one read of a weight serves when whole networks are priced, 1 or more; default 1. */
    public DataflowModel reuse(double reuse) {
        return new DataflowModel(prices, weightBits, hops, reuse);
    }

    /** The same with another amount for one price. */
    public DataflowModel with(String price, double value) {
        return new DataflowModel(prices.with(price, value), weightBits, hops, reuse);
    }

    /** The same with one price times a factor. */
    public DataflowModel scaled(String price, double factor) {
        return new DataflowModel(prices.scaled(price, factor), weightBits, hops, reuse);
    }

    /** Its prices. */
    public PriceSheet prices() {
        return prices;
    }

    @Override
    public String name() {
        return "Twin, " + prices.name().replace("dataflow-", "");
    }

    @Override
    public String boundary() {
        return "moves, weights, potentials and arithmetic against a QNN of equal levels; " + prices.process();
    }

    /** Price of a multiply-accumulate, {@code E_ACC + k bw b}, in pJ. */
    public double multiplyAccumulate(int weightBits, int activationBits) {
        return prices.value("accumulate") + prices.value("multiply") * weightBits * activationBits;
    }

    /** Cost ratio k = E_MAC / E_ACC of the compute-only rule. */
    public double costRatio(int weightBits, int activationBits) {
        return multiplyAccumulate(weightBits, activationBits) / prices.value("accumulate");
    }

    /** Costs of one output neuron over one inference; its output fires at the rate of its input. */
    public TwinCost at(OperatingPoint point) {
        return cost(point, point.spikeRate());
    }

    private TwinCost cost(OperatingPoint p, double rateOut) {
        double n = p.fanIn();
        double steps = p.steps();
        double events = n * steps * p.spikeRate();
        double active = n * p.activeShare();
        double sparse = prices.value("sparseMove") * p.hops();
        double dense = prices.value("denseMove") * p.hops();
        double weight = p.weightBits() * prices.value("weightRead") / p.positions();
        double add = prices.value("accumulate");
        double mac = multiplyAccumulate(p.weightBits(), p.activationBits());
        double bits = p.activationBits();
        double once = prices.value("compare") + prices.value("potentialAccess");
        double neuron = steps * once + steps * rateOut * prices.value("subtract");
        return new TwinCost(
                new Cost(events * sparse, events * weight / p.reuse(), events * add, neuron),
                new Cost(n * steps * dense, n * weight, events * add, neuron),
                new Cost(active * bits * sparse, n * weight, active * mac, once),
                new Cost(n * bits * dense, n * weight, active * mac, once));
    }

    /** Costs of each layer of a workload: every neuron at the layer's mean rate, the twin's zeros as counted. */
    public List<LayerCost> layers(Workload workload) {
        var layers = new ArrayList<LayerCost>();
        for (LayerWork work : workload.layers()) {
            OperatingPoint point = OperatingPoint.of(work.steps(), weightBits).fanIn(work.layer().fanIn()).spikeRate(work.rateIn())
                    .zeroShare(work.zeroShare()).hops(hops).reuse(reuse).positions(work.positions());
            layers.add(new LayerCost(work, cost(point, work.rateOut()).times(work.outputs()), workload.directInput() && layers.isEmpty()));
        }
        return layers;
    }

    @Override
    public ModelEnergy of(Workload workload) {
        Cost snn = Cost.ZERO;
        Cost qnn = Cost.ZERO;
        for (LayerCost layer : layers(workload)) {
            snn = snn.plus(layer.snn());
            qnn = qnn.plus(layer.qnn());
        }
        return ModelEnergy.ofPicojoules(snn.total(), snn.movement() + snn.weights(), qnn.total(), qnn.movement() + qnn.weights());
    }

    @Override
    public String toString() {
        return name() + ": " + weightBits + "-bit weights, " + hops + " hops, weight reuse " + reuse + "; " + prices;
    }
}
