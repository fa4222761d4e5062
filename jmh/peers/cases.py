"""The rows of bench.py: what PyTorch computes, which benchmark of Lanewise is the same, and how much work it is.

A case is (name, benchmark, parameters, work, unit): benchmark is a name in benchmarks.jar, or several joined by "+", whose times are added; work is
in 10^9 floating-point operations (unit GFLOP/s), 10^9 bytes (GB/s) or images, for one call.
"""
import math

BLOCKS = ((1, 8, 5), (8, 16, 3), (16, 32, 3), (32, 64, 3))  # of the notebook's network: input channels, output channels, kernel
CONVOLUTIONS = {  # images, input channels, side, output channels, kernel, stride, padding, groups
    "cnn1": (512, 1, 28, 8, 5, 2, 2, 1), "cnn2": (512, 8, 14, 16, 3, 2, 1, 1), "cnn3": (512, 16, 7, 32, 3, 2, 1, 1),
    "cnn4": (512, 32, 4, 64, 3, 2, 1, 1), "cnn5": (512, 64, 2, 10, 3, 2, 1, 1), "res56": (8, 64, 56, 64, 3, 1, 1, 1),
    "res28": (8, 128, 28, 128, 3, 1, 1, 1), "res14": (8, 256, 14, 256, 3, 1, 1, 1), "res7": (8, 512, 7, 512, 3, 1, 1, 1),
    "1x1": (8, 64, 56, 256, 1, 1, 0, 1), "stem": (4, 3, 224, 64, 7, 2, 3, 1), "depthwise": (8, 128, 28, 128, 3, 1, 1, 128)}
SQUARES = (64, 128, 256, 512, 1024, 2048)
RECTANGLES = ((512, 10, 784), (1000, 37, 500), (64, 3136, 576))
MAPS = {"relu": 2, "add": 3, "mul": 3, "exp": 2, "log": 2, "tanh": 2, "sigmoid": 2, "gelu": 2, "erf": 2}  # arrays read and written
REDUCTIONS = {"sum": 1, "dot": 2, "max": 1}
LENGTHS = (16384, 1 << 24)
OPTIMIZERS = {"SGD": 3, "SGD-momentum": 5, "Adam": 7, "AdamW": 7, "RMSprop": 5}  # floats read and written for each element
PARAMETERS = ("cnn", "1048576x1", "16777216x1", "156250x160")
MATRICES = {"Muon", "SparseAdam"}  # optimizers that step square matrices


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
        yield f"{n}", "Sgemm.multiply", {"size": f"{n}"}, 2 * n ** 3 / 1e9, "GFLOP/s"
    for m, n, k in RECTANGLES:
        yield f"{m}x{n}x{k}", "Sgemm.multiply", {"size": f"{m}x{n}x{k}"}, 2 * m * n * k / 1e9, "GFLOP/s"


def conv2d():
    for name, c in CONVOLUTIONS.items():
        if name.startswith("cnn"):
            shape = {"shape": ":".join(map(str, c[:7]))}
            yield f"{name} forward", "Conv2dLayer.forward", shape, convolution_work(*c), "GFLOP/s"
            yield f"{name} backward", "Conv2dLayer.toData+Conv2dLayer.toWeights", shape, 2 * convolution_work(*c), "GFLOP/s"
        else:
            for direction, times in (("forward", 1), ("backward", 2)):
                yield (f"{name} {direction}", "Convolutions.run", {"layer": {"1x1": "pointwise"}.get(name, name), "direction": direction},
                       times * convolution_work(*c), "GFLOP/s")


def elementwise():
    for length in LENGTHS:
        for op, arrays in MAPS.items():
            yield f"{op} {length}", "Elementwise.run", {"op": op, "size": f"{length}"}, arrays * 4 * length / 1e9, "GB/s"
        for op, arrays in REDUCTIONS.items():
            yield f"{op} {length}", "Reductions.run", {"op": op, "shape": f"{length}"}, arrays * 4 * length / 1e9, "GB/s"


def rows():
    for op, ours, shape, passes in (("softmax", "softmax", "4096x1000", 2), ("log_softmax", "log_softmax", "4096x1000", 2),
                                    ("cross_entropy", "cross_entropy_gradient", "4096x1000", 3), ("layer_norm", "layer_norm", "4096x768", 2)):
        size = math.prod(map(int, shape.split("x")))
        yield f"{op} {shape}", "Rows.run", {"op": ours, "shape": shape}, passes * 4 * size / 1e9, "GB/s"
    for op, ours, passes in (("batch_norm", "forward", 3), ("batch_norm_backward", "forwardAndBackward", 8)):
        yield f"{op} 512x64x14x14", f"BatchNorm.{ours}", {"shape": "512x64x14x14"}, passes * 4 * 512 * 64 * 196 / 1e9, "GB/s"


def shapes():
    pool = {"images": "512", "channels": "64", "size": "14", "kernel": "2", "channelsLast": "false"}
    yield "max_pool2d 2x2 512x64x14x14", "Pooling.max", pool, 5 * 512 * 64 * 196 / 1e9, "GB/s"
    yield "transpose 4096x4096", "Transpose.transpose", {"rows": "4096", "cols": "4096"}, 8 * 4096 ** 2 / 1e9, "GB/s"


def train():
    for network in ("cnn", "resnet"):
        yield f"{network} step, batch 512", "TrainingStep.step", {"network": network, "batch": "512"}, 512e-9, "images/s"
    for batch in (32, 64, 256, 1024, 4096):
        yield f"cnn step, batch {batch}", "TrainingStep.step", {"network": "cnn", "batch": f"{batch}"}, batch * 1e-9, "images/s"
    for network in ("cnn2", "cnn4"):
        yield f"{network} step, batch 512", "TrainingStep.step", {"network": network, "batch": "512"}, 512e-9, "images/s"
    yield "cnn epoch of 60000, batch 512", "EpochOfCnn.epoch", {"images": "60000", "batch": "512"}, 60000e-9, "images/s"


def infer():
    for batch in (1, 512):
        yield f"CNN batch {batch}", "Inference.forward", {"batch": f"{batch}"}, batch * 1e-9, "images/s"


def optim():
    for optimizer, streams in OPTIMIZERS.items():
        for parameters in PARAMETERS:
            yield (f"{optimizer} {parameters}", "OptimizerStep.step", {"optimizer": optimizer, "parameters": parameters},
                   streams * 4 * elements(parameters) / 1e9, "GB/s")


GROUPS = {f.__name__: f for f in (sgemm, conv2d, elementwise, rows, shapes, train, infer, optim)}
