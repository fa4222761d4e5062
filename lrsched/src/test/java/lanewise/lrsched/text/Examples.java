package lanewise.lrsched.text;

import java.util.List;

/** A text of every kind of schedule, with options that differ from the defaults. */
final class Examples {
  static final List<String> ALL = List.of(
      "constant(2.5)",
      "constant(0.25, 5)",
      "linear(0.1, 1, 100)",
      "step(30)",
      "step(30, gamma=0.5)",
      "multi_step([10, 30, 50], gamma=0.5)",
      "exponential(0.95)",
      "exponential_decay(100, 0.5)",
      "polynomial(100)",
      "polynomial(100, power=2, eta_min=1e-5)",
      "cosine(900)",
      "cosine(900, eta_min=0.001, tail=hold)",
      "cosine_wave(90, cycles=2, min_ratio=0.1)",
      "cosine_hard_restarts(90, cycles=2)",
      "warm_restarts(50, t_mult=2, eta_min=0.001)",
      "warm_up_restarts(50, t_mult=2, eta_max=0.2, t_up=10, gamma=0.5)",
      "cyclic(0.001, 0.1, step_size_up=50, step_size_down=100)",
      "cyclic(0.001, 0.1, step_size_up=50, mode=exp_range, gamma=0.995, base_momentum=0.7, max_momentum=0.99)",
      "one_cycle(0.1, 1000)",
      "one_cycle(0.1, 1000, pct_start=0.25, anneal_strategy=linear, div_factor=10, final_div_factor=100, three_phase=true, "
          + "base_momentum=0.8, max_momentum=0.9)",
      "swa(0.05, anneal_epochs=5, anneal_strategy=linear)",
      "warmup_constant(10)",
      "inverse_sqrt(10000)",
      "warmup_stable_decay(10, 70, 20, warmup_type=cosine, decay_type=one_minus_sqrt, min_ratio=0.1, cycles=1.5)",
      "piecewise([40, 70, 90], [0.5, 0.25, 0.125, 0.0625])",
      "interpolate([[0, 1], [4, 0.1], [8, 0.01]])",
      "interpolate([[0, 1], [4, 0.1], [8, 0.01]], shape=cos)",
      "timm_cosine(50, lr_min=1e-5, cycle_mul=2, cycle_decay=0.5, cycle_limit=3, warmup_t=5, warmup_lr_init=1e-6, warmup_prefix=true, k_decay=2)",
      "timm_tanh(50, lr_min=1e-5, lb=-6, ub=4)",
      "linear(0.1, 1, 100) then cosine(900)",
      "join([exponential(0.9), step(3)], [7])",
      "step(30) * warmup_constant(5) * exponential(0.99)",
      "product([step(30)])",
      "cosine(100).scale(0.5)",
      "cosine(100).offset(-1e-9)",
      "cosine(100).clamp(0.001, inf)",
      "cosine(100).delay(10)",
      "cosine(100).advance(10)",
      "cosine(50).repeat()",
      "cosine(50).repeat(times=3)",
      "step(5).repeat(times=3, period=20)",
      "cosine(100).warmup(10, start_factor=0.1)",
      "exponential(0.9).lasting(10) then cosine(90)",
      "cosine(100).with_base(0.05)",
      "one_cycle(0.1, 1000).as_factor()",
      "cosine(100).raised(2)",
      "one_cycle(0.1, 1000).without_momentum()",
      "(cosine(10) then cosine(20, eta_min=0.1)) then exponential(0.9)",
      "cosine(10) then (linear(1, 0.5, 9) then exponential(0.9)).lasting(40) then step(2)",
      "(step(3) * (step(4) * step(5))).clamp(0.1, 1)",
      "linear(0, 1, 10) then step(3) * step(4)",
      "(linear(0, 1, 10) then step(3)) * step(4)");

  private Examples() {}
}
