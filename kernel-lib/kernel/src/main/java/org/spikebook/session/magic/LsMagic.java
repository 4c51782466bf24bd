package org.spikebook.session.magic;

import java.util.Optional;
import org.spikebook.lab.magic.LineMagic;
import org.spikebook.lab.magic.MagicContext;

/** {@code %lsmagic}: lists the magics. */
public final class LsMagic implements LineMagic {

    @Override
    public String name() {
        return "lsmagic";
    }

    @Override
    public String help() {
        return "lists all magics";
    }

    @Override
    public Optional<Object> run(String arguments, MagicContext context) {
        context.lineMagics().forEach(magic -> System.out.println("%" + magic.name() + " " + magic.help()));
        context.cellMagics().forEach(magic -> System.out.println("%%" + magic.name() + " " + magic.help()));
        return Optional.empty();
    }
}
