package org.spikebook.accelerator.xpike;

/**
 * Row-block-wise mapping: a matrix of {@code outputs x inputs} is cut into blocks of one synaptic array each, and all blocks of one row of blocks
 * go to the same tile. The arrays' columns of equal index feed one LIF unit, so the sum of a neuron over all arrays reaches its membrane
 * in the slot in which the converters read it: no pre-activation is ever stored (Xpikeformer, Section IV).
 *
 * @param outputs rows of the weight matrix: neurons
 * @param inputs columns of the weight matrix
 * @param arraySize cells along one side of an array
 * @param columnsPerAdc columns that share one converter
 */
public record RowBlockMapping(int outputs, int inputs, int arraySize, int columnsPerAdc) {

    public RowBlockMapping {
        if (outputs < 1 || inputs < 1) {
            throw new IllegalArgumentException("row-block mapping: needs at least one output and one input, but has " + outputs + " x " + inputs);
        }
        if (arraySize < 1 || columnsPerAdc < 1 || arraySize % columnsPerAdc != 0) {
            throw new IllegalArgumentException("row-block mapping: columns per ADC must divide the array's " + arraySize + " columns, but was "
                    + columnsPerAdc);
        }
    }

    /** Rows of blocks; each is one spiking neuron tile. */
    public int blockRows() {
        return (outputs + arraySize - 1) / arraySize;
    }

    /** Synaptic arrays of one row of blocks. */
    public int arraysPerRow() {
        return (inputs + arraySize - 1) / arraySize;
    }

    /** Synaptic arrays in all. */
    public int arrays() {
        return Math.multiplyExact(blockRows(), arraysPerRow());
    }

    /** Converters of an array, and LIF units of a row of blocks: one for each group of columns. */
    public int lifUnits() {
        return arraySize / columnsPerAdc;
    }

    /** Multiplexer slots of one matrix-vector step; each reads {@link #lifUnits} columns of every array. */
    public int slots() {
        return columnsPerAdc;
    }

    /** The output that an array's converter reads in a slot, within its row of blocks. */
    public int column(int converter, int slot) {
        return converter * columnsPerAdc + slot;
    }

    /** The spiking neuron tile that holds a block: one tile for each row of blocks. */
    public int tile(int blockRow, int array) {
        if (blockRow < 0 || blockRow >= blockRows() || array < 0 || array >= arraysPerRow()) {
            throw new IndexOutOfBoundsException("block " + blockRow + ", " + array + " of " + blockRows() + " x " + arraysPerRow());
        }
        return blockRow;
    }

    /** Sums that wait outside of the membranes for those of another tile: one for each neuron and each tile but the first that holds its weights. */
    public int storedPreactivations() {
        int stored = 0;
        for (int o = 0; o < outputs; o++) {
            for (int array = 1; array < arraysPerRow(); array++) {
                stored += tile(o / arraySize, array) == tile(o / arraySize, array - 1) ? 0 : 1;
            }
        }
        return stored;
    }
}
