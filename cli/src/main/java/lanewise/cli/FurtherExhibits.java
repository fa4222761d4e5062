package lanewise.cli;

import java.util.List;
import lanewise.lrsched.Multiplicative;

/** The schedules that the articles do not show. */
final class FurtherExhibits {
  private FurtherExhibits() {}

  static List<Exhibit> all() {
    return List.of(
        Exhibit.of("constant", "Constant", 0.05, 20)
            .formula("lr(t) = b factor   for t < totalIters, then b")
            .parameters("factor: 0..1; totalIters: steps. Without steps it is constant for ever. Drawn: 1/3 for 5 steps, and 0.5; b = 0.05.")
            .use("A careful start; a part of a composition.")
            .code("constant(1.0 / 3, 5)")
            .curve("constant(1/3, 5)", "constant(0.3333333333333333, 5)")
            .curve("constant(0.5)"),
        Exhibit.of("linear", "Linear", 0.05, 20)
            .formula("lr(t) = b (startFactor + (endFactor - startFactor) min(t, totalIters) / totalIters)")
            .parameters("startFactor, endFactor: 0..1; totalIters: steps. Drawn: up from 1/3 in 5 steps, and down to 0 in 20; b = 0.05.")
            .use("Warm-up, or a decay to 0 over a known length, as for language models.")
            .code("linear(1.0 / 3, 1, 5)")
            .curve("linear(1/3, 1, 5)", "linear(0.3333333333333333, 1, 5)")
            .curve("linear(1, 0, 20)"),
        Exhibit.of("polynomial", "Polynomial", 0.05, 120)
            .formula("lr(t) = etaMin + (b - etaMin) (1 - min(t, totalIters) / totalIters)^power")
            .parameters("totalIters: steps; power; etaMin: the rate at the end, default 0. Drawn: powers 1, 2 and 0.5 over 100 steps; b = 0.05.")
            .use("Segmentation (power 0.9); a choice between the linear decay and the sudden one.")
            .code("polynomial(100, 1)")
            .curve("polynomial(100)")
            .curve("polynomial(100, power=2)")
            .curve("polynomial(100, power=0.5)"),
        Exhibit.of("multiplicative", "Multiplicative", 0.05, 100)
            .formula("lr(t) = b factor(1) factor(2) ... factor(t)")
            .parameters("A function of the step and a name for it; a call costs t calls of the function. Drawn: 0.95, and 1 - 1 / (t + 9); b = 0.05.")
            .use("When only the ratio of neighbouring rates is known. A closed form in a lambda is faster.")
            .code("multiplicative(\"0.95\", t -> 0.95)")
            .curve("0.95", new Multiplicative("0.95", t -> 0.95))
            .curve("1 - 1 / (t + 9)", new Multiplicative("1 - 1 / (t + 9)", t -> 1 - 1.0 / (t + 9))),
        Exhibit.of("exponential-decay", "Exponential decay over many steps", 0.1, 100)
            .formula("lr(t) = b rate^(t / transitionSteps)")
            .parameters("transitionSteps: steps in which the rate changes by the factor; rate. Drawn: 20 and 0.5, with the stairs of the"
                + " same factor; b = 0.1.")
            .use("A decay per batch that is given per epoch.")
            .code("exponentialDecay(20, 0.5)")
            .curve("exponential_decay(20, 0.5)")
            .curve("step(20, gamma=0.5)"),
        Exhibit.of("cosine-wave", "Cosine waves", 0.1, 130)
            .formula("lr(t) = b (r + (1 - r) (1 + cos(2 pi cycles t / steps)) / 2)")
            .parameters("steps: of all waves; cycles: default 1/2; r = minRatio: default 0; tail. Drawn: half a wave, and two waves above"
                + " 0.1 b; 100 steps; b = 0.1.")
            .use("The cosine of transformers after its warm-up; it rises again after its steps unless the tail is HOLD.")
            .code("CosineWave.of(100)")
            .curve("cosine_wave(100)")
            .curve("cosine_wave(100, cycles=2, min_ratio=0.1)"),
        Exhibit.of("cosine-hard-restarts", "Cosine with hard restarts", 0.1, 110)
            .formula("lr(t) = b (1 + cos(pi frac(cycles t / steps))) / 2   for t < steps, then 0")
            .parameters("steps: of all cycles; cycles: default 1. Drawn: 100 and 3; b = 0.1.")
            .use("A given number of restarts within a known length.")
            .code("cosineHardRestarts(100, 3)")
            .curve("cosine_hard_restarts(100, cycles=3)"),
        Exhibit.of("one-cycle-shapes", "1cycle: shapes", 1, 100)
            .formula("as 1cycle above")
            .parameters("Drawn: cosines, straight lines, three phases; 100 steps up to 0.1.")
            .use("Straight lines as in the paper; three phases to bring the rate down for the last part of the training.")
            .code("oneCycle(0.1, 100)")
            .curve("cos", "one_cycle(0.1, 100)")
            .curve("linear", "one_cycle(0.1, 100, anneal_strategy=linear)")
            .curve("three phases", "one_cycle(0.1, 100, three_phase=true)"),
        Exhibit.of("swa", "Towards weight averaging", 0.1, 20)
            .formula("lr(t) = swaLr a + b (1 - a),  u = min(1, t / annealEpochs),  a = u or (1 - cos(pi u)) / 2")
            .parameters("swaLr: the constant rate at the end; annealEpochs: default 10; the shape, default cosine. Drawn: to 0.02 in both"
                + " shapes; b = 0.1.")
            .use("The last part of a training whose weights are averaged.")
            .code("Swa.of(0.02)")
            .curve("swa(0.02)")
            .curve("swa(0.02, anneal_strategy=linear)"),
        Exhibit.of("inverse-sqrt", "Inverse square root", 0.001, 1000)
            .formula("lr(t) = b / sqrt(1 + t / timescale)")
            .parameters("timescale: a third of the steps in which the rate is halved. Drawn: 100, and the same behind a warm-up of 100; b = 0.001.")
            .use("Transformers whose training has no fixed length.")
            .code("inverseSqrt(100)")
            .curve("inverse_sqrt(100)")
            .curve("inverse_sqrt(100).warmup(100)"),
        Exhibit.of("warmup-stable-decay", "Warm-up, stable, decay", 0.001, 110)
            .formula("""
                lr(t) = b (r + (1 - r) up(t / W))               for t < W
                        b                                       for t < W + S
                        b (r + (1 - r) down((t - W - S) / D))   for t < W + S + D, then b r
                """)
            .parameters("W, S, D: steps of the three parts; shapes of rise and fall, default straight; r: default 0. Drawn: 10, 70, 20, r ="
                + " 0.1, three falls; b = 0.001.")
            .use("Language models: the decay can begin whenever the training is to end.")
            .code("warmupStableDecay(10, 70, 20).minRatio(0.1)")
            .curve("linear", "wsd(10, 70, 20, min_ratio=0.1)")
            .curve("cosine", "wsd(10, 70, 20, min_ratio=0.1, decay_type=cosine)")
            .curve("1 - sqrt", "wsd(10, 70, 20, min_ratio=0.1, decay_type=one_minus_sqrt)"),
        Exhibit.of("piecewise", "Stairs", 0.05, 100)
            .formula("lr(t) = b factors[number of milestones <= t]")
            .parameters("milestones, and one factor more. Drawn: 40, 70, 90 and 0.5, 0.25, 0.125, 0.0625; b = 0.05.")
            .use("The lambda of if and else, as a value that can be printed and compared.")
            .code("piecewise(List.of(40L, 70L, 90L), List.of(0.5, 0.25, 0.125, 0.0625))")
            .curve("piecewise([40, 70, 90], [0.5, 0.25, 0.125, 0.0625])"),
        Exhibit.of("interpolate", "Through given points", 0.1, 100)
            .formula("lr(t_i) = b f_i, and straight lines or half cosines in between")
            .parameters("The points (t_i, f_i); the shape, default straight. Drawn: (0, 0.1), (30, 1), (60, 0.3), (100, 0); b = 0.1.")
            .use("A curve of one's own.")
            .code("interpolate(knot(0, 0.1), knot(30, 1), knot(60, 0.3), knot(100, 0))")
            .curve("straight", "interpolate([[0, 0.1], [30, 1], [60, 0.3], [100, 0]])")
            .curve("cos", "interpolate([[0, 0.1], [30, 1], [60, 0.3], [100, 0]], shape=cos)"),
        Exhibit.of("timm-cosine", "timm's cosine", 0.1, 400)
            .formula("lr(t) = lrMin + (M_i - lrMin) (1 + cos(pi tau^k / T_i^k)) / 2,  T_i = tInitial cycleMul^i,  M_i = b cycleDecay^i")
            .parameters("tInitial; lrMin; cycleMul, cycleDecay, cycleLimit; a warm-up; k = kDecay. Drawn: 50, 1e-5, three cycles, twice as"
                + " long and half as high; and k = 2;"
                + " b = 0.1.")
            .use("Image models with the recipes of timm.")
            .code("timmCosine(TimmCycles.of(50).lrMin(1e-5).cycles(2, 0.5, 3))")
            .curve("three cycles", "timm_cosine(50, lr_min=1e-5, cycle_mul=2, cycle_decay=0.5, cycle_limit=3)")
            .curve("one cycle, k = 2", "timm_cosine(350, lr_min=1e-5, k_decay=2)"),
        Exhibit.of("timm-tanh", "timm's hyperbolic tangent", 0.1, 60)
            .formula("lr(t) = lrMin + (M_i - lrMin) (1 - tanh(lb (1 - u) + ub u)) / 2")
            .parameters("lb: default -7; ub: default 3; the cycles as above. Drawn: 50 steps down to 1e-5; b = 0.1.")
            .use("A longer time at the high rate than with a cosine.")
            .code("timmTanh(TimmCycles.of(50).lrMin(1e-5))")
            .curve("timm_tanh(50, lr_min=1e-5)"));
  }
}
