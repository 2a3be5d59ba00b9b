using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QosNets.Training.Pipeline;

/// <summary>
/// The key of a stage: a hash of its name, its revision and its inputs. An earlier stage among the inputs counts by its own
/// key, a <see cref="Keyed{T}"/> by its fingerprint, everything else by its values.
/// </summary>
internal static class StageKey
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Converters = { new KeyOfStage(), new JsonStringEnumConverter() },
    };

    /// <summary>The key, SHA-256 in lower-case hexadecimal digits.</summary>
    /// <param name="name">Name of the stage.</param>
    /// <param name="revision">Revision of the stage's code.</param>
    /// <param name="inputs">Its inputs. All public properties of the object's own type count.</param>
    public static string Of(string name, int revision, object inputs)
    {
        var json = JsonSerializer.Serialize(inputs, inputs.GetType(), Options);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}\n{revision}\n{json}")));
    }

    private sealed class KeyOfStage : JsonConverter<Stage>
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsAssignableTo(typeof(Stage));

        public override Stage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("keys are only written");

        public override void Write(Utf8JsonWriter writer, Stage value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Key);
    }
}
