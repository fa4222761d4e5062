/**
 * Loops over images with channels last, a number for each channel: sums, gradients of a normalisation, and the convolution in which no two channels
 * meet.
 */
package lanewise.tensor.kernel.channels;
