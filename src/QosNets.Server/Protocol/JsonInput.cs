using System.Text.Json;

namespace QosNets.Server.Protocol;

/// <summary>Reads values from JSON and says where one is not what it should be.</summary>
internal static class JsonInput
{
    /// <summary>A mistake of the client.</summary>
    public static RequestException Fault(string message) => new(StatusCodes.Status400BadRequest, message);

    /// <summary>
    /// Moves on to a value that is null, which the clients of KServe and MLServer write for what is not given.
    /// </summary>
    /// <returns>Whether the next value is null.</returns>
    public static bool SkipNull(ref Utf8JsonReader reader)
    {
        var ahead = reader;
        if (!ahead.Read() || ahead.TokenType != JsonTokenType.Null)
            return false;
        reader = ahead;
        return true;
    }

    /// <summary>Moves on and expects a kind of value.</summary>
    public static void Next(ref Utf8JsonReader reader, JsonTokenType type, string path)
    {
        reader.Read();
        if (reader.TokenType != type)
            throw Fault($"{path} is {Describe(reader)}; {Name(type)} is expected");
    }

    /// <summary>The next value as text.</summary>
    public static string Text(ref Utf8JsonReader reader, string path)
    {
        Next(ref reader, JsonTokenType.String, path);
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Fault($"{path} holds half a surrogate pair or bytes that are not UTF-8");
        }
    }

    /// <summary>The next value as a whole number.</summary>
    public static long Whole(ref Utf8JsonReader reader, string path)
    {
        Next(ref reader, JsonTokenType.Number, path);
        return reader.TryGetInt64(out var value)
            ? value
            : throw Fault($"{path} is {Describe(reader)}; a whole number is expected");
    }

    /// <summary>The next value as a number.</summary>
    public static double Number(ref Utf8JsonReader reader, string path)
    {
        Next(ref reader, JsonTokenType.Number, path);
        return reader.TryGetDouble(out var value) ? value : throw Fault($"{path} is {Describe(reader)}; a number is expected");
    }

    /// <summary>The next value as true or false.</summary>
    public static bool Flag(ref Utf8JsonReader reader, string path)
    {
        reader.Read();
        return reader.TokenType is JsonTokenType.True or JsonTokenType.False
            ? reader.GetBoolean()
            : throw Fault($"{path} is {Describe(reader)}; true or false is expected");
    }

    /// <summary>The current value, for a message.</summary>
    public static string Describe(in Utf8JsonReader reader) =>
        reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.EndArray or JsonTokenType.EndObject => "missing",
            JsonTokenType.String => $"the text '{Shorten(reader.ValueSpan)}'",
            _ => Shorten(reader.ValueSpan),
        };

    private static string Shorten(ReadOnlySpan<byte> text)
    {
        var start = System.Text.Encoding.UTF8.GetString(text[..Math.Min(text.Length, 40)]);
        return text.Length > 40 ? $"{start}…" : start;
    }

    private static string Name(JsonTokenType type) =>
        type switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.String => "a text",
            _ => "a number",
        };
}
