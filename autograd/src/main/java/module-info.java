/** Variables, parameters and the graph behind {@code backward()}. */
module lanewise.autograd {
  requires transitive lanewise.tensor;

  exports lanewise.autograd;
  exports lanewise.autograd.fused to
      lanewise.nn;
}
