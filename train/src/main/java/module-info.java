/** Data sets, loaders, metrics and the training loop. */
module lanewise.train {
  requires transitive lanewise.lrsched;
  requires transitive lanewise.nn;
  requires transitive lanewise.optim;

  exports lanewise.train;
  exports lanewise.train.data;
}
