/** Optimizers and their parameter groups. */
module lanewise.optim {
  requires transitive lanewise.autograd;

  exports lanewise.optim;
  exports lanewise.optim.notebook;
}
