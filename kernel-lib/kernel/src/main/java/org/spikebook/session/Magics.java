package org.spikebook.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.spikebook.lab.magic.CellMagic;
import org.spikebook.lab.magic.LineMagic;
import org.spikebook.lab.magic.MagicContext;

/** Finds magics by name. They are looked up anew when a name is unknown, for a jar added meanwhile may bring it. */
final class Magics {

    private List<LineMagic> lineMagics = List.of();
    private List<CellMagic> cellMagics = List.of();
    private boolean loaded;

    synchronized List<LineMagic> lineMagics() {
        load();
        return lineMagics;
    }

    synchronized List<CellMagic> cellMagics() {
        load();
        return cellMagics;
    }

    Optional<Object> run(CellPart part, MagicContext context) throws Exception {
        if (part.kind() == CellPart.Kind.LINE_MAGIC) {
            return line(part.name()).run(part.text(), context);
        }
        Optional<CellMagic> magic = findCell(part.name());
        if (magic.isPresent()) {
            return magic.get().run(part.text(), part.body(), context);
        }
        throw unknown("%%" + part.name(), cellMagics().stream().map(m -> "%%" + m.name()).toList());
    }

    /** Names, percent signs included, that start with what was typed. */
    List<String> namesStartingWith(String typed) {
        List<String> names = new ArrayList<>();
        lineMagics().forEach(m -> names.add("%" + m.name()));
        cellMagics().forEach(m -> names.add("%%" + m.name()));
        return names.stream().filter(n -> n.startsWith(typed)).sorted().distinct().toList();
    }

    List<Inspection> inspect(String line) {
        boolean cell = line.startsWith("%%");
        String name = line.substring(cell ? 2 : 1).split("\\W", 2)[0];
        return cell
                ? cellMagics().stream().filter(m -> m.name().equals(name)).map(m -> new Inspection("%%" + name, m.help())).toList()
                : lineMagics().stream().filter(m -> m.name().equals(name)).map(m -> new Inspection("%" + name, m.help())).toList();
    }

    private LineMagic line(String name) {
        for (int attempt = 0; attempt < 2; attempt++) {
            for (LineMagic magic : lineMagics()) {
                if (magic.name().equals(name)) {
                    return magic;
                }
            }
            forget();
        }
        throw unknown("%" + name, lineMagics().stream().map(m -> "%" + m.name()).toList());
    }

    private Optional<CellMagic> findCell(String name) {
        for (int attempt = 0; attempt < 2; attempt++) {
            Optional<CellMagic> found = cellMagics().stream().filter(m -> m.name().equals(name)).findFirst();
            if (found.isPresent()) {
                return found;
            }
            forget();
        }
        return Optional.empty();
    }

    private synchronized void forget() {
        loaded = false;
    }

    private void load() {
        if (loaded) {
            return;
        }
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        ClassLoader from = loader == null ? Magics.class.getClassLoader() : loader;
        lineMagics = services(LineMagic.class, from, Comparator.comparing(LineMagic::name));
        cellMagics = services(CellMagic.class, from, Comparator.comparing(CellMagic::name));
        loaded = true;
    }

    private static <T> List<T> services(Class<T> type, ClassLoader loader, Comparator<T> order) {
        List<T> found = new ArrayList<>();
        var services = ServiceLoader.load(type, loader).stream().iterator();
        for (int failures = 0; failures < 20; ) {
            try {
                if (!services.hasNext()) {
                    break;
                }
                found.add(services.next().get());
            } catch (ServiceConfigurationError | LinkageError broken) {
                failures++;
                System.err.println("magic left out: " + broken.getMessage());
            }
        }
        found.sort(order);
        return List.copyOf(found);
    }

    private static IllegalArgumentException unknown(String name, List<String> known) {
        String nearest = known.stream().min(Comparator.comparingInt(k -> distance(name, k))).orElse("%lsmagic");
        return new IllegalArgumentException("magic '" + name + "': must be one of those that %lsmagic lists. Maybe " + nearest + ".");
    }

    /** Edit distance (Levenshtein): insertions, deletions and replacements from one text to the other. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int k = 0; k <= b.length(); k++) {
            row[k] = k;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int k = 1; k <= b.length(); k++) {
                int above = row[k];
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(k - 1) ? 0 : 1);
                row[k] = Math.min(replaced, 1 + Math.min(above, row[k - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
