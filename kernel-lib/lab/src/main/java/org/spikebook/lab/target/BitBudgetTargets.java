package org.spikebook.lab.target;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.spikebook.accelerator.Chip;
import org.spikebook.accelerator.bitserial.BitSerial;
import org.spikebook.bits.Allocation;
import org.spikebook.bits.BitBudget;
import org.spikebook.bits.BitCost;
import org.spikebook.bits.BitPlanes;
import org.spikebook.bits.Counting;
import org.spikebook.bits.LayerRole;
import org.spikebook.lab.paper.Paper;
import org.spikebook.network.Network;
import org.spikebook.network.Networks;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/** Our values for the bit-budget paper. The data checks at the end hold printed numbers against each other and need no network. */
final class BitBudgetTargets implements TargetSuite {

    private static final double CLOSE = 0.004;

    @Override
    public String paper() {
        return "bitbudget";
    }

    @Override
    public Map<String, Computation> computations() {
        var computations = new LinkedHashMap<String, Computation>();
        computations.put("BB1", BitBudgetTargets::budgets);
        computations.put("BB2", () -> macs("resnet-34"));
        computations.put("BB3", () -> macs("resnet-50", "resnet-50-v1.5"));
        computations.put("BB4", () -> macs("spikformer-8-512"));
        computations.put("BB5", () -> macs("spikformer-4-384"));
        computations.put("BB6", () -> macs("resnet-19", "resnet-20"));
        computations.put("BB8", () -> paperCounting(Networks.spikformerCifar(4, 384), "1/1/1", "1/4/1", "1/2/2", "2/2/1", "2/1/2", "4/1/1", "4/4/1",
                "4/2/2", "8/1/2", "8/2/1"));
        computations.put("BB9", () -> paperCounting(Networks.spikformerCifar(4, 384), "16/1/4", "1/1/4", "4/1/4"));
        computations.put("BB10", () -> paperCounting(Networks.spikformer(8, 512), "1/1/1", "2/2/1", "2/1/2", "4/2/1", "8/4/1"));
        computations.put("BB11", BitBudgetTargets::spikformers);
        computations.put("BB12", BitBudgetTargets::mainPath);
        computations.put("BB14", BitBudgetTargets::sizes);
        computations.put("BB15", () -> Map.of("wrong", differingProducts()));
        computations.put("BB16", BitBudgetTargets::equalSplits);
        computations.put("BB17", BitBudgetTargets::doubleSlices);
        var trained = new AllocationTrainings();
        computations.put("BB18", () -> Map.of("1/4/1 over 1/2/2", trained.digits("1/4/1", "1/2/2"), "1/2/2 over 1/1/4", trained.digits("1/2/2", "1/1/4")));
        computations.put("BB19", () -> Map.of("16 over 4", trained.speech("1/1/16", "1/4/4"), "4 over 1", trained.speech("1/4/4", "1/16/1")));
        computations.put("BB20", () -> trained.digits(List.of("1/4/1", "1/2/2", "1/1/4", "4/4/1")));
        computations.put("BB7", BitBudgetTargets::ownCounts);
        computations.put("BB13", BitBudgetTargets::ownRates);
        return computations;
    }

    private static BitBudget split(Row row) {
        return BitBudget.of((int) row.getDouble("b_w [bit]"), (int) row.getDouble("b_s [bit]"), (int) row.getDouble("T [step]"));
    }

    private static Map<String, Object> budgets() {
        return Map.of("rows", Paper.bitBudget().data("table-1").stream().filter(row -> split(row).budget() != row.getDouble("bit budget [-]")).count());
    }

    /** Multiply-accumulates of groups of layers, the parts that the kind of network has. */
    private static Map<String, Object> macs(String... names) {
        var ours = new LinkedHashMap<String, Object>();
        for (String name : names) {
            Network network = Networks.named(name);
            BitCost cost = BitBudget.of(1, 1, 1).on(network);
            if (name.startsWith("spikformer")) {
                long mlp = cost.layers().stream().filter(l -> l.role() == LayerRole.MAIN && l.name().startsWith("E")).mapToLong(BitCost.LayerCost::macs).sum();
                ours.put(name + " stem", cost.macs(LayerRole.STEM));
                ours.put(name + " patch splitting", cost.macs(LayerRole.MAIN) - mlp);
                ours.put(name + " query, key, value, projection", cost.macs(LayerRole.ATTENTION_LINEAR));
                ours.put(name + " MLP", mlp);
                ours.put(name + " attention products", cost.macs(LayerRole.ATTENTION_PRODUCT));
                ours.put(name + " classifier", cost.macs(LayerRole.HEAD));
            } else {
                ours.put(name + " main path", cost.macs(Counting.MAIN_PATH));
                ours.put(name + " all", cost.macs(Counting.FULL));
                if (name.equals("resnet-34")) {
                    ours.put(name + " stem", cost.macs(LayerRole.STEM));
                    ours.put(name + " shortcut", cost.macs(LayerRole.SHORTCUT));
                    ours.put(name + " classifier", cost.macs(LayerRole.HEAD));
                }
            }
        }
        return ours;
    }

    private static Map<String, Object> paperCounting(Network network, String... splits) {
        var ours = new LinkedHashMap<String, Object>();
        Arrays.stream(splits).forEach(split -> ours.put(split, BitBudget.parse(split).on(network).sAce(Counting.PAPER) / 1e9));
        return ours;
    }

    private static Map<String, Object> spikformers() {
        var ours = new LinkedHashMap<String, Object>();
        for (int[] size : new int[][] {{8, 384}, {6, 512}, {10, 512}, {8, 768}}) {
            ours.put(size[0] + "-" + size[1], BitBudget.of(16, 1, 4).on(Networks.spikformer(size[0], size[1])).sAce(Counting.PAPER) / 1e9);
        }
        return ours;
    }

    private static Map<String, Object> mainPath() {
        return Map.of("exact", mainPath(Networks.resNet34(), "16/1/4"), "SEW-ResNet-34", mainPath(Networks.sewResNet34(), "16/1/4"),
                "ResNet-19", mainPath(Networks.resNet19(), "16/1/4"), "ResNet-20", mainPath(Networks.resNet20(), "16/1/5"));
    }

    private static double mainPath(Network network, String split) {
        return BitBudget.parse(split).on(network).sAce(Counting.MAIN_PATH) / 1e9;
    }

    private static Map<String, Object> sizes() {
        var ours = new LinkedHashMap<String, Object>();
        for (int bits : new int[] {1, 2, 8}) {
            ours.put("SEW-ResNet-34 " + bits, BitBudget.of(bits, 1, 1).on(Networks.sewResNet34()).words() / 1e6);
        }
        for (int bits : new int[] {1, 2, 4, 8}) {
            ours.put("Spikformer-8-512 " + bits, BitBudget.of(bits, 1, 1).on(Networks.spikformer(8, 512)).words() / 1e6);
        }
        return ours;
    }

    private static long differingProducts() {
        long wrong = 0;
        for (int bits = 1; bits <= 8; bits++) {
            var random = new SplittableRandom(bits);
            int[][] weights = matrix(random, 24, 64, -128, 128);
            int[][] activations = matrix(random, 64, 24, 0, 1 << bits);
            long[][] whole = BitPlanes.product(weights, activations);
            long[][] serial = BitPlanes.bitSerialProduct(weights, activations, bits);
            for (int m = 0; m < whole.length; m++) {
                for (int n = 0; n < whole[m].length; n++) {
                    wrong += whole[m][n] == serial[m][n] ? 0 : 1;
                }
            }
        }
        return wrong;
    }

    private static int[][] matrix(SplittableRandom random, int rows, int columns, int from, int to) {
        int[][] values = new int[rows][];
        Arrays.setAll(values, row -> random.ints(columns, from, to).toArray());
        return values;
    }

    private static BitSerial chip() {
        return (BitSerial) Chip.named("bit-serial-xck26").accelerator();
    }

    private static Map<String, Object> equalSplits() {
        var ours = new LinkedHashMap<String, Object>();
        for (int slices : new int[] {4, 8}) {
            ours.put(slices + " slices", Allocation.search(8 * slices).weightBits(8, 8).splits().stream()
                    .mapToLong(split -> chip().cycles(Networks.spikformerCifar(4, 384), split)).distinct().count());
        }
        return ours;
    }

    private static Map<String, Object> doubleSlices() {
        Network network = Networks.spikformerCifar(4, 384);
        BitSerial reloading = chip().toBuilder().residentSlices(4).build();
        double ratio = ratio(chip(), network);
        return Map.of("at least", ratio, "at most", ratio, "ratio", ratio, "fps", chip().framesPerSecond(network, BitBudget.of(8, 1, 8)),
                "reloaded", ratio(reloading, network));
    }

    private static double ratio(BitSerial chip, Network network) {
        return (double) chip.cycles(network, BitBudget.of(8, 1, 8)) / chip.cycles(network, BitBudget.of(8, 1, 4));
    }

    private static Map<String, Object> ownCounts() {
        double n = Paper.bitBudget().data("implied-macs").stream().filter(r -> r.getString("architecture").equals("ResNet-34")).findFirst().orElseThrow()
                .getDouble("n [G]");
        var ours = new LinkedHashMap<String, Object>();
        List.of("1/1/1", "16/1/4", "16/1/6", "16/1/250").forEach(split -> ours.put(split, n * BitBudget.parse(split).budget()));
        return ours;
    }

    private static Map<String, Object> ownRates() {
        Table table = Paper.bitBudget().data("table-1");
        Table rates = Paper.bitBudget().data("firing-rates");
        long rate = 0;
        long operations = 0;
        int next = 0;
        for (Row row : table) {
            double nsAce = row.getDouble("NS-ACE [G]");
            if (!Double.isNaN(nsAce)) {
                rate += Math.abs(rates.doubleColumn("rate [-]").get(next++) * row.getDouble("S-ACE [G]") / nsAce - 1) > CLOSE ? 1 : 0;
                operations += Math.abs(row.getDouble("SOPs [G]") * row.getDouble("b_w [bit]") / nsAce - 1) > CLOSE ? 1 : 0;
            }
        }
        return Map.of("NS-ACE", rate, "SOPs", operations);
    }
}
