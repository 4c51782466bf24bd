package org.spikebook.lab.target;

import org.spikebook.lab.display.Html;
import org.spikebook.lab.display.MimeBundle;
import org.spikebook.lab.display.Renderer;

/** Targets as a table with coloured verdicts; where a target stands in the paper shows when the pointer rests on it. */
public final class TargetsRenderer implements Renderer<Targets> {

    @Override
    public Class<Targets> type() {
        return Targets.class;
    }

    @Override
    public MimeBundle render(Targets targets) {
        var out = new StringBuilder("<div style=\"overflow-x:auto\"><table class=\"spikebook-table\" style=\"color:inherit\">\n<thead><tr>");
        String[] heads = targets.table().columnNames().toArray(String[]::new);
        for (int c = 0; c < heads.length; c++) {
            out.append("<th style=\"text-align:").append(side(c)).append("\">").append(Html.escape(heads[c])).append("</th>");
        }
        out.append("</tr></thead>\n<tbody>\n");
        for (TargetResult result : targets.results()) {
            String[] cells = Targets.cells(result);
            out.append("<tr style=\"background:transparent\" title=\"").append(Html.escape(result.target().section())).append("\">");
            for (int c = 0; c < cells.length; c++) {
                out.append("<td style=\"text-align:").append(side(c)).append(c == 7 ? ";font-weight:bold;color:" + colour(result.verdict()) : "").append("\">")
                        .append(Html.escape(cells[c])).append("</td>");
            }
            out.append("</tr>\n");
        }
        out.append("</tbody></table>\n");
        targets.explanations().forEach((ids, why) -> out.append("<p><b>").append(Html.escape(ids)).append("</b>: ").append(Html.escape(why)).append("</p>\n"));
        out.append("<p>").append(Html.escape(targets.summary())).append("</p></div>");
        return MimeBundle.of(targets.toString()).with(MimeBundle.HTML, out.toString());
    }

    private static String side(int column) {
        return column >= 2 && column <= 5 && column != 4 ? "right" : "left";
    }

    private static String colour(Verdict verdict) {
        return switch (verdict) {
            case HOLDS -> "#2e7d32";
            case EXPLAINED -> "#b26a00";
            case OPEN -> "#1565c0";
            case FAILS -> "#c62828";
        };
    }
}
