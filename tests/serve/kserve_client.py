"""Trials with KServe's Python client (InferenceRESTClient, InferenceGRPCClient): ADDRESS GRPC_ADDRESS MODEL.

PYTHONPATH names the folder python/kserve of a checkout of KServe. Of the package only what makes, sends and reads requests is
loaded: KServe's servers need packages that Debian lacks, so stand-ins take their places here, and json that of orjson.
Prints a line for each trial, and ends with 1 when one failed. Logits must be equal by both ways and in all types.
"""

import asyncio
import importlib.machinery
import json
import logging
import sys
import types

import numpy as np


def stand_in(name, **members):
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module
    return module


package = stand_in("kserve")
package.__path__ = list(importlib.machinery.PathFinder.find_spec("kserve").submodule_search_locations)
stand_in(
    "orjson",
    orjson=types.SimpleNamespace(dumps=lambda value: json.dumps(value).encode(), loads=json.loads),
    dumps=lambda value: json.dumps(value).encode(),
    loads=json.loads,
)
stand_in("kserve.logging", logger=logging.getLogger("kserve"), trace_logger=logging.getLogger("kserve.trace"))
stand_in("kserve.errors", InvalidInput=type("InvalidInput", (Exception,), {}), InferenceError=type("InferenceError", (Exception,), {}),
         UnsupportedProtocol=type("UnsupportedProtocol", (Exception,), {}))
stand_in("kserve.utils.utils", is_v1=lambda protocol: protocol == "v1", is_v2=lambda protocol: protocol == "v2")
stand_in("kserve.protocol.rest.v2_datamodels", InferenceRequest=dict)
logging.disable(logging.CRITICAL)

import grpc  # noqa: E402
import grpc.aio._channel  # noqa: E402
import httpx  # noqa: E402
from kserve.inference_client import InferenceGRPCClient, InferenceRESTClient, RESTConfig  # noqa: E402
from kserve.protocol.infer_type import InferInput, InferRequest, RequestedOutput  # noqa: E402

# An argument of KServe's generated stubs, which changes no byte that is sent, is unknown to the grpcio of Debian 12.
unary_unary = grpc.aio._channel.Channel.unary_unary
grpc.aio._channel.Channel.unary_unary = lambda channel, *path, _registered_method=False, **more: unary_unary(channel, *path, **more)

url, grpc_address, model = f"http://{sys.argv[1]}", sys.argv[2], sys.argv[3]
failed = 0
first = []
TYPES = ["uint8", "uint16", "uint32", "uint64", "int16", "int32", "int64", "float16", "float32", "float64"]
WORDS = {"uint": "UINT", "int": "INT", "float": "FP"}


async def trial(name, run):
    global failed
    try:
        result = await run
        if result is False:
            raise AssertionError("not as expected")
        print(f"ok    {name}")
    except Exception as fault:  # every fault is a result here
        failed += 1
        print(f"FAIL  {name}: {type(fault).__name__}: {str(fault)[:200]}")


def request(pixels, dtype, binary, to=None, **options):
    letters = dtype.rstrip("0123456789")
    tensor = InferInput("input", list(pixels.shape), WORDS[letters] + dtype[len(letters):])
    tensor.set_data_from_numpy(pixels.astype(dtype), binary_data=binary)
    return InferRequest(to or model, [tensor], **options)


def same(answer):
    outputs = {output.name: output.as_numpy() for output in answer.outputs}
    if "logits" in outputs:
        first.append(outputs["logits"])
        if not np.array_equal(outputs["logits"], first[0]):
            return False
    return "class" not in outputs or np.array_equal(outputs["class"], first[0].argmax(axis=1))


async def infer(client, sent, **options):
    if isinstance(client, InferenceRESTClient):
        return same(await client.infer(url, sent, model_name=sent.model_name, **options))
    return same(await client.infer(sent, **options))


async def refused(answer, fault):
    try:
        await answer
    except fault as error:
        return "there is no model 'other'" in str(error)
    return False


async def main():
    async with httpx.AsyncClient() as plain:
        shape = (await plain.get(f"{url}/v2/models/{model}")).json()["inputs"][0]["shape"]
    pixels = np.random.default_rng(1).integers(0, 256, [2] + [int(size) for size in shape[1:]])
    rest, rpc = InferenceRESTClient(RESTConfig(protocol="v2", verbose=True)), InferenceGRPCClient(grpc_address)
    await trial("rest is_server_live", rest.is_server_live(url))
    await trial("rest is_server_ready", rest.is_server_ready(url))
    await trial("rest is_model_ready", rest.is_model_ready(url, model))
    await trial("grpc is_server_live", rpc.is_server_live())
    await trial("grpc is_server_ready", rpc.is_server_ready())
    await trial("grpc is_model_ready", rpc.is_model_ready(model))
    for dtype in TYPES:
        await trial(f"rest infer {dtype} binary", infer(rest, request(pixels, dtype, True)))
        await trial(f"grpc infer {dtype} raw", infer(rpc, request(pixels, dtype, True)))
        if dtype != "float16":
            await trial(f"rest infer {dtype} JSON", infer(rest, request(pixels, dtype, False)))
            await trial(f"grpc infer {dtype} contents", infer(rpc, request(pixels, dtype, False)))
    for binary in (False, True):
        outputs = lambda: [RequestedOutput("class", {"binary_data": binary})]
        await trial(f"rest infer, one output, binary {binary}", infer(rest, request(pixels, "uint8", True, request_outputs=outputs())))
    everything = {"parameters": {"binary_data_output": True}, "request_id": "7"}
    await trial("rest infer, id and parameters", infer(rest, request(pixels, "uint8", True, **everything)))
    await trial("grpc infer, id and parameters", infer(rpc, request(pixels, "uint8", True, **everything)))
    await trial("rest, another model", refused(infer(rest, request(pixels, "uint8", True, "other")), httpx.HTTPStatusError))
    await trial("grpc, another model", refused(infer(rpc, request(pixels, "uint8", True, "other")), grpc.RpcError))
    await rest.close()
    await rpc.close()


asyncio.run(main())
sys.exit(failed > 0)
