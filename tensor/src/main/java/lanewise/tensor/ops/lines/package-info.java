/**
 * A tensor as lines along one axis or several: folds and functions of lines, in blocks that stay in the cache, and the normalisations that are made
 * of them.
 */
package lanewise.tensor.ops.lines;
