using System.Text.Json;
using System.Text.Json.Serialization;

namespace QosNets.Training.Stages;

/// <summary>JSON of stages whose numbers may be infinite, as strains without a tolerance are.</summary>
internal static class StageJson
{
    /// <summary>Indented, infinities by name.</summary>
    public static JsonSerializerOptions Options { get; } =
        new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, WriteIndented = true };
}
