/**
 * Networks in the Neuromorphic Intermediate Representation (Pedersen et al., Nat. Commun. 2024), an HDF5 file of nodes and edges.
 *
 * <pre>{@code
 * Network cnn = Network.fromNir(Path.of("cnn_sinabs.nir"));
 * Network lif = NirImport.of(Path.of("lif_norse.nir")).dt(1e-4).discretization(Discretization.EXACT).network();
 * List<String> lost = NirExport.of(trained).dt(1e-3).write(Path.of("trained.nir"));      // what NIR cannot say
 * }</pre>
 */
package org.spikebook.nir;
