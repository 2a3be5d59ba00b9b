using System.Buffers;
using QosNets.Networks;

namespace QosNets.Server.Protocol;

/// <summary>
/// Reads and checks the body of an inference request: JSON, and behind it the bytes of an input that says so (the binary
/// tensor data extension).
/// </summary>
/// <param name="shape">The model's images.</param>
/// <param name="maxImages">Images that a request may hold.</param>
internal sealed class InferRequestReader(Shape shape, int maxImages)
{
    private static readonly OutputRequest[] AllJson = [new(Tensors.Logits, false), new(Tensors.Class, false)];
    private static readonly OutputRequest[] AllBinary = [new(Tensors.Logits, true), new(Tensors.Class, true)];

    private string ExpectedShape => $"[n, {shape.Channels}, {shape.Height}, {shape.Width}] with n from 1 to {maxImages}";

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="jsonLength">Bytes of it that are JSON, at most all.</param>
    /// <exception cref="RequestException">It does not fit the protocol or the model.</exception>
    public InferRequest Read(ReadOnlySpan<byte> body, int jsonLength)
    {
        var json = body[..jsonLength];
        var header = RequestHeader.Read(json);
        if (header.Inputs is not [var input])
            throw JsonInput.Fault($"there are {header.Inputs?.Count ?? 0} inputs; give one, named '{Tensors.Input}', in inputs");
        var images = CheckInput(input);
        var outputs = Outputs(header);
        var pixels = ArrayPool<byte>.Shared.Rent(images * shape.Length);
        try
        {
            ReadPixels(input, json, body[jsonLength..], pixels.AsSpan(0, images * shape.Length));
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(pixels);
            throw;
        }
        return new InferRequest(header.Id, pixels, images, outputs);
    }

    private int CheckInput(InputHeader input)
    {
        if (input.Name != Tensors.Input)
            throw JsonInput.Fault($"inputs[0].name is {Quoted(input.Name)}; the model's input is '{Tensors.Input}'");
        if (input.Datatype is not (Tensors.Bytes or Tensors.Floats))
            throw JsonInput.Fault(
                $"inputs[0].datatype is {Quoted(input.Datatype)}; {Tensors.Bytes} is expected, or {Tensors.Floats} with whole "
                    + $"numbers 0..255"
            );
        if (input.Shape is null)
            throw JsonInput.Fault($"inputs[0].shape is missing; {ExpectedShape} is expected");
        if (
            input.Shape is not [var images, var channels, var rows, var columns]
            || (channels, rows, columns) != (shape.Channels, shape.Height, shape.Width)
            || images < 1
            || images > maxImages
        )
            throw JsonInput.Fault($"inputs[0].shape is [{string.Join(", ", input.Shape)}]; {ExpectedShape} is expected");
        return (int)images;
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
        var expected = (long)pixels.Length * (input.Datatype == Tensors.Floats ? sizeof(float) : sizeof(byte));
        if (size != expected)
            throw JsonInput.Fault($"inputs[0].parameters.binary_data_size is {size}; its shape and datatype make {expected}");
        if (rest.Length != expected)
            throw JsonInput.Fault(
                $"{rest.Length} bytes follow the JSON where inputs[0].parameters.binary_data_size is {size}; the header "
                    + $"Inference-Header-Content-Length gives the length of the JSON"
            );
        if (input.Datatype == Tensors.Floats)
            PixelReader.ReadFloats(rest, pixels);
        else
            rest.CopyTo(pixels);
    }

    private static OutputRequest[] Outputs(RequestHeader header)
    {
        if (header.Outputs is not { Count: > 0 } wanted)
            return header.BinaryOutput ? AllBinary : AllJson;
        var outputs = new List<OutputRequest>();
        foreach (var (name, binary) in wanted)
        {
            if (name is not (Tensors.Logits or Tensors.Class))
                throw JsonInput.Fault(
                    $"outputs[{outputs.Count}].name is {Quoted(name)}; the model's outputs are '{Tensors.Logits}' and "
                        + $"'{Tensors.Class}'"
                );
            if (outputs.Any(o => o.Name == name))
                throw JsonInput.Fault($"outputs[{outputs.Count}] asks for '{name}' again");
            outputs.Add(new OutputRequest(name, binary ?? header.BinaryOutput));
        }
        return [.. outputs];
    }

    private static string Quoted(string? text) => text is null ? "missing" : $"'{(text.Length > 40 ? text[..40] + "…" : text)}'";
}
