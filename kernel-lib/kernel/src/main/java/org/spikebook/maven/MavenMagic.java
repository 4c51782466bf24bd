package org.spikebook.maven;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.aether.repository.RemoteRepository;
import org.spikebook.lab.magic.LineMagic;
import org.spikebook.lab.magic.MagicContext;

/** {@code %maven}: adds libraries of a Maven repository to the class path of the cells that follow. */
public final class MavenMagic implements LineMagic {

    /** Made by the service loader. */
    public MavenMagic() {
    }

    @Override
    public String name() {
        return "maven";
    }

    @Override
    public String help() {
        return "[--offline] [--repo ID=URL] GROUP:ARTIFACT[:VERSION]...: adds libraries and what they need; without VERSION the newest release";
    }

    @Override
    public Optional<Object> run(String arguments, MagicContext context) {
        var coordinates = new ArrayList<String>();
        var repositories = new ArrayList<RemoteRepository>();
        boolean offline = false;
        var words = List.of(arguments.strip().split("\\s+")).iterator();
        while (words.hasNext()) {
            var word = words.next();
            if (word.equals("--offline")) {
                offline = true;
            } else if (word.equals("--repo")) {
                var parts = words.hasNext() ? words.next().split("=", 2) : new String[0];
                if (parts.length != 2) {
                    throw new IllegalArgumentException("maven: --repo needs ID=URL. Maybe --repo jitpack=https://jitpack.io.");
                }
                repositories.add(Artifacts.repository(parts[0], parts[1]));
            } else if (word.startsWith("--")) {
                throw new IllegalArgumentException("maven: option must be --offline or --repo ID=URL, but was " + word);
            } else if (!word.isEmpty()) {
                coordinates.add(word);
            }
        }
        if (coordinates.isEmpty()) {
            throw new IllegalArgumentException("maven: needs coordinates. Maybe %maven org.apache.commons:commons-math3:3.6.1.");
        }
        add(coordinates, repositories, offline, context);
        return Optional.empty();
    }

    static void add(List<String> coordinates, List<RemoteRepository> repositories, boolean offline, MagicContext context) {
        var found = Artifacts.resolve(coordinates, repositories, offline);
        context.addToClassPath(found.jars());
        found.jars().forEach(jar -> System.out.println("added " + jar.getFileName()));
        if (!found.present().isEmpty()) {
            System.out.println("already there: " + String.join(", ", found.present()));
        }
    }
}
