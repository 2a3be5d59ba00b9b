using System.Buffers;

namespace QosNets.Server.Protocol;

/// <summary>
/// Reads and checks the body of an inference request: JSON, and behind it the bytes of an input that says so (the binary
/// tensor data extension).
/// </summary>
/// <param name="checks">What the model takes.</param>
internal sealed class InferRequestReader(RequestChecks checks)
{
    /// <summary>Reads a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="jsonLength">Bytes of it that are JSON, at most all.</param>
    /// <exception cref="RequestException">It does not fit the protocol or the model.</exception>
    public InferRequest Read(ReadOnlySpan<byte> body, int jsonLength)
    {
        var json = body[..jsonLength];
        var header = RequestHeader.Read(json);
        RequestChecks.OneInput(header.Inputs?.Count ?? 0);
        var input = header.Inputs![0];
        var images = checks.Input(input.Name, input.Datatype, input.Shape);
        var outputs = RequestChecks.Outputs(header.Outputs ?? [], header.BinaryOutput);
        var wish = checks.Wish(header.OperatingPoint, header.MinMargin);
        var length = images * checks.ImageLength;
        var pixels = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            ReadPixels(input, json, body[jsonLength..], pixels.AsSpan(0, length));
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(pixels);
            throw;
        }
        return new InferRequest(header.Id, pixels, images, outputs, wish);
    }

    private static void ReadPixels(InputHeader input, ReadOnlySpan<byte> json, ReadOnlySpan<byte> rest, Span<byte> pixels)
    {
        if (input.BinarySize is not { } size)
        {
            if (input.DataStart < 0)
                throw JsonInput.Fault("inputs[0] has neither data nor parameters.binary_data_size; give one of them");
            if (rest.Length > 0)
                throw JsonInput.Fault($"{rest.Length} bytes follow the JSON and no input says binary_data_size");
            PixelReader.ReadJson(json[input.DataStart..], [.. input.Shape!], pixels);
            return;
        }
        if (input.DataStart >= 0)
            throw JsonInput.Fault("inputs[0] has both data and parameters.binary_data_size; give one of them");
        var expected = (long)pixels.Length * Datatypes.SizeOf(input.Datatype);
        if (size != expected)
            throw JsonInput.Fault($"inputs[0].parameters.binary_data_size is {size}; its shape and datatype make {expected}");
        if (rest.Length != expected)
            throw JsonInput.Fault(
                $"{rest.Length} bytes follow the JSON where inputs[0].parameters.binary_data_size is {size}; the header "
                    + $"Inference-Header-Content-Length gives the length of the JSON"
            );
        PixelReader.ReadBytes(input.Datatype!, rest, pixels);
    }
}
