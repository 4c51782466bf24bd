package org.spikebook.accelerator.xpike;

import java.util.LinkedHashMap;
import java.util.Map;
import org.spikebook.energy.Energy;
import org.spikebook.energy.model.PriceSheet;

/**
 * What a transformer costs on Xpikeformer and its three baselines: exact counts of operations from the shape, priced by
 * {@code data/technology/models/xpikeformer45.json}, in which every coefficient says whether it is published, derived or calibrated. The paper
 * prints energies and ratios, but no prices; those fitted to them reproduce the published totals by construction, and the split and trend
 * over model sizes is what the counts add.
 *
 * <pre>{@code
 * var cost = TransformerCost.of(TransformerShape.named("vit-8-768-imagenet"));
 * cost.energy(TransformerPlatform.XPIKEFORMER);        // 0.30 mJ
 * cost.gain(TransformerPlatform.ANN_QUANT);            // 13
 * cost.latency().milliseconds();            // 2.18
 * }</pre>
 */
public final class TransformerCost {

    private final TransformerShape shape;
    private final Xpikeformer chip;
    private final PriceSheet prices;

    private TransformerCost(TransformerShape shape, Xpikeformer chip, PriceSheet prices) {
        this.shape = shape;
        this.chip = chip;
        this.prices = prices;
    }

    /** On the published chip with the shipped prices. */
    public static TransformerCost of(TransformerShape shape) {
        return new TransformerCost(shape, Xpikeformer.published(), PriceSheet.named("xpikeformer45"));
    }

    /** With other prices. */
    public TransformerCost prices(PriceSheet prices) {
        return new TransformerCost(shape, chip, prices);
    }

    /** On another chip; prices of an array step stay those of 128 x 128 cells. */
    public TransformerCost chip(Xpikeformer chip) {
        return new TransformerCost(shape, chip, prices);
    }

    /** The transformer. */
    public TransformerShape shape() {
        return shape;
    }

    /** The prices. */
    public PriceSheet prices() {
        return prices;
    }

    private long arrays(int outputs, int inputs) {
        return chip.mapping(outputs, inputs).arrays();
    }

    /** Arrays of the blocks: four D x D matrices and the two of the feed-forward layers, L times. */
    public long blockArrays() {
        return shape.depth() * (4 * arrays(shape.width(), shape.width()) + arrays(shape.hidden(), shape.width()) + arrays(shape.width(), shape.hidden()));
    }

    /** Arrays of the embedding. */
    public long embeddingArrays() {
        return arrays(shape.width(), shape.inputs());
    }

    /** Arrays of the read-out. */
    public long readOutArrays() {
        return arrays(shape.outputs(), shape.width());
    }

    /** Matrix-vector steps of arrays in T steps: every array once for each token and step; embedding for tokens with inputs, read-out for one. */
    public long arraySteps(int steps) {
        long tokensWithInputs = shape.decoder() ? shape.tokens() : shape.tokens() - 1L;
        return Math.multiplyExact((long) steps, blockArrays() * shape.tokens() + embeddingArrays() * tokensWithInputs + readOutArrays());
    }

    /** Steps of attention cells in T steps: {@code 2 N^2 D L T} ANDs with their counter or FIFO. */
    public long cellSteps(int steps) {
        return Math.multiplyExact(shape.attentionMacs(), (long) steps);
    }

    /** Bytes read from and written to on-chip memory in one inference, by the calibrated traffic per layer. */
    public double memoryBytes(TransformerPlatform platform) {
        double features = (double) shape.depth() * shape.tokens() * shape.width();
        return switch (platform) {
            case ANN_QUANT, ANN_QUANT_AIMC -> price("annTrafficToken") * features + price("annTrafficScore") * shape.scores();
            case SNN_DIGITAL -> price("snnTraffic") * shape.digitalSteps() * features / 8;
            case XPIKEFORMER -> price("chipTraffic") * shape.chipSteps() * features / 8;
        };
    }

    private double price(String name) {
        return prices.value(name);
    }

    /** Energy of one inference. */
    public PlatformEnergy energy(TransformerPlatform platform) {
        Map<String, Energy> compute = new LinkedHashMap<>();
        double step = price("arrayPeriphery") + price("arrayAccumulate") + price("arrayAdc");
        long elements = shape.scores() + (long) shape.depth() * shape.tokens() * (shape.hidden() + 2L * shape.width());
        int steps = 1;
        switch (platform) {
            case ANN_QUANT -> {
                compute.put("linear", new Energy(price("mac8") * shape.linearMacs()));
                compute.put("attention", new Energy(price("mac8") * shape.attentionMacs()));
                compute.put("nonlinear", new Energy(price("nonlinear") * elements));
            }
            case ANN_QUANT_AIMC -> {
                compute.put("linear", new Energy(step * price("int8Planes") * price("int8Overhead") * arraySteps(1)));
                compute.put("attention", new Energy(price("mac8") * shape.attentionMacs()));
                compute.put("nonlinear", new Energy(price("nonlinear") * elements));
            }
            case SNN_DIGITAL -> {
                steps = shape.digitalSteps();
                double masked = price("add8") * price("spikeRate") * steps;
                compute.put("linear", new Energy(masked * shape.linearMacs()));
                compute.put("attention", new Energy(masked * shape.attentionMacs()));
            }
            case XPIKEFORMER -> {
                steps = shape.chipSteps();
                double rest = price("otherShare") / (1 - price("otherShare"));
                double attention = price("cellStep") * cellSteps(steps);
                compute.put("periphery", new Energy(price("arrayPeriphery") * arraySteps(steps)));
                compute.put("accumulation", new Energy(price("arrayAccumulate") * arraySteps(steps)));
                compute.put("ADC", new Energy(price("arrayAdc") * arraySteps(steps)));
                compute.put("SSA", new Energy(attention));
                compute.put("other", new Energy(rest * (step * arraySteps(steps) + attention)));
            }
            default -> throw new IllegalArgumentException("no energy model of " + platform);
        }
        return new PlatformEnergy(platform, steps, compute, new Energy(price("sramByte") * memoryBytes(platform)));
    }

    /** Energy of a baseline over that of Xpikeformer; above 1 Xpikeformer wins. */
    public double gain(TransformerPlatform baseline) {
        return energy(baseline).total().picojoules() / energy(TransformerPlatform.XPIKEFORMER).total().picojoules();
    }

    /** Time of one inference on the chip. */
    public ChipLatency latency() {
        double attention = (double) shape.depth() * SsaTile.of(Math.min(shape.tokens(), SsaTile.MOST), Math.min(shape.headFeatures(), SsaTile.MOST))
                .serialClocks(shape.chipSteps());
        double tokenSteps = (double) shape.tokens() * shape.chipSteps();
        return new ChipLatency(attention, tokenSteps, (shape.depth() + 1) * tokenSteps * chip.columnsPerAdc() * price("slotClocks"), chip.clockMegahertz());
    }

    /** Area of a chip that holds the weights of blocks and embedding, and a tile for every head. */
    public ChipArea area() {
        double arrays = blockArrays() + embeddingArrays();
        return new ChipArea(price("peripheryArea") * arrays, price("arrayArea") * arrays,
                price("cellArea") * 1e-6 * shape.heads() * shape.tokens() * shape.tokens());
    }

    @Override
    public String toString() {
        return shape.name() + " at the prices of " + prices.name();
    }
}
