/** Windows that move over one image: poolings, their gradients, and the interpolation between four pixels. */
package lanewise.tensor.kernel.pool;
