package lanewise.cli;

import java.nio.file.Path;
import java.util.Optional;
import lanewise.train.Recipe;

/**
 * A run with every question answered and every answer checked.
 *
 * @param source where the images come from
 * @param recipe optimizer and schedule
 * @param epochs >= 1
 * @param batchSize >= 1
 * @param lr highest learning rate, finite and > 0
 * @param seed of weights and shuffling
 * @param threads of the kernels
 * @param kernels level of the kernels
 * @param json where the passes are written
 * @param quiet whether only the table and the receipt are printed
 */
record Plan(
    DataSource source,
    Recipe recipe,
    int epochs,
    int batchSize,
    double lr,
    long seed,
    int threads,
    String kernels,
    Optional<Path> json,
    boolean quiet) {}
