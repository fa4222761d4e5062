/** Layers, initialisers, losses and state dictionaries. */
module lanewise.nn {
  requires transitive lanewise.autograd;

  exports lanewise.nn;
}
