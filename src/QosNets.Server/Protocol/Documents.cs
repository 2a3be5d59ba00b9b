using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QosNets.Server.Protocol;

/// <summary>An answer that something went wrong.</summary>
internal sealed record ErrorDocument(string Error);

/// <summary>The server lives; it is ready when it takes requests.</summary>
internal sealed record HealthDocument(bool Live, bool? Ready);

/// <summary>A model takes requests.</summary>
internal sealed record ModelReadyDocument(string Name, bool Ready);

/// <summary>The server.</summary>
internal sealed record ServerDocument(string Name, string Version, IReadOnlyList<string> Extensions);

/// <summary>A tensor; −1 stands for the number of images.</summary>
internal sealed record TensorDocument(string Name, string Datatype, IReadOnlyList<int> Shape);

/// <summary>A model; the protocol allows for further members such as the parameters here.</summary>
internal sealed record ModelDocument(
    string Name,
    IReadOnlyList<string> Versions,
    string Platform,
    IReadOnlyList<TensorDocument> Inputs,
    IReadOnlyList<TensorDocument> Outputs,
    ModelParameters Parameters
);

/// <summary>What there is to know of a model beyond its tensors.</summary>
internal sealed record ModelParameters(
    string Network,
    string Dataset,
    IReadOnlyList<string> Classes,
    IReadOnlyList<PointDocument> OperatingPoints,
    int MaxBatch
);

/// <summary>An operating point: power relative to exact products, accuracy on validation images if the bundle has it.</summary>
internal sealed record PointDocument(string Name, double Power, double? Accuracy);

/// <summary>The current operating point, and who chose it: <c>governor</c>, <c>fixed</c> or <c>cascade</c>.</summary>
internal sealed record OperatingPointDocument(string Name, double Power, double? Accuracy, string ChosenBy);

/// <summary>A wish for an operating point.</summary>
internal sealed record OperatingPointChange(string? Name);

/// <summary>The budget, whether it is what chooses the point, and the governor that makes the choice.</summary>
internal sealed record BudgetDocument(double Budget, bool Active, string Governor);

/// <summary>A wish for a budget.</summary>
internal sealed record BudgetChange(double? Budget);

/// <summary>
/// The cascade that runs: its points, the least margin of an image that each but the last is sure of, and who chose it; null
/// where none does. Behind it what validation images say of thresholds.
/// </summary>
internal sealed record CascadeDocument(
    IReadOnlyList<string>? Points,
    IReadOnlyList<float>? MinMargins,
    string? ChosenBy,
    IReadOnlyList<CurveDocument> Validation
);

/// <summary>For each threshold of a pair the share of unsure images and the accuracy on validation images.</summary>
internal sealed record CurveDocument(
    IReadOnlyList<string> Points,
    IReadOnlyList<float> MinMargins,
    IReadOnlyList<double> Shares,
    IReadOnlyList<double> Accuracies
);

/// <summary>A wish for a cascade.</summary>
internal sealed record CascadeChange(IReadOnlyList<string>? Points, IReadOnlyList<float>? MinMargins);

/// <summary>
/// One second: its images and how many each point answered, their mean power and accuracy, latency in seconds, and the share of
/// images that a point of a cascade was unsure of; null where there is none.
/// </summary>
internal sealed record LiveSecond(
    long Time,
    double? Budget,
    int Images,
    IReadOnlyList<int>? Points,
    double? Power,
    double? Accuracy,
    double? P50,
    double? P99,
    double? Unsure
);

/// <summary>All that the live page shows.</summary>
internal sealed record LiveDocument(
    string Model,
    string Network,
    string Dataset,
    IReadOnlyList<PointDocument> Points,
    string Point,
    string ChosenBy,
    double Budget,
    string Governor,
    CascadeDocument Cascade,
    bool KeyNeeded,
    long Now,
    IReadOnlyList<LiveSecond> Seconds
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(ErrorDocument))]
[JsonSerializable(typeof(HealthDocument))]
[JsonSerializable(typeof(ModelReadyDocument))]
[JsonSerializable(typeof(ServerDocument))]
[JsonSerializable(typeof(ModelDocument))]
[JsonSerializable(typeof(OperatingPointDocument))]
[JsonSerializable(typeof(OperatingPointChange))]
[JsonSerializable(typeof(BudgetDocument))]
[JsonSerializable(typeof(BudgetChange))]
[JsonSerializable(typeof(CascadeDocument))]
[JsonSerializable(typeof(CascadeChange))]
[JsonSerializable(typeof(LiveDocument))]
internal sealed partial class DocumentContext : JsonSerializerContext;

/// <summary>How documents are written.</summary>
internal static class Documents
{
    /// <summary>Quotes and letters stay as they are: answers are JSON and never part of a page.</summary>
    public static DocumentContext Json { get; } =
        new(new JsonSerializerOptions(DocumentContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
