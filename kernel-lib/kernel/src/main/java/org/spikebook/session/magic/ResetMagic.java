package org.spikebook.session.magic;

import java.util.Optional;
import org.spikebook.lab.magic.LineMagic;
import org.spikebook.lab.magic.MagicContext;
import org.spikebook.session.Session;

/** {@code %reset}: forgets all that cells have defined. */
public final class ResetMagic implements LineMagic {

    @Override
    public String name() {
        return "reset";
    }

    @Override
    public String help() {
        return "forgets all variables, methods, classes and results; imports stay";
    }

    @Override
    public Optional<Object> run(String arguments, MagicContext context) {
        Session.current().ifPresent(Session::reset);
        return Optional.empty();
    }
}
