package org.spikebook.kernel;

/** The five sockets between a kernel and its clients. */
enum Channel {
    /** Requests that are served in order. */
    SHELL,
    /** Requests that must not wait for a running cell: interrupt, shutdown. */
    CONTROL,
    /** The kernel asks, the user answers. */
    STDIN,
    /** Broadcast of status and output to all clients. */
    IOPUB,
    /** Echo: tells that the kernel lives. */
    HEARTBEAT
}
