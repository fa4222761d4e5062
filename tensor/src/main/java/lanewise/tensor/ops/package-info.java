/**
 * Operations on tensors, one class a family. Shapes are checked here, once, and here it is decided which way a result is computed; the ways
 * themselves are in the rooms below, which are not exported. A helper that serves one operation alone stands beside it.
 */
package lanewise.tensor.ops;
