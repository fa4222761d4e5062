/** Who does the work: threads that pick the chunks of a run, the scratch memory that each of them keeps, and the units that a batch is cut into. */
package lanewise.tensor.kernel.workers;
