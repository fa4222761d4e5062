package lanewise.cli;

import java.util.List;
import lanewise.lrsched.LambdaSchedule;

/** The schedules of the articles and of the notebook, with their parameters. */
final class ArticleExhibits {
  private ArticleExhibits() {}

  static List<Exhibit> all() {
    return List.of(
        Exhibit.of("lambda", "Lambda", 0.05, 100)
            .formula("lr(t) = b factor(t)")
            .parameters("Any function of the step, and a name for it. Drawn: 0.95^t, and 0.5, 0.25, 0.125, 0.0625 with changes at 40, 70,"
                + " 90; b = 0.05.")
            .use("What no other schedule says. A function cannot be printed or compared, so its name stands for it.")
            .code("lambda(\"0.95^t\", t -> Math.pow(0.95, t))")
            .curve("0.95^t", new LambdaSchedule("0.95^t", t -> StrictMath.pow(0.95, t)))
            .curve("0.5, 0.25, 0.125, 0.0625", new LambdaSchedule("stairs", t -> t < 40 ? 0.5 : t < 70 ? 0.25 : t < 90 ? 0.125 : 0.0625)),
        Exhibit.of("warmup-constant", "Warm-up, then constant", 0.05, 100)
            .formula("lr(t) = b t / max(1, warmupSteps)   for t < warmupSteps, then b")
            .parameters("warmupSteps: steps of the rise. Drawn: 10; b = 0.05.")
            .use("Fine-tuning with Adam, whose second moments are poor in the first steps.")
            .code("warmupConstant(10)")
            .curve("warmup_constant(10)"),
        Exhibit.of("step", "Step decay", 0.05, 1000)
            .formula("lr(t) = b gamma^floor(t / stepSize)")
            .parameters("stepSize: steps between two decays; gamma: the factor, default 0.1. Drawn: 200, 0.5; b = 0.05.")
            .use("SGD on images, per epoch, when the length of the training is open.")
            .code("step(200, 0.5)")
            .curve("step(200, gamma=0.5)"),
        Exhibit.of("multi-step", "Decay at milestones", 0.05, 500)
            .formula("lr(t) = b gamma^(number of milestones <= t)")
            .parameters("milestones: steps, in any order, repeated ones count twice; gamma: the factor, default 0.1. Drawn: 200 and 350,"
                + " 0.5; b = 0.05.")
            .use("Recipes of papers that name the epochs of the decay.")
            .code("multiStep(0.5, 200, 350)")
            .curve("multi_step([200, 350], gamma=0.5)"),
        Exhibit.of("multi-step-tenth", "Decay at milestones, by tenths", 0.05, 60)
            .formula("lr(t) = b gamma^(number of milestones <= t)")
            .parameters("As above. Drawn: 10, 30 and 50, 0.1; b = 0.05.")
            .use("The same on a logarithmic axis, where equal factors are equal steps.")
            .code("multiStep(0.1, 10, 30, 50)")
            .logScale()
            .curve("multi_step([10, 30, 50])"),
        Exhibit.of("adjust-learning-rate", "The rate set by hand", 5e-4, 40)
            .formula("lr(t) = b gamma^(number of epochs in the schedule <= t)")
            .parameters("The function adjust_learning_rate that is called once in each epoch. Drawn: 6, 12, .., 36 with 0.5; b = 5e-4.")
            .use("In place of such a function: the same values without a loop of one's own.")
            .code("multiStep(0.5, 6, 12, 18, 24, 30, 36)")
            .curve("multi_step([6, 12, 18, 24, 30, 36], gamma=0.5)"),
        Exhibit.of("exponential", "Exponential decay", 0.05, 100)
            .formula("lr(t) = b gamma^t")
            .parameters("gamma: the factor of a step. Drawn: 0.95; b = 0.05.")
            .use("A smooth decay without an end; clamp gives it a lower bound.")
            .code("exponential(0.95)")
            .curve("exponential(0.95)"),
        Exhibit.of("lr-range-test", "Search for a learning rate", 1e-6, 60)
            .formula("lr(t) = b gamma^t   with gamma > 1")
            .parameters("gamma: the growth of a step, 1.3 in the course's lessons. Drawn from b = 1e-6 on a logarithmic axis.")
            .use("A short run with a growing rate; take a tenth of the one at which the loss is lowest, stop when it has tripled.")
            .code("exponential(1.3)")
            .logScale()
            .curve("exponential(1.3)"),
        Exhibit.of("cosine", "Cosine annealing", 0.1, 300)
            .formula("lr(t) = etaMin + (b - etaMin) (1 + cos(pi t / tMax)) / 2")
            .parameters("tMax: steps of half a wave; etaMin: the rate at its end, default 0; tail: PERIODIC rises again as in PyTorch, HOLD stays."
                + " Drawn: 100, 0.001; b = 0.1.")
            .use("The usual choice for a training of known length: tMax is the number of all steps.")
            .code("cosine(100, 0.001)")
            .curve("periodic", "cosine(100, eta_min=0.001)")
            .curve("hold", "cosine(100, eta_min=0.001, tail=hold)"),
        Exhibit.of("cosine-notebook", "Cosine annealing by batches", 0.01, 354)
            .formula("lr(t) = b (1 + cos(pi t / tMax)) / 2")
            .parameters("tMax = batches of an epoch times epochs. Drawn: 118 batches, 3 epochs; b = 0.01.")
            .use("As the notebook does: a scheduler step after every batch.")
            .code("cosine(3 * 118)")
            .curve("cosine(354)"),
        Exhibit.of("warm-restarts", "Cosine annealing with warm restarts", 0.1, 400)
            .formula("lr(t) = etaMin + (b - etaMin) (1 + cos(pi (t - S_c) / L_c)) / 2,  L_c = t0 tMult^c")
            .parameters("t0: steps of the first cycle; tMult: ratio of the lengths, default 1; etaMin: default 0. Drawn: 50, 2, 0.001; b = 0.1.")
            .use("Snapshots of a model at the end of every cycle; trainings that may be stopped after any of them.")
            .code("warmRestarts(50, 2).etaMin(0.001)")
            .curve("warm_restarts(50, t_mult=2, eta_min=0.001)"),
        warmUp("1", 600, "warm_up_restarts(150, eta_max=0.1, t_up=10, gamma=0.5)", "warmUpRestarts(150, 1, 0.1, 10, 0.5)", "150, 1, 0.1, 10, 0.5"),
        warmUp("2", 660, "warm_up_restarts(50, t_mult=2, eta_max=0.1, t_up=10, gamma=0.5)", "warmUpRestarts(50, 2, 0.1, 10, 0.5)", "50, 2,"
            + " 0.1, 10, 0.5"),
        warmUp("3", 400, "warm_up_restarts(100, eta_max=0.1, t_up=10, gamma=0.5)", "warmUpRestarts(100, 1, 0.1, 10, 0.5)", "100, 1, 0.1, 10, 0.5"),
        cyclic("triangular", "height 1", "cyclic(0.001, 0.1, 50, 100)", "cyclic(0.001, 0.1, 50, 100)"),
        cyclic("triangular2", "height halved after every cycle", "cyclic(0.001, 0.1, 50, mode=triangular2)",
            "cyclic(0.001, 0.1, 50, 50).mode(Cyclic.Mode.TRIANGULAR2)"),
        cyclic("exp-range", "height gamma^t", "cyclic(0.001, 0.1, 50, mode=exp_range, gamma=0.995)",
            "cyclic(0.001, 0.1, 50, 50).mode(Cyclic.Mode.EXP_RANGE).gamma(0.995)"),
        oneCycle("100", 0.1, 100, "100 steps up to 0.1"),
        oneCycle("354", 0.01, 354, "3 epochs of 118 batches up to 0.01"),
        oneCycle("708", 0.05, 708, "6 epochs of 118 batches up to 0.05"),
        Exhibit.of("plateau", "Reduce on plateau", 0.05, 30)
            .formula("lr = max(lr factor, minLr)   after more than patience steps without a better metric")
            .parameters("The one that depends on the training, so no function of the step. Drawn: its defaults (factor 0.1, patience 10)"
                + " with a loss that stands still;"
                + " b = 0.05.")
            .use("When nothing is known about the length of the training and a validation metric is at hand.")
            .code("piecewise(List.of(12L, 23L), List.of(1.0, 0.1, 0.01))")
            .curve("piecewise([12, 23], [1, 0.1, 0.01])"));
  }

  private static Exhibit warmUp(String number, long steps, String text, String code, String values) {
    return Exhibit.of("warm-up-restarts-" + number, "Warm-up restarts, example " + number, 0.001, steps)
        .formula("""
            lr(t) = b + (M_c - b) tau / tUp                                        for tau < tUp
                    b + (M_c - b) (1 + cos(pi (tau - tUp) / (L_c - tUp))) / 2      else
            L_c = (t0 - tUp) tMult^c + tUp,  M_c = etaMax gamma^c,  tau = t - S_c
            """)
        .parameters("t0: steps of the first cycle; tMult: ratio of the falls; etaMax: first peak; tUp: steps of a rise; gamma: ratio of the peaks."
            + " The base rate is the low one. Drawn: " + values + "; b = 0.001.")
        .use("Warm restarts for models that need a warm-up, with peaks that become lower.")
        .code(code)
        .curve(text);
  }

  private static Exhibit cyclic(String mode, String height, String text, String code) {
    return Exhibit.of("cyclic-" + mode, "Cyclic, " + mode.replace('-', '_'), 0.05, 450)
        .formula("lr(t) = baseLr + (maxLr - baseLr) s height,  s from 0 to 1 in stepSizeUp steps and back in stepSizeDown\nhere: " + height)
        .parameters("baseLr, maxLr, stepSizeUp 2000, stepSizeDown (the same), mode, gamma 1, momenta 0.8 and 0.9, which go the other way."
            + " The base rate is ignored.")
        .use("To find the range of useful rates, or to train without choosing a length.")
        .code(code)
        .curve(text);
  }

  private static Exhibit oneCycle(String id, double maxLr, long steps, String drawn) {
    return Exhibit.of("one-cycle-" + id, "1cycle, " + drawn, 1, steps)
        .formula("""
            lr(t) from maxLr / divFactor to maxLr          for t <= pctStart T - 1
                  from maxLr to minLr                      for t <= T - 1,  minLr = maxLr / divFactor / finalDivFactor
            """)
        .parameters("maxLr; T = totalSteps; pctStart 0.3; cosines or straight lines; divFactor 25; finalDivFactor 10^4; momenta 0.85 and"
            + " 0.95, which go the other way;"
            + " threePhase. The base rate is ignored. Drawn: " + drawn + ".")
        .use("Fast training of known length with SGD or Adam: the best first try for small networks.")
        .code("oneCycle(" + maxLr + ", " + steps + ")")
        .curve("one_cycle(" + maxLr + ", " + steps + ")");
  }
}
