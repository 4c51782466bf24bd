package org.spikebook.training;

/** Where a two-dimensional convolution stands: its input and its windows, sizes and strides in pixels, padding with zeros on each side. */
record ConvShape(Form in, int filters, int kernelHeight, int kernelWidth, int strideY, int strideX, int paddingY, int paddingX) {

    /** Its output, channels padded. */
    Form out() {
        return Form.image(filters, (in.height() + 2 * paddingY - kernelHeight) / strideY + 1, (in.breadth() + 2 * paddingX - kernelWidth) / strideX + 1, false);
    }
}
