package org.spikebook.notebook;

/** Text in HTML. */
final class Html {

    private Html() {
    }

    static String escape(String text) {
        return escape(text, new StringBuilder(text.length() + 16)).toString();
    }

    static StringBuilder escape(String text, StringBuilder to) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> to.append("&amp;");
                case '<' -> to.append("&lt;");
                case '>' -> to.append("&gt;");
                case '"' -> to.append("&quot;");
                case '\'' -> to.append("&#39;");
                default -> to.append(c);
            }
        }
        return to;
    }
}
