/**
 * Recorded operations that several layers share, for the module of layers alone: what is asked here is decided there, not by a user, and has the bits
 * of the public functions one after the other.
 */
package lanewise.autograd.fused;
