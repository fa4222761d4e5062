package lanewise.optim;

import java.util.List;
import java.util.stream.Stream;
import lanewise.optim.notebook.MomentumSGD;
import lanewise.optim.notebook.RMSProp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The published examples of the elementwise optimizers outside Adam's family, and of the notebook's. */
class DescentExamplesTest {
  static Stream<Arguments> examples() {
    var rmsprop = RMSprop.options();
    var lion = Lion.options().lr(0.01);
    return Stream.of(
        row(Adadelta.options(), .9968393023, -1.996838118, .496837898, 1.001189513, -2.001018993, .496837898, .9920856926, -2.010581326, .5025944375),
        row(Adadelta.options().rho(0.95).weightDecay(0.9),
            .9955279088, -1.995527875, .4955279435, .9926596385, -1.992026386, .4922341281, .9654379093, -1.967146608, .4847384833),
        row(Adagrad.options(), .99, -1.99, .49, .999701425, -1.999284767, .49, .9859241186, -2.012033479, .502161153),
        row(Adagrad.options().lr(0.1).lrDecay(0.5).initialAccumulatorValue(0.1).weightDecay(0.1),
            .9465477516, -1.921553546, .4258001484, .9886982151, -1.956009789, .4198065551, .9197806692, -1.944204761, .4604111093),
        row(rmsprop, .9000001, -1.90000005, .4000000333, .9970428727, -1.992911801, .4000000333, .8588219538, -2.121775394, .5221396808),
        row(rmsprop.alpha(0.9).weightDecay(0.1).momentum(0.9),
            .9683772284, -1.968377226, .4683772263, .9667224457, -1.959654785, .4354997235, .7209492296, -1.867748719, .3964105505),
        row(rmsprop.alpha(0.9).eps(0.01).centered(true),
            .975, -1.971428571, .47, 1.004357851, -1.999827944, .47, .9598668082, -2.046075275, .5105214147),
        row(rmsprop.alpha(0.9).eps(0.01).centered(true).momentum(0.9),
            .975, -1.971428571, .47, .9818578515, -1.974113658, .443, .8405575274, -2.106059086, .4501180523),
        row(Rprop.options(), .99, -1.99, .49, .99, -1.99, .49, .971, -2.00025, .5075),
        row(Rprop.options().etas(0.5, 1.5).stepSizes(0.008, 0.02), .99, -1.99, .49, .99, -1.99, .49, .954, -2.026, .516),
        row(ASGD.options(), .998999, -1.997998, .4969995, 1.002997998, -2.002995998, .496999003, .9909920532, -2.012983923, .5124959303),
        row(ASGD.options().lr(0.02).lambd(0.1).t0(3).weightDecay(0.1),
            .994, -1.988, .492, .9980179745, -1.990044933, .4900349468, .9509084564, -1.962773924, .5089629422),
        row(lion, .99, -1.99, .49, 1, -2, .48, .98, -2.02, .5),
        row(lion.weightDecay(0.1), .989, -1.988, .4895, .998011, -1.996012, .4790105, .9720878043, -2.004035888, .4961136725),
        row(lanewise.optim.notebook.SGD.options(0.1).wd(0.1), .98, -1.96, .465, 1.0102, -1.9904, .46035, .8350775957, -1.972097851, .5847459666),
        row(MomentumSGD.options(0.1), .999, -1.998, .497, 1.0021, -2.0012, .4943, .9714588211, -2.039210374, .5251692163),
        row(MomentumSGD.options(0.1).wd(0.1), .989, -1.978, .492, .98221, -1.96142, .48438, .8945984648, -1.883881335, .4861602355),
        row(RMSProp.options(0.01), .9900009999, -1.9900005, .4900003333, 1.027297714, -2.014367821, .4900003333, .93994462, -2.06201458, .5383707418),
        row(lanewise.optim.notebook.Adam.options(0.01),
            .9900049963, -1.99000125, .4900005555, .9955885732, -1.994416026, .4832855039, .9821043225, -2.022554689, .4978871106),
        row(lanewise.optim.notebook.Adam.options(0.01).wd(0.1),
            .9890049963, -1.98800125, .4895005555, .9935995683, -1.990428025, .4822960033, .9741909006, -2.006583818, .4939682633));
  }

  private static Arguments row(OptimizerOptions options, double... expected) {
    return Arguments.of(options, expected);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theParametersFollowThePublishedRule(OptimizerOptions options, double[] expected) {
    Examples.check(options.build(List.of(Examples.vector())), expected);
  }
}
