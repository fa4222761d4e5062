"""The rows of bench.py: what PyTorch computes, which benchmark of Lanewise is the same, and how much work it is."""
import math
from dataclasses import dataclass

BLOCKS = ((1, 8, 5), (8, 16, 3), (16, 32, 3), (32, 64, 3))  # of the notebook's network: input channels, output channels, kernel
CONVOLUTIONS = {  # images, input channels, side, output channels, kernel, stride, padding, groups
    "cnn1": (512, 1, 28, 8, 5, 2, 2, 1), "cnn2": (512, 8, 14, 16, 3, 2, 1, 1), "cnn3": (512, 16, 7, 32, 3, 2, 1, 1),
    "cnn4": (512, 32, 4, 64, 3, 2, 1, 1), "cnn5": (512, 64, 2, 10, 3, 2, 1, 1), "res56": (8, 64, 56, 64, 3, 1, 1, 1),
    "res28": (8, 128, 28, 128, 3, 1, 1, 1), "res14": (8, 256, 14, 256, 3, 1, 1, 1), "res7": (8, 512, 7, 512, 3, 1, 1, 1),
    "1x1": (8, 64, 56, 256, 1, 1, 0, 1), "stem": (4, 3, 224, 64, 7, 2, 3, 1), "depthwise": (8, 128, 28, 128, 3, 1, 1, 128)}
SQUARES = (64, 128, 256, 512, 1024, 2048)
RECTANGLES = ((512, 10, 784), (1000, 37, 500), (64, 3136, 576))
LONG_RUN = 1 << 24
MAPS = {"relu": 2, "add": 3, "mul": 3, "exp": 2, "log": 2, "tanh": 2, "sigmoid": 2, "gelu": 2, "erf": 2, "silu": 2}  # arrays read and written
REDUCTIONS = {"sum": 1, "dot": 2, "max": 1}
LENGTHS = (16384, LONG_RUN)
OPTIMIZERS = {"SGD": 3, "SGD-momentum": 5, "Adam": 7, "AdamW": 7, "RMSprop": 5}  # floats read and written for each element
PARAMETERS = ("cnn", "1048576x1", "16777216x1", "156250x160")
LAST = " channels_last"
MATRICES = {"Muon", "SparseAdam"}  # optimizers that step square matrices


@dataclass(frozen=True)
class Case:
    """A row.

    benchmark is a name in benchmarks.jar, or several joined by "+", whose times are added; work is in 10^9 floating-point operations (unit GFLOP/s),
    10^9 bytes (GB/s), or images, for one call; brief says whether the row belongs to a quick run, parallel whether it makes sense with several
    threads.
    """

    group: str
    name: str
    benchmark: str
    parameters: dict
    work: float
    unit: str
    brief: bool = True
    parallel: bool = True


def parameter_shapes(optimizer, parameters):
    """The tensors that a step changes: the 18 of the notebook's network, or so many of so many elements."""
    if parameters == "cnn":
        blocks = [shape for ci, co, k in BLOCKS for shape in ((co, ci, k, k), (co,), (co,), (co,))]  # weight, bias, and a normalisation's
        return blocks + [(10, 64, 3, 3), (10,)]
    size, count = map(int, parameters.split("x"))
    side = round(size ** 0.5)
    return [(side, side) if optimizer in MATRICES else (size,)] * count


def elements(parameters):
    return sum(map(math.prod, parameter_shapes("", parameters)))


def convolution_work(n, ci, side, co, k, stride, pad, groups):
    out = (side + 2 * pad - k) // stride + 1
    return 2 * n * co * out * out * ci // groups * k * k / 1e9


def sgemm():
    for n in SQUARES:
        yield Case("sgemm", f"{n}", "Sgemm.multiply", {"size": f"{n}"}, 2 * n ** 3 / 1e9, "GFLOP/s", brief=n >= 256)
    for m, n, k in RECTANGLES:
        yield Case("sgemm", f"{m}x{n}x{k}", "Sgemm.multiply", {"size": f"{m}x{n}x{k}"}, 2 * m * n * k / 1e9, "GFLOP/s")


def conv2d():
    for name, c in CONVOLUTIONS.items():
        for direction, times in (("forward", 1), ("backward", 2)):
            if name.startswith("cnn"):
                benchmark = "Conv2dLayer.forward" if times == 1 else "Conv2dLayer.toData+Conv2dLayer.toWeights"
                parameters = {"shape": ":".join(map(str, c[:7]))}
            else:
                benchmark = "Convolutions.run"
                parameters = {"layer": {"1x1": "pointwise"}.get(name, name), "direction": direction}
            yield Case("conv2d", f"{name} {direction}", benchmark, parameters, times * convolution_work(*c), "GFLOP/s")


def elementwise():
    for length in LENGTHS:
        long_run = length == LONG_RUN
        for op, arrays in MAPS.items():
            yield Case("elementwise", f"{op} {length}", "Elementwise.run", {"op": op, "size": f"{length}"}, arrays * 4 * length / 1e9, "GB/s",
                       parallel=long_run)
        for op, arrays in REDUCTIONS.items():
            yield Case("elementwise", f"{op} {length}", "Reductions.run", {"op": op, "shape": f"{length}"}, arrays * 4 * length / 1e9, "GB/s",
                       brief=long_run, parallel=long_run)


def rows():
    for op, ours, shape, passes in (("softmax", "softmax", "4096x1000", 2), ("log_softmax", "log_softmax", "4096x1000", 2),
                                    ("cross_entropy", "cross_entropy_gradient", "4096x1000", 3), ("layer_norm", "layer_norm", "4096x768", 2),
                                    ("layer_norm_backward", "layer_norm_gradient", "4096x768", 5)):
        size = math.prod(map(int, shape.split("x")))
        yield Case("rows", f"{op} {shape}", "Rows.run", {"op": ours, "shape": shape}, passes * 4 * size / 1e9, "GB/s")
    for last in ("false", "true"):
        for op, ours, passes in (("batch_norm", "forward", 3), ("batch_norm_backward", "forwardAndBackward", 8)):
            yield Case("rows", f"{op} 512x64x14x14{LAST if last == 'true' else ''}", f"BatchNorm.{ours}", {"shape": "512x64x14x14",
                       "channelsLast": last}, passes * 4 * 512 * 64 * 196 / 1e9, "GB/s")


def shapes():
    size = 512 * 64 * 14 * 14
    for last in ("false", "true"):
        pool = {"images": "512", "channels": "64", "size": "14", "kernel": "2", "channelsLast": last}
        for op, ours in (("max_pool2d", "max"), ("max_pool2d_backward", "maxWithPlaces+Pooling.maxGradient"), ("avg_pool2d", "mean")):
            yield Case("shapes", f"{op} 512x64x14x14{LAST if last == 'true' else ''}", f"Pooling.{ours}", pool,
                       (2 if "+" in ours else 1) * 5 * size / 1e9, "GB/s", brief=op == "max_pool2d")
    yield Case("shapes", "transpose 4096x4096", "Transpose.transpose", {"rows": "4096", "cols": "4096"}, 8 * 4096 ** 2 / 1e9, "GB/s")


def train():
    yield Case("train", "cnn epoch of 60000, batch 512", "EpochOfCnn.epoch", {"images": "60000", "batch": "512"}, 60000, "images/s")
    for network in ("cnn", "resnet", "cnn2", "cnn4"):
        yield Case("train", f"{network} step, batch 512", "TrainingStep.step", {"network": network, "batch": "512"}, 512, "images/s",
                   brief=network in ("cnn", "resnet"))
    for batch in (32, 64, 256, 1024, 4096):
        yield Case("train", f"cnn step, batch {batch}", "TrainingStep.step", {"network": "cnn", "batch": f"{batch}"}, batch, "images/s",
                   brief=batch == 4096)


def infer():
    for batch in (1, 512):
        yield Case("infer", f"cnn batch {batch}", "Inference.forward", {"batch": f"{batch}"}, batch, "images/s")


def optim():
    for optimizer, streams in OPTIMIZERS.items():
        for parameters in PARAMETERS:
            yield Case("optim", f"{optimizer} {parameters}", "OptimizerStep.step", {"optimizer": optimizer, "parameters": parameters},
                       streams * 4 * elements(parameters) / 1e9, "GB/s", brief=optimizer == "AdamW" and parameters in ("cnn", "16777216x1"))


def command():
    for seed in (1, 2, 3):
        yield Case("command", f"train, 1cycle, 6 epochs, seed {seed}", "", {"seed": seed}, 6 * 60000, "images/s", brief=seed == 1)


GROUPS = {f.__name__: f for f in (train, infer, sgemm, conv2d, elementwise, rows, shapes, optim, command)}


def listed(groups, text, quick):
    """The rows of these groups, or of all, whose names contain a text."""
    for group in groups or GROUPS:
        for case in GROUPS[group]():
            if text in case.name and (case.brief or not quick):
                yield case
