package org.spikebook.session.magic;

import java.util.Optional;
import org.spikebook.lab.display.MimeBundle;
import org.spikebook.lab.magic.CellMagic;
import org.spikebook.lab.magic.MagicContext;

/** {@code %%markdown}: shows the cell as Markdown. */
public final class MarkdownMagic implements CellMagic {

    @Override
    public String name() {
        return "markdown";
    }

    @Override
    public String help() {
        return "shows the rest of the cell as Markdown";
    }

    @Override
    public Optional<Object> run(String arguments, String body, MagicContext context) {
        context.display(MimeBundle.of(body).with("text/markdown", body));
        return Optional.empty();
    }
}
