package org.spikebook.kernel;

import java.util.List;
import java.util.stream.Collectors;
import org.spikebook.lab.display.MimeBundle;
import org.spikebook.session.Inspection;

/** What is known of a name, laid out for the front ends' tooltips and help panes. */
final class Help {

    /** With more overloads than this, each shows its first sentence only. */
    private static final int FULL_TEXTS = 3;

    private Help() {
    }

    static MimeBundle bundle(List<Inspection> found) {
        boolean brief = found.size() > FULL_TEXTS;
        return MimeBundle.of(found.stream().map(each -> text(each, brief)).collect(Collectors.joining("\n\n")))
                .with(MimeBundle.HTML, found.stream().map(each -> html(each, brief)).collect(Collectors.joining("\n<hr/>\n")))
                .with(MimeBundle.MARKDOWN, found.stream().map(each -> markdown(each, brief)).collect(Collectors.joining("\n\n---\n\n")));
    }

    private static String text(Inspection each, boolean brief) {
        return each.javadoc().isBlank() ? each.signature()
                : each.signature() + "\n" + new JavadocText(shortened(each.javadoc(), brief)).text().indent(4).stripTrailing();
    }

    private static String html(Inspection each, boolean brief) {
        return "<pre><b>" + JavadocText.escape(each.signature()) + "</b></pre>\n"
                + (each.javadoc().isBlank() ? "" : new JavadocText(shortened(each.javadoc(), brief)).html());
    }

    private static String markdown(Inspection each, boolean brief) {
        return "```java\n" + each.signature() + "\n```\n"
                + (each.javadoc().isBlank() ? "" : "\n" + new JavadocText(shortened(each.javadoc(), brief)).markdown());
    }

    /** The first sentence: up to a full stop before white space, outside inline tags, or up to the first block tag. */
    private static String shortened(String javadoc, boolean brief) {
        if (!brief) {
            return javadoc;
        }
        int depth = 0;
        for (int i = 0; i < javadoc.length(); i++) {
            char c = javadoc.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0 && c == '.' && (i + 1 == javadoc.length() || Character.isWhitespace(javadoc.charAt(i + 1)))) {
                return javadoc.substring(0, i + 1);
            }
            if (depth == 0 && c == '@' && (i == 0 || Character.isWhitespace(javadoc.charAt(i - 1)))) {
                return javadoc.substring(0, i);
            }
        }
        return javadoc;
    }
}
