"""Trials with NVIDIA's Triton client (the Python package tritonclient, http and grpc): ADDRESS GRPC_ADDRESS MODEL.

Prints a line for each trial, and ends with 1 when one failed. Logits must be equal by both ways and in all types.
"""

import sys
import traceback

import numpy as np
import tritonclient.grpc
import tritonclient.http

http = tritonclient.http.InferenceServerClient(sys.argv[1])
grpc = tritonclient.grpc.InferenceServerClient(sys.argv[2])
model = sys.argv[3]
failed = 0


def trial(name, run):
    global failed
    try:
        result = run()
        print(f"ok    {name}" if result is None else f"ok    {name}: {result}")
    except Exception as fault:  # every fault is a result here
        failed += 1
        print(f"FAIL  {name}: {type(fault).__name__}: {str(fault)[:160]}")
        if "-v" in sys.argv:
            traceback.print_exc()


def check(condition):
    if not condition:
        raise AssertionError("not as expected")


def metadata(client):
    description = client.get_model_metadata(model)
    return description if isinstance(description, dict) else {"name": description.name}


for name, client in (("http", http), ("grpc", grpc)):
    trial(f"{name} is_server_live", lambda c=client: check(c.is_server_live()))
    trial(f"{name} is_server_ready", lambda c=client: check(c.is_server_ready()))
    trial(f"{name} is_model_ready", lambda c=client: check(c.is_model_ready(model)))
    trial(f"{name} get_server_metadata", lambda c=client: check(c.get_server_metadata()))
    trial(f"{name} get_model_metadata", lambda c=client: check(metadata(c)["name"] == model))

shape = [2] + [int(size) for size in http.get_model_metadata(model)["inputs"][0]["shape"][1:]]
pixels = np.random.default_rng(1).integers(0, 256, shape)
first = []

TYPES = {
    "UINT8": np.uint8, "UINT16": np.uint16, "UINT32": np.uint32, "UINT64": np.uint64,
    "INT16": np.int16, "INT32": np.int32, "INT64": np.int64, "FP16": np.float16, "FP32": np.float32, "FP64": np.float64,
}


def infer(module, client, datatype, make_input=None, **options):
    tensor = module.InferInput("input", shape, datatype)
    (make_input or (lambda t, a: t.set_data_from_numpy(a)))(tensor, pixels.astype(TYPES[datatype]))
    answer = client.infer(model, [tensor], **options)
    logits, classes = answer.as_numpy("logits"), answer.as_numpy("class")
    if logits is not None:
        first.append(logits)
        check(np.array_equal(logits, first[0]))
    if classes is not None:
        check(np.array_equal(classes, first[0].argmax(axis=1)))
    return None


for datatype in TYPES:
    trial(f"http infer {datatype} binary", lambda d=datatype: infer(tritonclient.http, http, d))
    trial(f"grpc infer {datatype} raw", lambda d=datatype: infer(tritonclient.grpc, grpc, d))
    if datatype != "FP16":
        trial(
            f"http infer {datatype} JSON",
            lambda d=datatype: infer(
                tritonclient.http, http, d, lambda t, a: t.set_data_from_numpy(a, binary_data=False)
            ),
        )

ask = lambda module, *names, **how: [module.InferRequestedOutput(name, **how) for name in names]
trial("http infer, request id", lambda: infer(tritonclient.http, http, "UINT8", request_id="7"))
trial("grpc infer, request id", lambda: infer(tritonclient.grpc, grpc, "UINT8", request_id="7"))
trial("http infer, one output as JSON", lambda: infer(tritonclient.http, http, "UINT8", outputs=ask(tritonclient.http, "class", binary_data=False)))
trial("http infer, both outputs binary", lambda: infer(tritonclient.http, http, "UINT8", outputs=ask(tritonclient.http, "class", "logits")))
trial("grpc infer, one output", lambda: infer(tritonclient.grpc, grpc, "UINT8", outputs=ask(tritonclient.grpc, "class")))
for packing in ("gzip", "deflate"):
    trial(f"http infer, request packed by {packing}", lambda p=packing: infer(tritonclient.http, http, "UINT8", request_compression_algorithm=p))
    trial(f"http infer, answer asked packed by {packing}", lambda p=packing: infer(tritonclient.http, http, "UINT8", response_compression_algorithm=p))
trial("grpc infer, packed by gzip", lambda: infer(tritonclient.grpc, grpc, "UINT8", compression_algorithm="gzip"))
trial("http infer, version 1", lambda: infer(tritonclient.http, http, "UINT8", model_version="1"))
trial("grpc infer, version 1", lambda: infer(tritonclient.grpc, grpc, "UINT8", model_version="1"))


def refused(module, client):
    try:
        client.infer("other", [module.InferInput("input", shape, "UINT8").set_data_from_numpy(pixels.astype(np.uint8))])
    except tritonclient.utils.InferenceServerException as fault:
        check("there is no model 'other'" in fault.message())
        return fault.message()
    raise AssertionError("it was answered")


trial("http, another model", lambda: refused(tritonclient.http, http))
trial("grpc, another model", lambda: refused(tritonclient.grpc, grpc))
sys.exit(failed > 0)
