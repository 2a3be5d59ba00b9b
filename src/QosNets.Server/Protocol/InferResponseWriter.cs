using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using QosNets.Runtime;
using QosNets.Server.Batching;

namespace QosNets.Server.Protocol;

/// <summary>Writes the answer to an inference request.</summary>
/// <param name="model">Name of the model.</param>
/// <param name="version">Version of the model.</param>
/// <param name="classes">Number of classes.</param>
/// <param name="points">Names of the operating points.</param>
internal sealed class InferResponseWriter(string model, string version, int classes, IReadOnlyList<string> points)
{
    /// <summary>Writes an answer.</summary>
    /// <param name="output">Takes JSON, then the bytes of binary outputs.</param>
    /// <param name="request">The request.</param>
    /// <param name="result">What it ran as.</param>
    /// <returns>The length of the JSON when bytes follow it, else null.</returns>
    public int? Write(ArrayBufferWriter<byte> output, InferRequest request, InferenceResult result)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("model_name"u8, model);
            json.WriteString("model_version"u8, version);
            if (request.Id is { } id)
                json.WriteString("id"u8, id);
            json.WriteStartObject("parameters"u8);
            var (parameter, value) = AnsweringPoints.Of(result, points);
            json.WriteString(parameter, value);
            json.WriteEndObject();
            json.WriteStartArray("outputs"u8);
            foreach (var wanted in request.Outputs)
                WriteOutput(json, request, result, wanted);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        var length = output.WrittenCount;
        foreach (var wanted in request.Outputs.Where(o => o.Binary))
            WriteBinary(output, request.Images, result, wanted.Name);
        return output.WrittenCount > length ? length : null;
    }

    private int ClassOf(InferenceResult result, int image) => Logits.Largest(result.Logits.AsSpan(image * classes, classes));

    private void WriteOutput(Utf8JsonWriter json, InferRequest request, InferenceResult result, OutputRequest wanted)
    {
        var isClass = wanted.Name == Tensors.Class;
        json.WriteStartObject();
        json.WriteString("name"u8, wanted.Name);
        json.WriteString("datatype"u8, isClass ? Datatypes.Longs : Datatypes.Floats);
        json.WriteStartArray("shape"u8);
        json.WriteNumberValue(request.Images);
        if (!isClass)
            json.WriteNumberValue(classes);
        json.WriteEndArray();
        if (wanted.Binary)
        {
            json.WriteStartObject("parameters"u8);
            json.WriteNumber(
                "binary_data_size"u8,
                isClass ? sizeof(long) * request.Images : sizeof(float) * result.Logits.Length
            );
            json.WriteEndObject();
        }
        else
        {
            json.WriteStartArray("data"u8);
            for (var i = 0; isClass && i < request.Images; i++)
                json.WriteNumberValue(ClassOf(result, i));
            foreach (var logit in isClass ? [] : result.Logits.AsSpan())
                json.WriteNumberValue(logit);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private void WriteBinary(ArrayBufferWriter<byte> output, int images, InferenceResult result, string name)
    {
        if (name == Tensors.Class)
        {
            for (var i = 0; i < images; i++)
            {
                BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(sizeof(long)), ClassOf(result, i));
                output.Advance(sizeof(long));
            }
            return;
        }
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("float32 is written as this machine holds it, which must be little-endian");
        output.Write(MemoryMarshal.AsBytes(result.Logits.AsSpan()));
    }
}
