using System.Text.Json.Serialization;

namespace QosNets.Bundles;

/// <summary>The text <c>bundle.json</c>: all of a bundle but its graph and its arrays.</summary>
internal sealed record BundleDocument(
    string Dataset,
    IReadOnlyList<string> Classes,
    string Library,
    bool Signed,
    IReadOnlyList<MultiplierEntry> Multipliers,
    IReadOnlyList<LayerEntry> Layers,
    IReadOnlyList<QuantizerEntry> Quantizers,
    IReadOnlyList<PointEntry> Points
)
{
    /// <summary>
    /// Whether powers are estimates; left out otherwise, so that programs which know no estimates read all other bundles.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool PowerIsEstimated { get; init; }

    /// <summary>The cost that multipliers were chosen by; left out where it is power.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cost { get; init; }

    /// <summary>What cascades of two points do; left out where none was measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CascadeEntry>? Cascades { get; init; }
}

/// <summary>A multiplier; <c>RelativePower</c> is for readers of the file and must agree with the powers.</summary>
internal sealed record MultiplierEntry(
    string Name,
    double PowerMilliwatt,
    double RelativePower,
    double? AreaSquareMicrometre,
    double? DelayNanosecond,
    string? Source,
    string? Licence
)
{
    /// <summary>Bits of the circuit's operands, for example <c>8x4</c>; left out for 8×8.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Widths { get; init; }

    /// <summary>What it costs by the document's <c>Cost</c>; left out where that is power.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Cost { get; init; }
}

internal sealed record LayerEntry(string Name, int WeightZeroPoint)
{
    /// <summary>Bits of a weight that are stored: 4; left out where all 8 are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? WeightBits { get; init; }
}

internal sealed record QuantizerEntry(string Node, float Scale, int ZeroPoint, int Max);

/// <summary>A point; <c>Saving</c> is for readers of the file and must agree with assignment and powers.</summary>
internal sealed record PointEntry(string Name, double Saving, IReadOnlyList<int> Assignment, IReadOnlyList<bool> Corrected)
{
    /// <summary>Accuracy on validation images; left out where it was not measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValidationTop1 { get; init; }

    /// <summary>What margins are divided by; left out where it is 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Temperature { get; init; }

    /// <summary>
    /// Bits of its weights that each layer reads; for readers of the file, it must agree with the tables. Left out where all
    /// points read all 8 in all layers.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? WeightBits { get; init; }
}

/// <summary>A cascade between two points: for each threshold the share of unsure images and the accuracy.</summary>
internal sealed record CascadeEntry(
    string First,
    string Second,
    IReadOnlyList<float> MinMargins,
    IReadOnlyList<double> Shares,
    IReadOnlyList<double> ValidationTop1
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NewLine = "\n",
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(BundleDocument))]
internal sealed partial class BundleJsonContext : JsonSerializerContext;
