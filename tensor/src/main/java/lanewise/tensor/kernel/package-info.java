/**
 * What all kernels stand on: the multiply-add that rounds once, the orders in which sums are taken, and what is said where memory is short. The
 * kernels themselves, loops over arrays and offsets, are in the rooms below, each by what it works on; none of them is exported, and none knows of
 * operations or gradients.
 */
package lanewise.tensor.kernel;
