package org.spikebook.training;

import org.spikebook.network.Residual;

/** Where the body of a residual block meets its shortcut, element by element: a + b, a b (and), (1 - a) b (iand), with a the body's value and b the shortcut's. */
final class JoinNode extends MeetingNode {

    private final Residual.Join join;
    private final Form pastForm;

    JoinNode(Residual.Join join, Form body, int past, Form pastForm, Kernels kernels) {
        super(body, body, new int[] {past}, kernels);
        this.join = join;
        this.pastForm = pastForm;
    }

    @Override
    void forward(Trace body, Trace[] past, Trace to, Object state) {
        Trace shortcut = past[0];
        to.clear();
        for (int t = 0; t < to.steps; t++) {
            for (int n = 0; n < in.neurons(); n++) {
                float a = body.x[body.x(t) + in.place()[n]];
                float b = shortcut.x[shortcut.x(t) + pastForm.place()[n]];
                to.x[to.x(t) + out.place()[n]] = switch (join) {
                    case ADD -> a + b;
                    case AND -> a * b;
                    case IAND -> (1 - a) * b;
                };
            }
        }
        to.binary = join != Residual.Join.ADD && body.binary && shortcut.binary;
    }

    @Override
    void backward(Trace body, Trace[] past, Trace to, Object state) {
        Trace shortcut = past[0];
        for (int t = 0; t < to.steps; t++) {
            for (int n = 0; n < in.neurons(); n++) {
                int i = in.place()[n];
                int j = pastForm.place()[n];
                float g = to.dx[to.dx(t) + out.place()[n]];
                float a = join == Residual.Join.ADD ? 0 : body.x[body.x(t) + i];
                float b = join == Residual.Join.ADD ? 0 : shortcut.x[shortcut.x(t) + j];
                body.dx[body.dx(t) + i] += switch (join) {
                    case ADD -> g;
                    case AND -> b * g;
                    case IAND -> -b * g;
                };
                shortcut.dx[shortcut.dx(t) + j] += switch (join) {
                    case ADD -> g;
                    case AND -> a * g;
                    case IAND -> (1 - a) * g;
                };
            }
        }
    }
}
