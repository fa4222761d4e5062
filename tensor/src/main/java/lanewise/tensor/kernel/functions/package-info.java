/**
 * The operators themselves, one file a family, most of them as formulas: arithmetic, exponentials, activations, each with its slope where there is
 * one.
 */
package lanewise.tensor.kernel.functions;
