package lanewise.cli;

/**
 * What two runs compare to see that they were the same, and how long this one took.
 *
 * @param totalSeconds from the start of the JVM
 * @param weightsSha256 {@link lanewise.train.WeightsDigest}
 * @param threads that the kernels ran on; changes nothing but the time
 * @param kernels level of the kernels, such as {@code simd512}; changes nothing but the time
 * @param seed of weights and shuffling
 * @param recipe name of the recipe
 */
record Receipt(double totalSeconds, String weightsSha256, int threads, String kernels, long seed, String recipe) {}
