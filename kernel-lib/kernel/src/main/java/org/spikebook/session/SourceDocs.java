package org.spikebook.session;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Finds Javadoc comments in source code: folders, {@code -sources.jar} files and a JDK's {@code src.zip}. JShell itself looks only
 * into the {@code src.zip} of the JDK it runs on, so it knows nothing of libraries.
 *
 * <p>One source file is parsed, not compiled, for one question; the last few are kept.
 */
final class SourceDocs {

    private static final int KEPT_FILES = 16;

    private final List<Path> roots;
    private final Map<String, Optional<Source>> parsed = new LinkedHashMap<>(KEPT_FILES, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<Source>> eldest) {
            return size() > KEPT_FILES;
        }
    };

    /** A parsed source file. */
    private record Source(CompilationUnitTree unit, DocTrees trees) {
    }

    /**
     * What a comment says.
     *
     * @param comment text between the comment signs, block tags included
     * @param names what the parameters are called in the source, in order; class files need not know
     */
    record Found(String comment, List<String> names) {
    }

    /** @param roots folders and archives to look in, first one first; those that do not exist are passed over */
    SourceDocs(List<Path> roots) {
        this.roots = roots.stream().filter(Files::exists).toList();
    }

    /**
     * The folders and archives that usually hold sources: those named by the system property {@code spikebook.sources} (separated as
     * in a class path), those of the checkout at {@code spikebook.root}, those beside the jars of the class path ({@code x-sources.jar} beside {@code x.jar}), and {@code src.zip}
     * of this JDK or, since distributions leave it out, of one installed beside it.
     */
    static SourceDocs usual() {
        var roots = new ArrayList<Path>();
        split(System.getProperty("spikebook.sources", "")).forEach(roots::add);
        var checkout = Path.of(System.getProperty("spikebook.root", "")).resolve("kernel-lib");
        if (System.getProperty("spikebook.root") != null && Files.isDirectory(checkout)) {
            try (var modules = Files.list(checkout)) {
                modules.map(module -> module.resolve("src").resolve("main").resolve("java")).sorted().forEach(roots::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        for (var entry : split(System.getProperty("java.class.path", ""))) {
            var name = entry.toString();
            if (name.endsWith(".jar")) {
                roots.add(Path.of(name.substring(0, name.length() - 4) + "-sources.jar"));
            }
        }
        var home = Path.of(System.getProperty("java.home"));
        roots.add(home.resolve("lib").resolve("src.zip"));
        if (!Files.exists(roots.get(roots.size() - 1)) && home.getParent() != null) {
            try (var beside = Files.list(home.getParent())) {
                beside.map(jdk -> jdk.resolve("lib").resolve("src.zip")).filter(Files::exists).sorted().findFirst().ifPresent(roots::add);
            } catch (IOException e) {
                return new SourceDocs(roots);               // no sources of the JDK then
            }
        }
        return new SourceDocs(roots);
    }

    private static List<Path> split(String classPath) {
        return Arrays.stream(classPath.split(System.getProperty("path.separator"))).filter(part -> !part.isBlank()).map(Path::of).toList();
    }

    /**
     * Adds documentation to a signature as JShell writes it: {@code int String.indexOf(int ch)}, {@code ArrayList<E>(int capacity)},
     * {@code Math.PI:double}, {@code java.util.List<E>}. Parameters without names get those of the source.
     *
     * @param fullName gives the full name of a type that the signature writes short; empty if it is none
     */
    Inspection describe(String signature, Function<String, Optional<String>> fullName) {
        var bare = withoutTypeArguments(signature);
        int open = bare.indexOf('(');
        if (open < 0) {
            int colon = bare.indexOf(':');
            var name = (colon < 0 ? bare : bare.substring(0, colon)).strip();
            int dot = name.lastIndexOf('.');
            var found = colon < 0 ? type(name) : dot < 0 ? Optional.<Found>empty()
                    : owner(name.substring(0, dot), fullName).flatMap(owner -> field(owner, name.substring(dot + 1)));
            return new Inspection(signature, found.map(Found::comment).orElse(""));
        }
        var head = bare.substring(0, open).strip().split("\\s+");
        var name = head[head.length - 1];
        boolean constructor = head.length == 1;
        int dot = name.lastIndexOf('.');
        if (dot < 0 && !constructor) {
            return new Inspection(signature, "");                           // a method of a cell
        }
        var owner = owner(constructor ? name : name.substring(0, dot), fullName);
        var member = name.substring(dot + 1);
        var parameters = bare.substring(open + 1, bare.lastIndexOf(')')).strip();
        var types = parameters.isEmpty() ? List.<String>of() : Arrays.stream(parameters.split(","))
                .map(each -> each.strip().replaceFirst("\\s+[\\w$]+$", "")).toList();
        var found = owner.flatMap(type -> inherited(type, member, types));
        boolean unnamed = !parameters.isEmpty() && Arrays.stream(parameters.split(",")).noneMatch(each -> each.strip().contains(" "));
        return new Inspection(unnamed && found.isPresent() ? named(signature, found.get().names()) : signature,
                found.map(Found::comment).orElse(""));
    }

    private static Optional<String> owner(String name, Function<String, Optional<String>> fullName) {
        return Character.isLowerCase(name.charAt(0)) && name.contains(".") ? Optional.of(name) : fullName.apply(name);
    }

    /** The comment of a method, or of the one that it overrides. */
    private Optional<Found> inherited(String typeName, String member, List<String> types) {
        var found = method(typeName, member, types);
        if (found.isPresent() && !found.get().comment().strip().equals("{@inheritDoc}")) {
            return found;
        }
        return load(typeName).stream().flatMap(type -> Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces())))
                .map(Class::getCanonicalName).filter(Objects::nonNull).map(above -> inherited(above, member, types))
                .flatMap(Optional::stream).findFirst();
    }

    private static Optional<Class<?>> load(String typeName) {
        for (var name = typeName; ; name = name.substring(0, name.lastIndexOf('.')) + "$" + name.substring(name.lastIndexOf('.') + 1)) {
            try {
                return Optional.of(Class.forName(name, false, SourceDocs.class.getClassLoader()));
            } catch (ClassNotFoundException | LinkageError e) {
                if (!name.contains(".")) {
                    return Optional.empty();
                }
            }
        }
    }

    /** Puts names behind the parameter types of a signature. */
    private static String named(String signature, List<String> names) {
        var text = new StringBuilder();
        int depth = 0;
        int parameter = 0;
        int start = signature.indexOf('(');
        for (int i = 0; i < signature.length(); i++) {
            char c = signature.charAt(i);
            if (i > start) {
                depth += c == '<' ? 1 : c == '>' ? -1 : 0;
                if (depth == 0 && (c == ',' || c == ')') && parameter < names.size()) {
                    text.append(' ').append(names.get(parameter++));
                }
            }
            text.append(c);
        }
        return text.toString();
    }

    /**
     * The comment of a type.
     *
     * @param typeName full name with dots, {@code java.util.Map.Entry}
     */
    synchronized Optional<Found> type(String typeName) {
        return search(typeName, (source, path) -> Optional.of(path));
    }

    /** The comment of a field or of an enum constant. */
    synchronized Optional<Found> field(String typeName, String name) {
        return search(typeName, (source, path) -> member(path, Tree.Kind.VARIABLE).filter(each ->
                ((VariableTree) each.getLeaf()).getName().contentEquals(name)).findFirst());
    }

    /**
     * The comment of a method or constructor. The accessor of a record's component gets the component's {@code @param} text.
     *
     * @param name method name, or the simple name of the type for a constructor
     * @param parameterTypes source text of the parameter types; packages and type arguments do not matter
     */
    synchronized Optional<Found> method(String typeName, String name, List<String> parameterTypes) {
        var wanted = parameterTypes.stream().map(SourceDocs::erased).toList();
        var simple = typeName.substring(typeName.lastIndexOf('.') + 1);
        var sourceName = name.equals(simple) ? "<init>" : name;
        var found = search(typeName, (source, path) -> {
            var sameNumber = member(path, Tree.Kind.METHOD).filter(each -> ((MethodTree) each.getLeaf()).getName().contentEquals(sourceName)
                    && ((MethodTree) each.getLeaf()).getParameters().size() == wanted.size()).toList();
            var exact = sameNumber.stream().filter(each -> ((MethodTree) each.getLeaf()).getParameters().stream()
                    .map(parameter -> erased(parameter.getType().toString())).toList().equals(wanted)).findFirst();
            return exact.isPresent() || sameNumber.size() != 1 ? exact : Optional.of(sameNumber.get(0));   // type variables may be renamed
        });
        if (found.isPresent() || !wanted.isEmpty() && !sourceName.equals("<init>")) {
            return found;
        }
        return type(typeName).flatMap(of -> recordText(of.comment(), name, sourceName.equals("<init>")));
    }

    /** Of the comment of a record: what it says about one component, or all of it for the canonical constructor. */
    private static Optional<Found> recordText(String comment, String component, boolean constructor) {
        if (constructor) {
            return comment.contains("@param") ? Optional.of(new Found(comment, List.of())) : Optional.empty();
        }
        var text = new StringBuilder();
        boolean inside = false;
        for (var line : comment.split("\n")) {
            var trimmed = line.strip();
            if (trimmed.startsWith("@")) {
                inside = trimmed.matches("@param\\s+" + component + "\\b.*");
                trimmed = trimmed.replaceFirst("@param\\s+\\S+\\s*", "");
            }
            if (inside) {
                text.append(trimmed).append('\n');
            }
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(new Found(text.toString().strip(), List.of()));
    }

    private interface Choice {
        Optional<TreePath> in(Source source, TreePath type);
    }

    private Optional<Found> search(String typeName, Choice choice) {
        var parts = typeName.split("\\.");
        for (int outer = parts.length - 1; outer >= 0; outer--) {            // the outer type is a file, the inner ones are in it
            var file = String.join("/", List.of(parts).subList(0, outer + 1)) + ".java";
            var source = parsed.computeIfAbsent(file, this::parse);
            if (source.isPresent()) {
                return find(source.get(), List.of(parts).subList(outer, parts.length)).flatMap(path -> choice.in(source.get(), path))
                        .flatMap(path -> comment(source.get(), path));
            }
        }
        return Optional.empty();
    }

    private static Optional<Found> comment(Source source, TreePath path) {
        var names = path.getLeaf() instanceof MethodTree method
                ? method.getParameters().stream().map(each -> each.getName().toString()).toList() : List.<String>of();
        return Optional.ofNullable(source.trees().getDocComment(path)).map(text -> new Found(text.strip(), names));
    }

    private static Optional<TreePath> find(Source source, List<String> names) {
        var path = new TreePath(source.unit());
        for (var name : names) {
            var types = path.getLeaf() instanceof ClassTree type ? type.getMembers() : source.unit().getTypeDecls();
            var parent = path;
            var next = types.stream().filter(ClassTree.class::isInstance)
                    .filter(each -> ((ClassTree) each).getSimpleName().contentEquals(name)).findFirst();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            path = new TreePath(parent, next.get());
        }
        return Optional.of(path);
    }

    private static Stream<TreePath> member(TreePath type, Tree.Kind kind) {
        return ((ClassTree) type.getLeaf()).getMembers().stream().filter(each -> each.getKind() == kind).map(each -> new TreePath(type, each));
    }

    /** A type without annotations, packages and type arguments; {@code ...} as {@code []}. */
    private static String erased(String type) {
        var bare = withoutTypeArguments(type.replaceAll("@[\\w.]+(\\([^)]*\\))?\\s*", "").replace("...", "[]"));
        return bare.replaceAll("[\\w$]+\\.(?=[\\w$])", "").replaceAll("\\s+", "");
    }

    private static String withoutTypeArguments(String text) {
        var bare = new StringBuilder();
        int depth = 0;
        for (char c : text.toCharArray()) {
            depth += c == '<' ? 1 : 0;
            if (depth == 0) {
                bare.append(c);
            }
            depth -= c == '>' ? 1 : 0;
        }
        return bare.toString();
    }

    private Optional<Source> parse(String file) {
        return text(file).map(code -> {
            JavaFileObject input = new SimpleJavaFileObject(URI.create("source:///" + file), JavaFileObject.Kind.SOURCE) {
                @Override
                public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                    return code;
                }
            };
            var task = (JavacTask) ToolProvider.getSystemJavaCompiler().getTask(null, null, problem -> { }, List.of("-proc:none"), null,
                    List.of(input));
            try {
                return new Source(task.parse().iterator().next(), DocTrees.instance(task));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private Optional<String> text(String file) {
        for (var root : roots) {
            try {
                if (Files.isDirectory(root)) {
                    if (Files.isRegularFile(root.resolve(file))) {
                        return Optional.of(Files.readString(root.resolve(file)));
                    }
                } else {
                    try (var zip = new ZipFile(root.toFile())) {
                        var entry = zip.getEntry(file);
                        if (entry == null && root.endsWith("src.zip")) {     // one folder per module
                            entry = ModuleLayer.boot().modules().stream().map(module -> zip.getEntry(module.getName() + "/" + file))
                                    .filter(Objects::nonNull).findFirst().orElse(null);
                        }
                        if (entry != null) {
                            return Optional.of(new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
                        }
                    }
                }
            } catch (IOException e) {
                continue;                                    // a broken archive is like none
            }
        }
        return Optional.empty();
    }
}
