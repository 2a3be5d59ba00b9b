"""Trials with MLServer's types and codecs, from which its users make requests: ADDRESS MODEL.

PYTHONPATH names a checkout of MLServer; one before July 2023 suits the pydantic 1 of Debian 12. Requests are sent as its documents
send them, by `requests.post(url, json=...)`. Prints a line for each trial, and ends with 1 when one failed.
"""

import importlib.machinery
import sys
import types

import numpy as np
import requests

package = types.ModuleType("mlserver")
package.__path__ = list(importlib.machinery.PathFinder.find_spec("mlserver").submodule_search_locations)
sys.modules["mlserver"] = package  # the package itself would load its server

from mlserver.codecs import NumpyCodec, NumpyRequestCodec  # noqa: E402
from mlserver.types import InferenceRequest, InferenceResponse, MetadataModelResponse, MetadataServerResponse, Parameters, RequestOutput  # noqa: E402

address, model = f"http://{sys.argv[1]}/v2", sys.argv[2]
failed = 0
first = []


def trial(name, run):
    global failed
    try:
        if run() is False:
            raise AssertionError("not as expected")
        print(f"ok    {name}")
    except Exception as fault:  # every fault is a result here
        failed += 1
        print(f"FAIL  {name}: {type(fault).__name__}: {str(fault)[:200]}")


description = requests.get(f"{address}/models/{model}").json()
shape = [2] + [int(size) for size in description["inputs"][0]["shape"][1:]]
pixels = np.random.default_rng(1).integers(0, 256, shape)


def infer(request, **form):
    answer = requests.post(f"{address}/models/{model}/infer", json=request.dict(**form))
    if answer.status_code != 200:
        raise AssertionError(answer.text)
    outputs = {output.name: NumpyCodec.decode_output(output) for output in InferenceResponse.parse_raw(answer.text).outputs}
    if "logits" in outputs:
        first.append(outputs["logits"])
        if not np.array_equal(outputs["logits"], first[0]):
            return False
    return "class" not in outputs or np.array_equal(outputs["class"].reshape(-1), first[0].argmax(axis=1))


def encoded(dtype="uint8", **more):
    return InferenceRequest(inputs=[NumpyCodec.encode_input("input", pixels.astype(dtype))], **more)


def with_nulls(**more):
    """As it is sent by those who call model_dump of pydantic themselves."""
    return lambda: infer(encoded(**more), exclude_unset=False, exclude_none=False)


trial("server metadata", lambda: MetadataServerResponse.parse_raw(requests.get(address).text))
trial("model metadata", lambda: MetadataModelResponse.parse_obj(description))
for path in ("health/live", "health/ready", f"models/{model}/ready"):
    trial(path, lambda p=path: requests.get(f"{address}/{p}").status_code == 200)
for dtype in ("uint8", "uint16", "uint32", "uint64", "int16", "int32", "int64", "float16", "float32", "float64"):
    trial(f"NumpyCodec, {dtype}", lambda d=dtype: infer(encoded(d)))
trial("all fields, null where not given", with_nulls())
trial("an id", with_nulls(id="7"))
trial("parameters", with_nulls(parameters=Parameters(content_type="np")))
trial("one output", with_nulls(outputs=[RequestOutput(name="class")]))
trial("one output with parameters", with_nulls(outputs=[RequestOutput(name="logits", parameters=Parameters(content_type="np"))]))


def other_name():
    """NumpyRequestCodec calls its tensor input-1; the answer must say what it is called here."""
    answer = requests.post(f"{address}/models/{model}/infer", json=NumpyRequestCodec.encode_request(pixels.astype("uint8")).dict())
    return answer.status_code == 400 and "'input'" in answer.json()["error"]


trial("another name of the tensor is refused by the right one", other_name)
sys.exit(failed > 0)
