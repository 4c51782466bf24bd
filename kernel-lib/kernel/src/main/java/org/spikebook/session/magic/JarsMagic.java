package org.spikebook.session.magic;

/** {@code %jars}: another name of {@code %classpath}, which older notebooks use. */
public final class JarsMagic extends ClasspathMagic {

    @Override
    public String name() {
        return "jars";
    }
}
