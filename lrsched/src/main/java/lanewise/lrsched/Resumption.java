package lanewise.lrsched;

import java.util.List;

/**
 * Where a scheduler goes on, as a state tells it.
 *
 * @param t the t in force
 * @param bases base rate of each group
 * @param momenta momentum that each group had before it was cycled
 * @param rates rates that were last written
 * @param steps steps of the scheduler so far
 */
record Resumption(Moment t, List<Double> bases, List<Double> momenta, List<Double> rates, long steps) {}
