using System.Buffers;
using QosNets.Server.Protocol;
using QosNets.Server.Rpc.Wire;
using Input = QosNets.Server.Rpc.Wire.ModelInferRequest.Types.InferInputTensor;

namespace QosNets.Server.Rpc;

/// <summary>Reads and checks an inference request that came as a message: its values raw or in the list of their type.</summary>
internal static class RpcRequest
{
    /// <summary>Reads a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="checks">What the model takes.</param>
    /// <exception cref="RequestException">It does not fit the protocol or the model.</exception>
    public static InferRequest Read(ModelInferRequest message, RequestChecks checks)
    {
        RequestChecks.OneInput(message.Inputs.Count);
        var input = message.Inputs[0];
        var images = checks.Input(input.Name, input.Datatype, input.Shape);
        var raw = message.RawInputContents.Count > 0;
        // What comes raw is answered raw, so that a client gets the form that it reads.
        var outputs = RequestChecks.Outputs([.. message.Outputs.Select(o => ((string?)o.Name, (bool?)null))], raw);
        var wish = checks.Wish(Text(message, "operating_point"), Number(message, "min_margin"));
        var length = images * checks.ImageLength;
        var pixels = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            if (raw)
                ReadRaw(message, input, pixels.AsSpan(0, length));
            else
                ReadContents(input, pixels.AsSpan(0, length));
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(pixels);
            throw;
        }
        return new InferRequest(message.Id.Length > 0 ? message.Id : null, pixels, images, outputs, wish);
    }

    private static string? Text(ModelInferRequest message, string name)
    {
        if (!message.Parameters.TryGetValue(name, out var parameter))
            return null;
        return parameter.ParameterChoiceCase == InferParameter.ParameterChoiceOneofCase.StringParam
            ? parameter.StringParam
            : throw JsonInput.Fault($"parameters.{name} is {parameter.ParameterChoiceCase}; string_param is expected");
    }

    private static double? Number(ModelInferRequest message, string name)
    {
        if (!message.Parameters.TryGetValue(name, out var parameter))
            return null;
        return parameter.ParameterChoiceCase switch
        {
            InferParameter.ParameterChoiceOneofCase.DoubleParam => parameter.DoubleParam,
            InferParameter.ParameterChoiceOneofCase.Int64Param => parameter.Int64Param,
            var other => throw JsonInput.Fault($"parameters.{name} is {other}; double_param or int64_param is expected"),
        };
    }

    private static void ReadRaw(ModelInferRequest message, Input input, Span<byte> pixels)
    {
        if (message.RawInputContents.Count != 1)
            throw JsonInput.Fault(
                $"raw_input_contents has {message.RawInputContents.Count} entries; 1 is expected, as of inputs"
            );
        if (input.Contents is not null)
            throw JsonInput.Fault("there are both raw_input_contents and inputs[0].contents; give one of them");
        var bytes = message.RawInputContents[0].Span;
        var expected = (long)pixels.Length * Datatypes.SizeOf(input.Datatype);
        if (bytes.Length != expected)
            throw JsonInput.Fault(
                $"raw_input_contents[0] has {bytes.Length} bytes; the input's shape and datatype make {expected}"
            );
        PixelReader.ReadBytes(input.Datatype, bytes, pixels);
    }

    private static void ReadContents(Input input, Span<byte> pixels)
    {
        if (input.Contents is not { } contents)
            throw JsonInput.Fault("there are neither raw_input_contents nor inputs[0].contents; give one of them");
        switch (input.Datatype)
        {
            case "UINT8" or "UINT16" or "UINT32":
                Read("uint_contents", contents.UintContents, pixels);
                break;
            case "UINT64":
                Read("uint64_contents", contents.Uint64Contents, pixels);
                break;
            case "INT8" or "INT16" or "INT32":
                Read("int_contents", contents.IntContents, pixels);
                break;
            case "INT64":
                Read("int64_contents", contents.Int64Contents, pixels);
                break;
            case "FP32":
                Read("fp32_contents", contents.Fp32Contents, pixels);
                break;
            case "FP64":
                Read("fp64_contents", contents.Fp64Contents, pixels);
                break;
            default:
                throw JsonInput.Fault($"inputs[0].datatype is {input.Datatype}, which travels in raw_input_contents only");
        }
    }

    private static void Read<T>(string list, IReadOnlyList<T> values, Span<byte> pixels)
        where T : System.Numerics.INumber<T>
    {
        if (values.Count != pixels.Length)
            throw JsonInput.Fault(
                $"inputs[0].contents.{list} has {values.Count} values; the input's shape makes {pixels.Length}, and its datatype "
                    + "names the list"
            );
        PixelReader.ReadValues(values, pixels);
    }
}
