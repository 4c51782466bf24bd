package org.spikebook.training;

/** A residual unit: the sum of a branch and of what comes past it, value by value. Both lie alike. */
final class SumNode extends MeetingNode {

    SumNode(Form form, int past, Kernels kernels) {
        super(form, form, new int[] {past}, kernels);
    }

    @Override
    void forward(Trace branch, Trace[] past, Trace to, Object state) {
        int size = to.steps * in.width();
        System.arraycopy(branch.x, branch.xAt, to.x, to.xAt, size);
        kernels.add(to.x, to.xAt, past[0].x, past[0].xAt, size);
    }

    @Override
    void backward(Trace branch, Trace[] past, Trace to, Object state) {
        int size = to.steps * in.width();
        kernels.add(branch.dx, branch.dxAt, to.dx, to.dxAt, size);
        kernels.add(past[0].dx, past[0].dxAt, to.dx, to.dxAt, size);
    }
}
