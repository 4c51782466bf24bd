package org.spikebook.session;

/** Whether code typed so far can be run, as an editor needs it to decide what the return key does. */
public enum Completeness {
    /** Can be run. */
    COMPLETE,
    /** More has to come: an open brace, string or comment. */
    INCOMPLETE,
    /** No text after it can make it right. */
    INVALID
}
