package org.spikebook.lab.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.spikebook.lab.display.Brief;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.columns.Column;

/**
 * Positions along an axis: numbers, or texts that stand side by side. Texts have NaN as numbers.
 *
 * @param numbers shape [point]
 * @param texts shape [point], empty for numbers
 */
record Values(double[] numbers, List<String> texts) {

    static Values of(double... numbers) {
        return new Values(numbers.clone(), List.of());
    }

    static Values of(List<String> texts) {
        double[] numbers = new double[texts.size()];
        Arrays.fill(numbers, Double.NaN);
        return new Values(numbers, List.copyOf(texts));
    }

    static Values of(Column<?> column) {
        if (column instanceof NumericColumn<?> numeric) {
            return of(numeric.asDoubleArray());
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < column.size(); i++) {
            texts.add(column.isMissing(i) ? "" : Brief.of(column.get(i)));
        }
        return of(texts);
    }

    int size() {
        return numbers.length;
    }

    boolean isText() {
        return !texts.isEmpty();
    }

    /** The position as it is written under a category. */
    String text(int i) {
        return isText() ? texts.get(i) : Brief.number(numbers[i]);
    }

    List<String> allTexts() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < size(); i++) {
            all.add(text(i));
        }
        return all;
    }

    Values select(List<Integer> rows) {
        if (isText()) {
            return of(rows.stream().map(texts::get).toList());
        }
        return of(rows.stream().mapToDouble(r -> numbers[r]).toArray());
    }
}
