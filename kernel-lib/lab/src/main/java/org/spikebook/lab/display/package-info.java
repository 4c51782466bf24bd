/**
 * How values are shown: a {@link org.spikebook.lab.display.MimeBundle} holds one value in several forms, a
 * {@link org.spikebook.lab.display.Renderer} makes bundles for one type, and {@link org.spikebook.lab.display.Renderers} finds the
 * renderer for a value. Kernel, notebook runner and exporter know only these types.
 *
 * <pre>{@code
 * MimeBundle shown = Renderers.load().render(report);
 * shown.text();                 // always there
 * shown.data("text/html");      // where the type has one
 * }</pre>
 */
package org.spikebook.lab.display;
