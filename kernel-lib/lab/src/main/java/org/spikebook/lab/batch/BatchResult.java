package org.spikebook.lab.batch;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.spikebook.accelerator.CountColumns;
import org.spikebook.accelerator.LayerReport;
import org.spikebook.event.WholeFile;

/**
 * What a {@link Batch} counted.
 *
 * @param header names of the columns
 * @param rows one row a layer: the cells of the table as text, results as {@code Long}, {@code Double} or text
 * @param reports one report a layer
 * @param shortened layers that have fewer steps than the chip's time window and ran with a window as long as their input
 */
public record BatchResult(List<String> header, List<List<Object>> rows, List<LayerReport> reports, int shortened) {

    public BatchResult {
        header = List.copyOf(header);
        rows = List.copyOf(rows);
        reports = List.copyOf(reports);
    }

    /** Header and rows as CSV text. */
    public String toCsv() {
        return CountColumns.csv(header, rows);
    }

    /** Writes {@link #toCsv()}. The file is written whole or not at all. */
    public void saveCsv(Path file) {
        WholeFile.write("CSV file", file, toCsv().getBytes(StandardCharsets.UTF_8));
    }
}
