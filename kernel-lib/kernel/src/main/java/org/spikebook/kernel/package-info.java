/**
 * The Jupyter front of Spikebook: a kernel that speaks the Jupyter messaging protocol 5.4 over ZeroMQ in front of a
 * {@link org.spikebook.session.Session}, and the client side of the same protocol for measuring and checking it.
 *
 * <pre>{@code
 * try (var kernel = JupyterKernel.start(ConnectionFile.read(path))) {
 *     kernel.join();                                   // until a client asks for shutdown
 * }
 *
 * try (var client = KernelClient.connect(ConnectionFile.read(path))) {
 *     client.execute("1 + 1").text();                  // "2"
 * }
 * }</pre>
 *
 * <p>Threads: one thread owns all sockets ({@code spikebook-wire}), one signs and sends ({@code spikebook-send}), one runs what the
 * shell channel asks in order ({@code spikebook-shell}), one answers completion, inspection and the like while a cell runs
 * ({@code spikebook-assist}), one serves the control channel ({@code spikebook-control}).
 */
package org.spikebook.kernel;
