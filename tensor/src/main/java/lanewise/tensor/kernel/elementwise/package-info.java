/**
 * Loops over elements that do not know each other: one operator applied to one array or to two. The operators are in {@code functions}; here is what
 * they are made into.
 */
package lanewise.tensor.kernel.elementwise;
