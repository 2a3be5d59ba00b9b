using System.Text.Json;

namespace QosNets.Server.Protocol;

/// <summary>An input as described in a request, its values still in the body.</summary>
internal sealed class InputHeader
{
    public string? Name { get; set; }

    public string? Datatype { get; set; }

    public List<long>? Shape { get; set; }

    /// <summary>Where the array of values begins in the JSON, or −1.</summary>
    public int DataStart { get; set; } = -1;

    /// <summary>Bytes behind the JSON that hold the values, or null.</summary>
    public long? BinarySize { get; set; }
}

/// <summary>The JSON of an inference request, values left where they are.</summary>
internal sealed class RequestHeader
{
    public string? Id { get; private set; }

    public List<InputHeader>? Inputs { get; private set; }

    public List<(string? Name, bool? Binary)>? Outputs { get; private set; }

    /// <summary>Name of the operating point that the request wants, or null.</summary>
    public string? OperatingPoint { get; private set; }

    /// <summary>The margin at which its images stop on their way to dearer points, or null.</summary>
    public double? MinMargin { get; private set; }

    /// <summary>Whether outputs are binary unless they say otherwise.</summary>
    public bool BinaryOutput { get; private set; }

    /// <summary>
    /// Reads the whole of the JSON; members that it does not know are passed over, as the protocol asks for extensions.
    /// </summary>
    /// <exception cref="RequestException">It is not JSON, or a member is not what it should be.</exception>
    public static RequestHeader Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var header = new RequestHeader();
            var reader = new Utf8JsonReader(json);
            header.ReadObject(ref reader);
            reader.Read();
            return header;
        }
        catch (InvalidOperationException)
        {
            // What the reader throws when it compares such a name.
            throw JsonInput.Fault("the body has a member whose name holds half a surrogate pair");
        }
        catch (JsonException e)
        {
            throw JsonInput.Fault(
                $"the body is not JSON, see line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: "
                    + $"{e.Message.Split(" LineNumber:")[0]} (JSON has no NaN and no Infinity)"
            );
        }
    }

    private void ReadObject(ref Utf8JsonReader reader)
    {
        JsonInput.Next(ref reader, JsonTokenType.StartObject, "the body");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonInput.SkipNull(ref reader))
                continue;
            if (reader.ValueTextEquals("id"u8))
                Id = JsonInput.Text(ref reader, "id");
            else if (reader.ValueTextEquals("inputs"u8))
                Inputs = ReadInputs(ref reader);
            else if (reader.ValueTextEquals("outputs"u8))
                Outputs = ReadOutputs(ref reader);
            else if (reader.ValueTextEquals("parameters"u8))
                ReadOwnParameters(ref reader);
            else
                reader.Skip();
        }
    }

    private void ReadOwnParameters(ref Utf8JsonReader reader)
    {
        JsonInput.Next(ref reader, JsonTokenType.StartObject, "parameters");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonInput.SkipNull(ref reader))
                continue;
            if (reader.ValueTextEquals("binary_data_output"u8))
                BinaryOutput = JsonInput.Flag(ref reader, "parameters.binary_data_output");
            else if (reader.ValueTextEquals("operating_point"u8))
                OperatingPoint = JsonInput.Text(ref reader, "parameters.operating_point");
            else if (reader.ValueTextEquals("min_margin"u8))
                MinMargin = JsonInput.Number(ref reader, "parameters.min_margin");
            else
                reader.Skip();
        }
    }

    private static List<InputHeader> ReadInputs(ref Utf8JsonReader reader)
    {
        var inputs = new List<InputHeader>();
        JsonInput.Next(ref reader, JsonTokenType.StartArray, "inputs");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var (path, input) = ($"inputs[{inputs.Count}]", new InputHeader());
            if (reader.TokenType != JsonTokenType.StartObject)
                throw JsonInput.Fault($"{path} is {JsonInput.Describe(reader)}; an object is expected");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (JsonInput.SkipNull(ref reader))
                    continue;
                if (reader.ValueTextEquals("name"u8))
                {
                    input.Name = JsonInput.Text(ref reader, $"{path}.name");
                }
                else if (reader.ValueTextEquals("datatype"u8))
                {
                    input.Datatype = JsonInput.Text(ref reader, $"{path}.datatype");
                }
                else if (reader.ValueTextEquals("shape"u8))
                {
                    input.Shape = ReadShape(ref reader, $"{path}.shape");
                }
                else if (reader.ValueTextEquals("parameters"u8))
                {
                    input.BinarySize = ReadParameters(ref reader, $"{path}.parameters").Size;
                }
                else if (reader.ValueTextEquals("data"u8))
                {
                    JsonInput.Next(ref reader, JsonTokenType.StartArray, $"{path}.data");
                    input.DataStart = (int)reader.TokenStartIndex;
                    reader.Skip();
                }
                else
                {
                    reader.Skip();
                }
            }
            inputs.Add(input);
        }
        return inputs;
    }

    private static List<(string? Name, bool? Binary)> ReadOutputs(ref Utf8JsonReader reader)
    {
        var outputs = new List<(string?, bool?)>();
        JsonInput.Next(ref reader, JsonTokenType.StartArray, "outputs");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var (path, name, binary) = ($"outputs[{outputs.Count}]", (string?)null, (bool?)null);
            if (reader.TokenType != JsonTokenType.StartObject)
                throw JsonInput.Fault($"{path} is {JsonInput.Describe(reader)}; an object is expected");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (JsonInput.SkipNull(ref reader))
                    continue;
                if (reader.ValueTextEquals("name"u8))
                    name = JsonInput.Text(ref reader, $"{path}.name");
                else if (reader.ValueTextEquals("parameters"u8))
                    binary = ReadParameters(ref reader, $"{path}.parameters").Binary;
                else
                    reader.Skip();
            }
            outputs.Add((name, binary));
        }
        return outputs;
    }

    private static List<long> ReadShape(ref Utf8JsonReader reader, string path)
    {
        // The list must not grow with what a client sends.
        var shape = new List<long>(RequestChecks.LongestShape);
        JsonInput.Next(ref reader, JsonTokenType.StartArray, path);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var size) || size < 0)
                throw JsonInput.Fault(
                    $"{path}[{shape.Count}] is {JsonInput.Describe(reader)}; a whole number of 0 or more is expected"
                );
            if (shape.Count == RequestChecks.LongestShape)
                throw JsonInput.Fault($"{path} has more than {RequestChecks.LongestShape} axes; 4 are expected");
            shape.Add(size);
        }
        return shape;
    }

    private static (long? Size, bool? Binary) ReadParameters(ref Utf8JsonReader reader, string path)
    {
        var (size, binary) = ((long?)null, (bool?)null);
        JsonInput.Next(ref reader, JsonTokenType.StartObject, path);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonInput.SkipNull(ref reader))
                continue;
            if (reader.ValueTextEquals("binary_data_size"u8))
                size = JsonInput.Whole(ref reader, $"{path}.binary_data_size");
            else if (reader.ValueTextEquals("binary_data"u8))
                binary = JsonInput.Flag(ref reader, $"{path}.binary_data");
            else
                reader.Skip();
        }
        return (size, binary);
    }
}
