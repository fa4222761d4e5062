/**
 * The way from a tensor to its array, and what a tensor may carry that has not been applied to its values yet. Nobody outside this module can come
 * here, so no raw array leaves it.
 */
package lanewise.tensor.kernel.access;
