package org.spikebook.lab.target;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.spikebook.energy.model.BreakEven;
import org.spikebook.energy.model.DataflowModel;
import org.spikebook.energy.model.DavidsonFurber;
import org.spikebook.energy.model.LayerWork;
import org.spikebook.energy.model.Lemaire;
import org.spikebook.energy.model.OperatingPoint;
import org.spikebook.energy.model.Ottati;
import org.spikebook.energy.model.RateBounds;
import org.spikebook.energy.model.RateCase;
import org.spikebook.energy.model.SpikingJelly;
import org.spikebook.energy.model.SynapticOperations;
import org.spikebook.energy.model.Twin;
import org.spikebook.energy.model.TwinRun;
import org.spikebook.energy.model.Workload;
import org.spikebook.lab.paper.Paper;
import org.spikebook.network.Layer;
import org.spikebook.network.Network;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

/** Our values for the energy models: the twin, its break-even points, and the models of the field by their own equations. */
final class EnergyTargets implements TargetSuite {

    private static final List<String> MOVES_AND_READS = List.of("denseMove", "sparseMove", "weightRead");
    private static final double PICOJOULES_PER_MICROJOULE = 1e6;

    @Override
    public String paper() {
        return "energy";
    }

    @Override
    public Map<String, Computation> computations() {
        var computations = new LinkedHashMap<String, Computation>();
        computations.put("EN1", EnergyTargets::bits);
        computations.put("EN2", EnergyTargets::twins);
        computations.put("EN3", EnergyTargets::bounds);
        computations.put("EN4", EnergyTargets::computeOnly);
        computations.put("EN5", EnergyTargets::headline);
        computations.put("EN6", EnergyTargets::crossovers);
        computations.put("EN7", EnergyTargets::furtherSteps);
        computations.put("EN8", EnergyTargets::monotone);
        computations.put("EN9", EnergyTargets::sensitivity);
        computations.put("EN10", EnergyTargets::extremes);
        computations.put("EN11", EnergyTargets::denseFrom);
        computations.put("EN12", EnergyTargets::denseLimit);
        computations.put("EN13", EnergyTargets::vgg16);
        computations.put("EN14", EnergyTargets::parityHops);
        computations.put("EN15", EnergyTargets::ottati);
        computations.put("EN16", EnergyTargets::lemaire);
        computations.put("EN17", EnergyTargets::syops);
        computations.put("EN18", () -> Map.of("threshold", DavidsonFurber.published().spikesPerSynapse()));
        computations.put("EN19", EnergyTargets::spikingJelly);
        return computations;
    }

    private static Map<String, Object> bits() {
        return Map.of("bits", IntStream.rangeClosed(1, 16).mapToObj(t -> Integer.toString(Twin.bits(t))).collect(Collectors.joining(" ")));
    }

    private static Map<String, Object> twins() {
        long formula = 0;
        var random = new SplittableRandom(1);
        for (int i = 0; i < 2000; i++) {
            int steps = 1 + random.nextInt(31);
            int sum = random.nextInt(301) - 100;
            int threshold = 1 + random.nextInt(12);
            Network one = Network.builder("one", Shape.features(1)).dense("D", d -> d.weights(new float[][] {{sum}}))
                    .neuron(Neuron.integrateAndFire().threshold(threshold)).build();
            formula += Twin.of(one, steps).run(1).counts("D")[0] != Math.max(0, Math.min(steps, Math.floorDiv(sum, threshold))) ? 1 : 0;
        }
        long differing = 0;
        long compared = 0;
        for (int seed = 0; seed < 5; seed++) {
            Network network = randomNetwork(seed);
            for (int steps : new int[] {1, 2, 3, 5, 7, 8, 15, 31}) {
                SpikeTensor spikes = Spikes.bernoulli(0.3).seed(seed).generate(network.input(), steps);
                TwinRun run = Twin.of(network, steps).run(spikes);
                differing += run.differences();
                compared += run.layers().stream().mapToLong(layer -> run.counts(layer).length).sum();
            }
        }
        return Map.of("formula", formula, "networks", differing, "compared", compared);
    }

    private static Network randomNetwork(int seed) {
        Neuron fire = Neuron.integrateAndFire();
        return Network.builder("random", Shape.image(2, 12, 12))
                .conv2d("C1", c -> c.filters(4).kernel(3).padding(1)).neuron(fire).maxPool("P1", 2)
                .conv2d("C2", c -> c.filters(6).kernel(3)).neuron(fire).averagePool("P2", 2)
                .dense("D", 20).neuron(fire).dense("OUT", 5).neuron(fire).build().withRandomWeights(seed).quantized(8);
    }

    private static Map<String, Object> bounds() {
        var random = new SplittableRandom(2);
        long violations = 0;
        for (int i = 0; i < 500; i++) {
            double open = 0.2 + 0.8 * random.nextDouble();
            SpikeTensor spikes = Spikes.gatedBernoulli(random.nextDouble() * open, open).seed(i)
                    .generate(Shape.features(1 + random.nextInt(60)), 1 + random.nextInt(100));
            violations += RateBounds.of(spikes).hold() ? 0 : 1;
        }
        return Map.of("violations", violations);
    }

    private static Map<String, Object> computeOnly() {
        return Map.of("best", neededCostRatio(RateCase.BEST, 5), "average 5", neededCostRatio(RateCase.AVERAGE, 5),
                "average 15", neededCostRatio(RateCase.AVERAGE, 15), "worst", neededCostRatio(RateCase.WORST, 5));
    }

    /** E_MAC / E_ACC at parity in a model that has nothing but arithmetic, at the spike rate of the case. */
    private static double neededCostRatio(RateCase rate, int steps) {
        DataflowModel arithmetic = DataflowModel.typical();
        for (String price : List.of("sparseMove", "denseMove", "weightRead", "potentialAccess", "compare", "subtract")) {
            arithmetic = arithmetic.with(price, 0);
        }
        double zeros = 0.6;
        OperatingPoint point = OperatingPoint.of(steps, 4).zeroShare(zeros).spikeRate(rate.spikeRate(zeros, steps));
        double multiply = BreakEven.of(arithmetic, point).price("multiply").orElseThrow();
        return arithmetic.with("multiply", multiply).costRatio(4, Twin.bits(steps));
    }

    private static double crossover(DataflowModel model, int steps, int weightBits, int fanIn) {
        return 100 * BreakEven.of(model, OperatingPoint.of(steps, weightBits).fanIn(fanIn)).spikeRate().orElseThrow();
    }

    private static double crossover(int steps, int weightBits) {
        return crossover(DataflowModel.typical(), steps, weightBits, 4096);
    }

    private static Map<String, Object> headline() {
        return Map.of("8 bits", crossover(5, 8), "4 bits", crossover(5, 4), "8 bits, model", crossover(5, 8), "4 bits, model", crossover(5, 4));
    }

    private static Map<String, Object> crossovers() {
        return Map.of("T 2, 4 bits", crossover(2, 4), "T 2, 8 bits", crossover(2, 8), "T 3, 8 bits", crossover(3, 8),
                "fan-in 64", crossover(DataflowModel.typical(), 5, 4, 64));
    }

    private static Map<String, Object> furtherSteps() {
        var ours = new LinkedHashMap<String, Object>();
        for (int steps = 6; steps <= 10; steps++) {
            ours.put("T " + steps, crossover(steps, 8));
        }
        return ours;
    }

    private static Map<String, Object> monotone() {
        long rises = 0;
        for (int weightBits : new int[] {4, 8}) {
            for (int steps = 2; steps <= 31; steps++) {
                boolean sameBits = Twin.bits(steps) == Twin.bits(steps - 1);
                rises += sameBits && crossover(steps, weightBits) >= crossover(steps - 1, weightBits) ? 1 : 0;
            }
        }
        return Map.of("rises within", rises, "7 to 8", direction(crossover(8, 8) - crossover(7, 8)), "15 to 16",
                direction(crossover(16, 8) - crossover(15, 8)));
    }

    private static String direction(double change) {
        return change > 0 ? "rises" : change < 0 ? "falls" : "stays";
    }

    private static Map<String, Object> sensitivity() {
        double[] moved = MOVES_AND_READS.stream().flatMap(price -> List.of(0.5, 1.5).stream()
                .map(factor -> crossover(DataflowModel.typical().scaled(price, factor), 5, 4, 4096))).mapToDouble(Double::doubleValue).toArray();
        return Map.of("lowest", Arrays.stream(moved).min().orElseThrow(), "highest", Arrays.stream(moved).max().orElseThrow());
    }

    private static Map<String, Object> extremes() {
        return Map.of("worst case", crossover(DataflowModel.worstCase(), 5, 4, 4096), "minimum, 4 bits", crossover(DataflowModel.minimum(), 5, 4, 4096),
                "minimum, 8 bits", crossover(DataflowModel.minimum(), 5, 8, 4096));
    }

    private static Map<String, Object> denseFrom() {
        return Map.of("4 bits", BreakEven.of(DataflowModel.typical(), OperatingPoint.of(1, 4)).denseFrom().orElseThrow(),
                "8 bits", BreakEven.of(DataflowModel.typical(), OperatingPoint.of(1, 8)).denseFrom().orElseThrow());
    }

    private static Map<String, Object> denseLimit() {
        var ours = new LinkedHashMap<String, Object>();
        for (int steps : new int[] {3, 5, 7, 8, 15}) {
            ours.put("T " + steps, DataflowModel.typical().at(OperatingPoint.of(steps, 2).fanIn(768).positions(128).hops(4.75).spikeRate(0.15)).ratio());
        }
        return ours;
    }

    private static Map<String, Object> vgg16() {
        var ours = new LinkedHashMap<String, Object>();
        for (var row : Paper.named("energy").data("vgg16")) {
            if (!Double.isNaN(row.getDouble("spikeRate [%]"))) {
                int steps = (int) row.getDouble("T [steps]");
                Workload work = Workload.uniform(vggForCifar(), steps, row.getDouble("spikeRate [%]") / 100).withDirectInput();
                ours.put("T " + steps, DataflowModel.typical().weightBits(4).hops(0.64).of(work).ratio());
            }
        }
        return ours;
    }

    /** VGG16 for images of 32 x 32: thirteen convolutions of 3 x 3, five pools, one dense layer. */
    private static Network vggForCifar() {
        var builder = Network.builder("VGG16", Shape.image(3, 32, 32));
        int block = 0;
        for (int[] filters : new int[][] {{64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}}) {
            block++;
            for (int i = 0; i < filters.length; i++) {
                int count = filters[i];
                builder.conv2d("CONV" + block + "-" + (i + 1), c -> c.filters(count).kernel(3).padding(1)).neuron(Neuron.integrateAndFire());
            }
            builder.maxPool("POOL" + block, 2);
        }
        return builder.dense("FC", 10).build();
    }

    private static Map<String, Object> parityHops() {
        OperatingPoint point = OperatingPoint.of(4, 8).spikeRate(0.1);
        return Map.of("no reuse", BreakEven.of(DataflowModel.typical(), point).hops().orElseThrow(),
                "reuse T", BreakEven.of(DataflowModel.typical(), point.reuse(4)).hops().orElseThrow());
    }

    /** A layer whose geometry alone counts. */
    private static LayerWork geometry(Layer layer, int steps, double spikesIn, double spikesOut) {
        return new LayerWork(layer, steps, spikesIn, spikesOut, spikesIn, spikesIn * layer.output().size(), true);
    }

    private static Map<String, Object> ottati() {
        Layer layer = Network.builder("conv", Shape.image(144, 30, 30)).conv2d("CONV", c -> c.filters(32).kernel(3)).build().layer("CONV");
        LayerWork work = geometry(layer, 1, 0, 0);
        double ann = Ottati.published().conventional(work).total();
        double snn = Ottati.published().spikingStep(work).total();
        return Map.of("ANN", ann / PICOJOULES_PER_MICROJOULE, "SNN", snn / PICOJOULES_PER_MICROJOULE, "ratio", 100 * snn / ann);
    }

    private static Map<String, Object> lemaire() {
        Layer layer = Network.builder("fc", Shape.features(784)).dense("FC", 128).neuron(Neuron.integrateAndFire()).build().layer("FC");
        LayerWork work = geometry(layer, 4, 78.4, 40);
        return Map.of("FNN", Lemaire.published().formal(work).total() / 1e3, "SNN", Lemaire.published().spiking(work).total() / 1e3);
    }

    private static Map<String, Object> syops() {
        var ours = new LinkedHashMap<String, Object>();
        for (var row : Paper.named("energy").data("syops")) {
            ours.put(row.getString("network"), SynapticOperations.published().energy(row.getDouble("AC [G]"), row.getDouble("MAC [G]")));      // 1e9 pJ = 1 mJ
        }
        return ours;
    }

    private static Map<String, Object> spikingJelly() {
        SpikingJelly memory = SpikingJelly.withMemory();
        return Map.of("16 KiB", memory.pricePerByte(16 << 10), "128 KiB", memory.pricePerByte(128 << 10), "4 MiB", memory.pricePerByte(4 << 20));
    }
}
