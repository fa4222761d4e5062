/** Values that move and do not change: strided copies, transpositions, interleaved rows, bytes looked up in a table. */
package lanewise.tensor.kernel.copy;
