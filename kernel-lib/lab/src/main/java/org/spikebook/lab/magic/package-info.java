/**
 * Magics: commands in a cell that are not Java, such as {@code %time} and {@code %%html}. A module brings its own by implementing
 * {@link org.spikebook.lab.magic.LineMagic} or {@link org.spikebook.lab.magic.CellMagic} and naming the class in
 * {@code META-INF/services}.
 *
 * <pre>{@code
 * public final class Shout implements LineMagic {
 *     public String name() { return "shout"; }
 *     public String help() { return "TEXT: says it louder"; }
 *     public Optional<Object> run(String arguments, MagicContext context) {
 *         return Optional.of(arguments.toUpperCase(Locale.ROOT));
 *     }
 * }
 * }</pre>
 */
package org.spikebook.lab.magic;
