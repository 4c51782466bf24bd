/** Training of spiking networks by gradients through time, with the chip in the loss. */
package org.spikebook.training;
