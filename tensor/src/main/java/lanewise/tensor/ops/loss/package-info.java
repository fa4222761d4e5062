/** Losses of scores against classes: what a line of scores is to be, and the passes over the lines. */
package lanewise.tensor.ops.loss;
