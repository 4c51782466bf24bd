package org.spikebook.lab.display;

/** A renderer as another jar would bring it. */
public final class ServiceRenderer implements Renderer<ServiceRenderer.Shown> {

    static final class Shown {
    }

    @Override
    public Class<Shown> type() {
        return Shown.class;
    }

    @Override
    public MimeBundle render(Shown value) {
        return MimeBundle.of("shown by a service");
    }
}
