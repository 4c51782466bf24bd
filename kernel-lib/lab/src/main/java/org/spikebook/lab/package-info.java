/** Tables, figures, targets and sweeps: what a user sees. */
package org.spikebook.lab;
