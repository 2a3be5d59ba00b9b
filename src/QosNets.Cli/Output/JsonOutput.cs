using System.Text.Encodings.Web;
using System.Text.Json;

namespace QosNets.Cli.Output;

/// <summary>JSON for other programs: indented, names in camel case.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions SnakeCase = new(Options)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>Writes a value and a line break.</summary>
    public static void Write<T>(T value, TextWriter output) => output.WriteLine(JsonSerializer.Serialize(value, Options));

    /// <summary>Writes a value, names in snake case as in results.json, and a line break.</summary>
    public static void WriteSnakeCase<T>(T value, TextWriter output) =>
        output.WriteLine(JsonSerializer.Serialize(value, SnakeCase));
}
