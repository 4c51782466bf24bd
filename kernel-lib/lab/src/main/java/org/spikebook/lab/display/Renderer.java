package org.spikebook.lab.display;

/**
 * Shows values of one type. Implementations are found with {@link java.util.ServiceLoader}, so that any module or user jar can
 * bring its own.
 *
 * @param <T> what is shown
 */
public interface Renderer<T> {

    /** The type shown, subtypes included. */
    Class<T> type();

    /** The forms of the value; may throw, the caller then falls back to {@code toString}. */
    MimeBundle render(T value);
}
