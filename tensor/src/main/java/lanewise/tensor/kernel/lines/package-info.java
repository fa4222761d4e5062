/**
 * Loops over the rows and the columns of a matrix: folds, and functions of the elements and of numbers that belong to their line. Reductions,
 * softmax, normalisations and losses are made of them.
 */
package lanewise.tensor.kernel.lines;
