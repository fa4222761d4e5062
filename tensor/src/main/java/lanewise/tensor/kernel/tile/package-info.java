/** The tile of multiply-adds that convolutions are made of: its shape, its table of runs, and the loop that shows how fast it could be at best. */
package lanewise.tensor.kernel.tile;
