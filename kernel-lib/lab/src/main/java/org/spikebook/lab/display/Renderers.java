package org.spikebook.lab.display;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Shows any value: finds the {@link Renderer} of the most specific type and never fails for the value's sake. Built in are Tablesaw
 * tables, arrays, matrices, records, maps, lists, images and spikes; further ones are found with {@link ServiceLoader} and go
 * before a built-in one of the same type. Everything else is shown by its {@code toString}.
 *
 * <p>A renderer or a {@code toString} that throws gives a bundle that says so; that includes errors such as a
 * {@code StackOverflowError} of a value that contains itself. Passed on are {@link ThreadDeath}, by which a running cell is
 * stopped, and every other {@link VirtualMachineError} (such as {@code OutOfMemoryError}), after which the machine is not to be
 * trusted with making a picture.
 *
 * <pre>{@code
 * MimeBundle shown = Renderers.load().render(table);
 * }</pre>
 */
public final class Renderers {

    private final List<Renderer<?>> renderers;
    private final List<String> problems;

    private Renderers(List<Renderer<?>> renderers, List<String> problems) {
        this.renderers = List.copyOf(renderers);
        this.problems = List.copyOf(problems);
    }

    /** Built-in renderers and those that the thread's context class loader finds. */
    public static Renderers load() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return load(loader == null ? Renderers.class.getClassLoader() : loader);
    }

    /**
     * Built-in renderers and those that the class loader finds. One that cannot be loaded is left out and told by
     * {@link #problems()}.
     */
    public static Renderers load(ClassLoader loader) {
        List<Renderer<?>> found = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        var services = ServiceLoader.load(Renderer.class, loader).stream().iterator();
        // a broken entry must not hide those behind it; a loader that cannot go on at all ends the loop
        for (int failures = 0; failures < 100; ) {
            try {
                if (!services.hasNext()) {
                    break;
                }
                Renderer<?> renderer = services.next().get();
                Objects.requireNonNull(renderer.type(), () -> renderer.getClass().getName() + ".type()");
                found.add(renderer);
            } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
                failures++;
                problems.add("renderer left out: " + Failures.describe(e));
            }
        }
        found.addAll(ValueRenderers.all());
        return new Renderers(found, problems);
    }

    /** These renderers with one more, which goes before all others of its type. */
    public Renderers with(Renderer<?> renderer) {
        List<Renderer<?>> more = new ArrayList<>();
        more.add(Objects.requireNonNull(renderer, "renderer"));
        more.addAll(renderers);
        return new Renderers(more, problems);
    }

    /** The types that have a renderer of their own. */
    public List<Class<?>> types() {
        return renderers.stream().<Class<?>>map(Renderer::type).distinct().toList();
    }

    /** Renderers that could not be loaded, one message each. */
    public List<String> problems() {
        return problems;
    }

    /**
     * The forms of a value, with {@code text/plain} always there.
     *
     * @param value any value, null included
     */
    public MimeBundle render(Object value) {
        try {
            return renderOrThrow(value);
        } catch (Throwable e) {
            Failures.rethrowFatal(e);
            return fallback(value, e);
        }
    }

    /**
     * The forms of a value; unlike {@link #render} it lets pass what the renderer or the {@code toString} throws, for callers that
     * have an error to show.
     *
     * @param value any value, null included
     */
    public MimeBundle renderOrThrow(Object value) {
        if (value == null) {
            return MimeBundle.of("null");
        }
        return value instanceof MimeBundle bundle ? bundle : renderValue(value);
    }

    private MimeBundle renderValue(Object value) {
        if (value.getClass().isArray()) {
            return ArrayRenderer.render(value);
        }
        Optional<Renderer<?>> renderer = mostSpecific(value);
        if (renderer.isPresent()) {
            return Objects.requireNonNull(show(renderer.get(), value), () -> renderer.get().getClass().getName() + " gave null");
        }
        return MimeBundle.of(Objects.requireNonNullElse(value.toString(), "null"));
    }

    /** The bundle where a renderer failed: its failure, then the value's own text where that works. */
    private static MimeBundle fallback(Object value, Throwable failure) {
        String text = "cannot show a " + value.getClass().getTypeName() + ": " + Failures.describe(failure);
        try {
            String own = value.toString();
            return MimeBundle.of(own == null || own.isEmpty() ? text : text + "\n" + own);
        } catch (Throwable e) {
            Failures.rethrowFatal(e);
            return MimeBundle.of(text);
        }
    }

    private Optional<Renderer<?>> mostSpecific(Object value) {
        Renderer<?> best = null;
        for (Renderer<?> candidate : renderers) {
            if (candidate.type().isInstance(value) && (best == null || isCloser(candidate.type(), best.type()))) {
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** A subtype is closer; of two unrelated types a class is closer than an interface. */
    private static boolean isCloser(Class<?> type, Class<?> than) {
        if (type == than || type.isAssignableFrom(than)) {
            return false;
        }
        return than.isAssignableFrom(type) || !type.isInterface() && than.isInterface();
    }

    private static <T> MimeBundle show(Renderer<T> renderer, Object value) {
        return renderer.render(renderer.type().cast(value));
    }
}
