using System.Text.Json;
using System.Text.Json.Serialization;

namespace QosNets.Reporting.Results;

/// <summary>A closed interval; in JSON an array of two numbers, low then high.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end, at or above <paramref name="Low"/>.</param>
[JsonConverter(typeof(IntervalConverter))]
internal readonly record struct Interval(double Low, double High);

/// <summary>Writes an <see cref="Interval"/> as <c>[low, high]</c>.</summary>
internal sealed class IntervalConverter : JsonConverter<Interval>
{
    /// <inheritdoc/>
    public override Interval Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException($"an interval is [low, high], found {reader.TokenType}");
        var low = ReadNumber(ref reader);
        var high = ReadNumber(ref reader);
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
            throw new JsonException("an interval has two numbers, this one has more");
        return new Interval(low, high);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Interval value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Low);
        writer.WriteNumberValue(value.High);
        writer.WriteEndArray();
    }

    private static double ReadNumber(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.Number)
            throw new JsonException($"an interval is two numbers, found {reader.TokenType}");
        return reader.GetDouble();
    }
}
