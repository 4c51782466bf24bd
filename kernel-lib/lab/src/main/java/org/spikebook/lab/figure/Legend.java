package org.spikebook.lab.figure;

/** Where a figure explains its lines and markers. */
public enum Legend {
    /** Under the plot, in rows; the default. */
    BELOW,
    /** To the right of the plot, in a column. */
    RIGHT,
    /** Inside the plot, upper left. */
    TOP_LEFT,
    /** Inside the plot, upper right. */
    TOP_RIGHT,
    /** Inside the plot, lower left. */
    BOTTOM_LEFT,
    /** Inside the plot, lower right. */
    BOTTOM_RIGHT,
    /** Nowhere. */
    NONE;

    boolean isInside() {
        return this != BELOW && this != RIGHT && this != NONE;
    }

    boolean isLeft() {
        return this == TOP_LEFT || this == BOTTOM_LEFT;
    }

    boolean isTop() {
        return this == TOP_LEFT || this == TOP_RIGHT;
    }
}
