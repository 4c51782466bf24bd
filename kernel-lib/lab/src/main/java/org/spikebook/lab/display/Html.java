package org.spikebook.lab.display;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Text and pictures as safe pieces of HTML; every renderer that writes HTML passes what comes from data through here. */
public final class Html {

    private Html() {
    }

    /** The text with {@code & < > " '} as entities: safe as element content and inside a quoted attribute. */
    public static String escape(String text) {
        var out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /**
     * An {@code <img>} that holds the PNG itself.
     *
     * @param png the file's bytes
     * @param width width on the page, in CSS pixels
     * @param alt what the picture shows, for readers without it; escaped here
     */
    public static String image(byte[] png, int width, String alt) {
        return "<img width=\"" + width + "\" style=\"max-width:100%\" alt=\"" + escape(alt) + "\" src=\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(png) + "\">";
    }

    static byte[] png(BufferedImage image) {
        var out = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, "png", out)) {
                throw new IllegalArgumentException("image of type " + image.getType() + ": has no PNG form. Maybe TYPE_INT_ARGB.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
