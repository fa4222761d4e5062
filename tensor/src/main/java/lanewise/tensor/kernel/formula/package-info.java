/**
 * The language in which operators are written once: terms of lanes, bits and masks, and the byte code that is made of them, for floats and for
 * vectors.
 */
package lanewise.tensor.kernel.formula;
