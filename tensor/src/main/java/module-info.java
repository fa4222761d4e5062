/** Tensors, kernels, workers and random numbers; the only module that reads the incubating Vector API. */
module lanewise.tensor {
  requires jdk.incubator.vector;

  exports lanewise.tensor;
  exports lanewise.tensor.io;
  exports lanewise.tensor.ops;
  exports lanewise.tensor.step;
}
