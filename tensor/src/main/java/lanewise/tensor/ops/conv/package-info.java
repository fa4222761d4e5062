/**
 * Convolutions with channels last: the three directions of the general path and the depthwise one, each a kernel that knows one geometry and a stage
 * that takes it over a batch.
 */
package lanewise.tensor.ops.conv;
