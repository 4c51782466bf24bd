package org.spikebook.session.magic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.spikebook.event.WholeFile;
import org.spikebook.lab.magic.CellMagic;
import org.spikebook.lab.magic.MagicContext;

/** {@code %%writefile}: writes the cell to a file, whole or not at all. */
public final class WritefileMagic implements CellMagic {

    @Override
    public String name() {
        return "writefile";
    }

    @Override
    public String help() {
        return "[-a] FILE: writes the rest of the cell to a file; -a adds to its end";
    }

    @Override
    public Optional<Object> run(String arguments, String body, MagicContext context) throws IOException {
        boolean append = arguments.startsWith("-a ");
        String name = (append ? arguments.substring(3) : arguments).strip();
        if (name.isEmpty()) {
            throw new IllegalArgumentException("writefile: needs a file. Maybe %%writefile rates.csv.");
        }
        Path file = context.directory().resolve(name).toAbsolutePath().normalize();
        if (Files.isDirectory(file) || !Files.isDirectory(file.getParent())) {
            throw new IllegalArgumentException("writefile: '" + file + "' must be a file in a folder that exists");
        }
        String old = append && Files.exists(file) ? Files.readString(file) : "";
        boolean there = Files.exists(file);
        String text = old + (body.isEmpty() || body.endsWith("\n") ? body : body + "\n");
        WholeFile.write("file", file, text.getBytes(StandardCharsets.UTF_8));
        System.out.println((append ? "added to " : there ? "wrote over " : "wrote ") + file);
        return Optional.empty();
    }
}
