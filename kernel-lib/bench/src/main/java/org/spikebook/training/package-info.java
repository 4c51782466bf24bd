/**
 * What has to measure the training kernels from inside their package, since they are not public: {@link org.spikebook.training.KernelCheck}. Benchmarks of what is public are in
 * {@code org.spikebook.bench}.
 */
package org.spikebook.training;
