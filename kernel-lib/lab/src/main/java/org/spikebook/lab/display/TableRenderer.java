package org.spikebook.lab.display;

import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Tablesaw tables: types in the header, numbers to the right, head and tail of long tables, missing values empty. */
public final class TableRenderer implements Renderer<Table> {

    @Override
    public Class<Table> type() {
        return Table.class;
    }

    @Override
    public MimeBundle render(Table table) {
        List<Column<?>> columns = table.columns();
        List<Grid.Head> heads = columns.stream()
                .map(c -> new Grid.Head(c.name(), c.type().name().toLowerCase(Locale.ROOT), isNumeric(c))).toList();
        String name = table.name() == null ? "" : table.name();
        String shape = Grid.count(table.rowCount(), "row") + " x " + Grid.count(table.columnCount(), "column");
        return new Grid(name, heads, table.rowCount(), (r, c) -> cell(columns.get(c), r), shape).bundle();
    }

    private static String cell(Column<?> column, int row) {
        return column.isMissing(row) ? "" : Brief.of(column.get(row));
    }

    private static boolean isNumeric(Column<?> column) {
        return column instanceof NumericColumn<?>;
    }
}
