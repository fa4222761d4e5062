/** Learning-rate schedules, and the schedulers that apply them to an optimizer. */
module lanewise.lrsched {
  requires transitive lanewise.optim;

  exports lanewise.lrsched;
  exports lanewise.lrsched.plot;
  exports lanewise.lrsched.text;
}
