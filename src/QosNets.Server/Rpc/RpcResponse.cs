using System.Runtime.InteropServices;
using Google.Protobuf;
using QosNets.Runtime;
using QosNets.Server.Batching;
using QosNets.Server.Model;
using QosNets.Server.Protocol;
using QosNets.Server.Rpc.Wire;
using Output = QosNets.Server.Rpc.Wire.ModelInferResponse.Types.InferOutputTensor;

namespace QosNets.Server.Rpc;

/// <summary>Makes the message that answers an inference request.</summary>
internal static class RpcResponse
{
    /// <summary>Makes an answer.</summary>
    /// <param name="model">The model.</param>
    /// <param name="request">The request.</param>
    /// <param name="result">What it ran as.</param>
    public static ModelInferResponse Write(ServedModel model, InferRequest request, InferenceResult result)
    {
        var (parameter, value) = AnsweringPoints.Of(result, [.. model.Control.Points.Select(p => p.Name)]);
        var response = new ModelInferResponse
        {
            ModelName = model.Name,
            ModelVersion = ServedModel.Version,
            Id = request.Id ?? "",
            Parameters = { [parameter] = new InferParameter { StringParam = value } },
        };
        foreach (var wanted in request.Outputs)
        {
            var isClass = wanted.Name == Tensors.Class;
            var output = new Output
            {
                Name = wanted.Name,
                Datatype = isClass ? Datatypes.Longs : Datatypes.Floats,
                Shape = { request.Images },
            };
            var length = result.Logits.Length / request.Images;
            if (!isClass)
                output.Shape.Add(length);
            var classes = isClass ? ClassesOf(result.Logits, length) : [];
            if (wanted.Binary)
                response.RawOutputContents.Add(isClass ? Bytes(classes) : Bytes(result.Logits));
            else if (isClass)
                output.Contents = new InferTensorContents { Int64Contents = { classes } };
            else
                output.Contents = new InferTensorContents { Fp32Contents = { result.Logits } };
            response.Outputs.Add(output);
        }
        return response;
    }

    private static long[] ClassesOf(float[] logits, int classes)
    {
        var all = new long[logits.Length / classes];
        for (var i = 0; i < all.Length; i++)
            all[i] = Logits.Largest(logits.AsSpan(i * classes, classes));
        return all;
    }

    private static ByteString Bytes<T>(T[] values)
        where T : unmanaged
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("values are written as this machine holds them, which must be little-endian");
        return ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
    }
}
