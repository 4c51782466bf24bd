package org.spikebook.session.magic;

import java.util.Optional;
import org.spikebook.lab.display.MimeBundle;
import org.spikebook.lab.magic.CellMagic;
import org.spikebook.lab.magic.MagicContext;

/** {@code %%javascript}: runs the cell as JavaScript in the browser. */
public final class JavascriptMagic implements CellMagic {

    @Override
    public String name() {
        return "javascript";
    }

    @Override
    public String help() {
        return "runs the rest of the cell as JavaScript in the browser";
    }

    @Override
    public Optional<Object> run(String arguments, String body, MagicContext context) {
        context.display(MimeBundle.of(body).with("application/javascript", body));
        return Optional.empty();
    }
}
