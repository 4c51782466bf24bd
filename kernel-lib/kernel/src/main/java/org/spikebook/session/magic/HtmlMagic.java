package org.spikebook.session.magic;

import java.util.Optional;
import org.spikebook.lab.display.MimeBundle;
import org.spikebook.lab.magic.CellMagic;
import org.spikebook.lab.magic.MagicContext;

/** {@code %%html}: shows the cell as HTML. */
public final class HtmlMagic implements CellMagic {

    @Override
    public String name() {
        return "html";
    }

    @Override
    public String help() {
        return "shows the rest of the cell as HTML";
    }

    @Override
    public Optional<Object> run(String arguments, String body, MagicContext context) {
        context.display(MimeBundle.of(body).with("text/html", body));
        return Optional.empty();
    }
}
