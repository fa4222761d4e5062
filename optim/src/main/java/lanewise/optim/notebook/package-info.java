/**
 * The optimizers of the course notebook, by its names. They are no special cases of PyTorch's: the weight decay stands apart from the gradient, the
 * count of steps is one for all parameters, RMSProp begins with the first square, and Adam has eps inside the root. Use those of
 * {@link lanewise.optim}, unless it is the notebook's numbers that are wanted.
 */
package lanewise.optim.notebook;
