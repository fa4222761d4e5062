/**
 * What is done to images with the batch in the lanes, a unit of 32 at a time: the sums of a convolution in its three directions, the stages around
 * it, normalisation, operators.
 */
package lanewise.tensor.ops.lanes;
