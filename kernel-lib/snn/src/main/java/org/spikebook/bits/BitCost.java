package org.spikebook.bits;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.spikebook.network.Activity;
import org.spikebook.network.Block;
import org.spikebook.network.Conv2d;
import org.spikebook.network.Dense;
import org.spikebook.network.Layer;
import org.spikebook.network.Nearest;
import org.spikebook.network.Network;
import org.spikebook.network.Residual;
import org.spikebook.network.SelfAttention;
import org.spikebook.spike.SpikeTensor;

/**
 * What a {@link BitBudget} costs on a network (Shen et al., CVPR 2024): immutable, computed from the geometry alone.
 *
 * <pre>{@code
 * S-ACE  = sum over layers of n * BB                   (eq. 8)    n multiply-accumulates of one dense step
 * NS-ACE = sum over layers of fr * n * BB              (eq. 9)    fr firing rate of the spikes that enter the layer
 * SOPs   = sum over layers of fr * n * T * b_s                    so that a spike of b_s bits counts b_s operations, as in the paper's tables
 * size   = parameters * b_w / 16                                  in 16-bit words
 * }</pre>
 *
 * A unit of S-ACE is one binary multiplication. Each sum can be counted in three ways, see {@link Counting}.
 */
public final class BitCost {

    /** Factor of the first layer in the counting {@link Counting#PAPER}, inferred from the paper's printed sums. */
    private static final double PAPER_STEM = 1.59;

    /** What a firing rate is, for spikes of several bits. */
    public enum Rate {
        /** Fraction of spikes that are not zero; the paper's numbers fit this one. */
        NON_ZERO,
        /** Mean fraction of the bits that are one: what a bit-serial machine that skips zeros would pay for. */
        ONE_BITS
    }

    /**
     * One layer.
     *
     * @param name its name
     * @param role what it is to the network
     * @param macs multiply-accumulates of one dense step
     * @param weightBits width of its weights (of its key and value spikes for the products of an attention)
     * @param spikeBits width of what enters: spikes, or pixels for the first layer
     * @param steps how often it is computed: T, or once for a first layer that takes pixels
     * @param parameters distinct weights and biases
     */
    public record LayerCost(String name, LayerRole role, long macs, int weightBits, int spikeBits, int steps, long parameters) {

        /** Binary multiplications, {@code macs * weightBits * spikeBits * steps}; exact. */
        public long ace() {
            return Math.multiplyExact(macs, (long) weightBits * spikeBits * steps);
        }
    }

    private final BitBudget budget;
    private final Network network;
    private final List<LayerCost> layers;
    private final double words;

    private BitCost(BitBudget budget, Network network, List<LayerCost> layers) {
        this.budget = budget;
        this.network = network;
        this.layers = List.copyOf(layers);
        this.words = network.allLayers().stream().mapToDouble(l -> l.parameters() * (budget.bits(l.name()).weightBits() / 16.0)).sum();
    }

    static BitCost of(BitBudget budget, Network network) {
        List<String> names = network.allLayers().stream().map(Layer::name).toList();
        for (String name : budget.layers().keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("bit budget: layer '" + name + "' has bits of its own, but network '" + network.name()
                        + "' has no such layer." + Nearest.hint(name, names));
            }
        }
        Map<String, LayerRole> roles = roles(network, budget.inputBits() > 0);
        var layers = new ArrayList<LayerCost>();
        for (Layer layer : network.allLayers()) {
            if (layer.macs() > 0) {
                LayerRole role = roles.get(layer.name());
                BitBudget.LayerBits bits = budget.bits(layer.name());
                boolean pixels = role == LayerRole.STEM;
                layers.add(new LayerCost(layer.name(), role, layer.macs(), role == LayerRole.ATTENTION_PRODUCT ? bits.spikeBits() : bits.weightBits(),
                        pixels ? budget.inputBits() : bits.spikeBits(), pixels && !budget.stemEveryStep() ? 1 : budget.steps(), layer.parameters()));
            }
        }
        return new BitCost(budget, network, layers);
    }

    /** Roles of the layers that multiply, by name. */
    private static Map<String, LayerRole> roles(Network network, boolean pixels) {
        var roles = new LinkedHashMap<String, LayerRole>();
        assign(network.layers(), LayerRole.MAIN, roles);
        List<Layer> weighted = network.allLayers().stream().filter(l -> l.synapses() > 0).toList();
        int lastConvolution = -1;
        for (int i = 0; i < weighted.size(); i++) {
            lastConvolution = weighted.get(i) instanceof Conv2d ? i : lastConvolution;
        }
        int head = lastConvolution < 0 ? weighted.size() - 1 : lastConvolution + 1;
        for (int i = Math.max(1, head); i < weighted.size(); i++) {
            if (weighted.get(i) instanceof Dense) {
                roles.put(weighted.get(i).name(), LayerRole.HEAD);
            }
        }
        if (pixels && !weighted.isEmpty()) {
            roles.put(weighted.get(0).name(), LayerRole.STEM);
        }
        return roles;
    }

    private static void assign(List<Layer> chain, LayerRole usual, Map<String, LayerRole> roles) {
        boolean behindAttention = false;
        for (Layer layer : chain) {
            if (layer instanceof Residual residual) {
                assign(residual.body(), usual, roles);
                assign(residual.shortcut(), LayerRole.SHORTCUT, roles);
            } else if (layer instanceof SelfAttention attention) {
                for (Block.Branch branch : attention.branches()) {
                    assign(branch.layers(), LayerRole.ATTENTION_LINEAR, roles);
                }
                roles.put(layer.name(), LayerRole.ATTENTION_PRODUCT);
                behindAttention = true;
            } else if (layer.macs() > 0) {
                roles.put(layer.name(), behindAttention ? LayerRole.ATTENTION_LINEAR : usual);
                behindAttention = false;
            }
        }
    }

    /** The split that is counted. */
    public BitBudget budget() {
        return budget;
    }

    /** The network that is counted. */
    public Network network() {
        return network;
    }

    /** The layers that multiply, in the order in which they run. */
    public List<LayerCost> layers() {
        return layers;
    }

    private boolean counts(LayerCost layer, Counting counting) {
        return switch (layer.role) {
            case MAIN -> true;
            case ATTENTION_LINEAR -> counting != Counting.PAPER || budget.weightBits() >= 16 || budget.steps() > 2;
            case STEM, SHORTCUT, ATTENTION_PRODUCT, HEAD -> counting == Counting.FULL;
        };
    }

    private boolean hasAttention() {
        return layers.stream().anyMatch(l -> l.role == LayerRole.ATTENTION_PRODUCT);
    }

    /** Sum over the counted layers, and what the counting of the paper adds for the first layer. */
    private double sum(Counting counting, ToDoubleFunction<LayerCost> amount) {
        return layers.stream().filter(l -> counts(l, counting)).mapToDouble(amount).sum();
    }

    private double paperStem() {
        return hasAttention() ? layers.stream().filter(l -> l.role == LayerRole.STEM)
                .mapToDouble(l -> PAPER_STEM * l.macs * (budget.weightBits() + 1) * budget.steps()).sum() : 0;
    }

    /** Multiply-accumulates n of one dense step, of the layers that are counted. */
    public long macs(Counting counting) {
        return layers.stream().filter(l -> counts(l, counting)).mapToLong(LayerCost::macs).sum();
    }

    /** Multiply-accumulates of one dense step of the layers in one role. */
    public long macs(LayerRole role) {
        return layers.stream().filter(l -> l.role == role).mapToLong(LayerCost::macs).sum();
    }

    /** S-ACE (eq. 8) in binary multiplications; exact up to 2^53 for all countings but the paper's. */
    public double sAce(Counting counting) {
        return sum(counting, LayerCost::ace) + (counting == Counting.PAPER ? paperStem() : 0);
    }

    /**
     * NS-ACE (eq. 9) where every layer sees the same firing rate.
     *
     * @param rate firing rate, 0..1
     */
    public double nsAce(Counting counting, double rate) {
        return checked(rate) * sAce(counting);
    }

    /** NS-ACE (eq. 9) with the firing rates of a run; see {@link #nsAce(Counting, Activity, Rate)}. */
    public double nsAce(Counting counting, Activity activity) {
        return nsAce(counting, activity, Rate.NON_ZERO);
    }

    /**
     * NS-ACE (eq. 9) with the firing rates of a run. Pixels and real numbers count in full; the products of an attention count with the mean rate of its
     * query and value.
     *
     * @param activity a run of this network over T steps
     */
    public double nsAce(Counting counting, Activity activity, Rate rate) {
        Map<String, Double> rates = rates(activity, rate);
        return sum(counting, l -> l.ace() * rates.get(l.name)) + (counting == Counting.PAPER ? paperStem() : 0);
    }

    /**
     * Synaptic operations where every layer sees the same firing rate: {@code rate * n * T * b_s}, summed over layers that take spikes.
     *
     * @param rate firing rate, 0..1
     */
    public double sops(Counting counting, double rate) {
        return checked(rate) * sum(counting, BitCost::operations);
    }

    /** Synaptic operations of a run, from the fraction of its spikes that are not zero. */
    public double sops(Counting counting, Activity activity) {
        Map<String, Double> rates = rates(activity, Rate.NON_ZERO);
        return sum(counting, l -> operations(l) * rates.get(l.name));
    }

    private static double operations(LayerCost layer) {
        return layer.role == LayerRole.STEM ? 0 : (double) layer.macs * layer.steps * layer.spikeBits;
    }

    private static double checked(double rate) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("bit cost: the firing rate must be in 0..1, but was " + rate + ". Maybe it is in per cent.");
        }
        return rate;
    }

    /**
     * Firing rates of what enters the layers of a run, by name; 1 where pixels or real numbers enter.
     *
     * @throws IllegalArgumentException if another network ran, or over another number of steps
     */
    public Map<String, Double> rates(Activity activity, Rate rate) {
        if (activity.network().allLayers().size() != network.allLayers().size() || activity.steps() != budget.steps()) {
            throw new IllegalArgumentException("bit cost of " + network.name() + " over T = " + budget.steps() + ": needs a run of that network over as many steps, but '"
                    + activity.network().name() + "' ran over " + activity.steps() + ". Maybe steps(" + activity.steps() + ") in the budget.");
        }
        var rates = new LinkedHashMap<String, Double>();
        for (LayerCost layer : layers) {
            if (layer.role == LayerRole.STEM) {
                rates.put(layer.name, 1.0);
            } else if (network.layer(layer.name) instanceof SelfAttention attention) {
                rates.put(layer.name, (rate(rate, activity.output(last(attention, 0))) + rate(rate, activity.output(last(attention, 2)))) / 2);
            } else {
                rates.put(layer.name, activity.takesSpikes(layer.name) ? rate(rate, activity.input(layer.name)) : 1);
            }
        }
        return rates;
    }

    private static String last(SelfAttention attention, int branch) {
        List<Layer> layers = attention.branches().get(branch).layers();
        return layers.get(layers.size() - 1).name();
    }

    private static double rate(Rate rate, SpikeTensor spikes) {
        if (rate == Rate.NON_ZERO) {
            return spikes.rate();
        }
        double ones = 0;
        for (int p = 0; p < spikes.planes(); p++) {
            ones += spikes.plane(p).rate();
        }
        return ones / spikes.planes();
    }

    /** Parameters in 16-bit words, {@code sum of parameters * b_w / 16}; batch norms count with their scale and shift. */
    public double words() {
        return words;
    }

    /** Parameters in bytes. */
    public double bytes() {
        return 2 * words;
    }

    /** The three countings side by side. */
    @Override
    public String toString() {
        var text = new StringBuilder(String.format(Locale.ROOT, "%s at b_w/b_s/T = %s: bit budget %,d, %,.3f M words of 16 bit (%,.3f MB)%n", network.name(), budget,
                budget.budget(), words / 1e6, bytes() / 1e6));
        text.append(String.format(Locale.ROOT, "  %-16s %14s %14s%n", "counting", "MACs [G]", "S-ACE [G]"));
        for (Counting counting : Counting.values()) {
            text.append(String.format(Locale.ROOT, "  %-16s %14.6f %14.4f%n", counting, macs(counting) / 1e9, sAce(counting) / 1e9));
        }
        return text.toString().stripTrailing();
    }
}
