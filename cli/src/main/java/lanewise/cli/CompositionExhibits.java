package lanewise.cli;

import java.util.List;

/** What can be made from schedules. */
final class CompositionExhibits {
  private CompositionExhibits() {}

  static List<Exhibit> all() {
    return List.of(
        Exhibit.of("then", "One after the other", 0.01, 1000)
            .formula("lr(t) = f(t) for t < n, then g(t - n),  n the length of f")
            .parameters("then goes on after the natural length of a schedule; join takes the milestones. Each part begins at the base rate."
                + " b = 0.01.")
            .use("Warm-up and decay: the usual pair.")
            .code("linear(0.1, 1, 100).then(cosine(900))")
            .curve("linear(0.1, 1, 100) then cosine(900)"),
        Exhibit.of("times", "At the same time", 0.1, 100)
            .formula("lr(t) = g(t, f(t, b)): of factor schedules the product")
            .parameters("times for two, product for any number. b = 0.1.")
            .use("A warm-up on top of a decay that counts from the first step.")
            .code("step(30, 0.5).times(warmupConstant(10))")
            .curve("step(30, gamma=0.5) * warmup_constant(10)")
            .curve("step(30, gamma=0.5)"),
        Exhibit.of("warmup", "Warm-up in front of anything", 0.1, 120)
            .formula("lr(t) = f(0) (startFactor + (1 - startFactor) t / steps)   for t < steps, then f(t - steps)")
            .parameters("steps; startFactor: default 0. The rates meet where the schedule begins. b = 0.1.")
            .use("Any schedule that starts high.")
            .code("cosine(100).warmup(20)")
            .curve("cosine(100).warmup(20)")
            .curve("exponential(0.95).warmup(20, start_factor=0.1)"),
        Exhibit.of("repeat", "Again and again", 0.1, 200)
            .formula("lr(t) = f(t mod n),  n the length of f")
            .parameters("times: rounds, default for ever; the last round goes on. b = 0.1.")
            .use("Cycles of any shape.")
            .code("cosine(50).repeat()")
            .curve("cosine(50).repeat()")
            .curve("polynomial(40, power=2).repeat(times=3)"),
        Exhibit.of("clamp", "Scaled, shifted, within bounds", 0.1, 100)
            .formula("lr(t) = min(max(f(t), least), greatest),  factor f(t),  f(t) + amount")
            .parameters("clamp, scale, offset. b = 0.1.")
            .use("A floor for a decay without an end.")
            .code("exponential(0.95).clamp(0.01, 0.08)")
            .curve("exponential(0.95).clamp(0.01, 0.08)")
            .curve("0.5 * exponential(0.95)")
            .curve("exponential(0.95).offset(0.02)"),
        Exhibit.of("delay", "Later and earlier", 0.1, 150)
            .formula("delay: b for t < steps, then f(t - steps);  advance: f(t + steps)")
            .parameters("steps. b = 0.1.")
            .use("To hold the rate before a decay; to leave out the beginning of a schedule.")
            .code("cosine(100).tail(CosineAnnealing.Tail.HOLD).delay(50)")
            .curve("cosine(100, tail=hold).delay(50)")
            .curve("cosine(100, tail=hold).advance(30)"));
  }
}
