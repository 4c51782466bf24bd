/**
 * Notebooks as files: the {@code .ipynb} model (nbformat 4.5), a runner that needs no Jupyter, and the export to one HTML file.
 *
 * <pre>{@code
 * Path done = Path.of("target/rates.ipynb");
 * RunReport report = NotebookRunner.builder().parameter("rate", "0.01").build().run(Path.of("rates.ipynb"), done);
 * report.ok();
 * HtmlExport.write(Notebook.read(done), Path.of("target/rates.html"));
 * }</pre>
 */
package org.spikebook.notebook;
