package lanewise.lrsched;

/**
 * A real t that keeps its whole part exactly.
 *
 * @param whole the whole part
 * @param fraction the rest, 0 up to 1
 */
record Moment(long whole, double fraction) {}
