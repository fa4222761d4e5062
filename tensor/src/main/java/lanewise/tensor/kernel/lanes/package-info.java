/** Images with the batch in the lanes: how they are stored, how others read them, and what is done to a unit while it is in the cache. */
package lanewise.tensor.kernel.lanes;
