/** Matrix products: operands packed into panels, a tile that runs over them, and the grid of blocks that threads share. */
package lanewise.tensor.kernel.gemm;
