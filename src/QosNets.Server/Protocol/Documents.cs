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

/// <summary>The current operating point, and who chose it: <c>governor</c> or <c>fixed</c>.</summary>
internal sealed record OperatingPointDocument(string Name, double Power, double? Accuracy, string ChosenBy);

/// <summary>A wish for an operating point.</summary>
internal sealed record OperatingPointChange(string? Name);

/// <summary>The budget, whether it is what chooses the point, and the governor that makes the choice.</summary>
internal sealed record BudgetDocument(double Budget, bool Active, string Governor);

/// <summary>A wish for a budget.</summary>
internal sealed record BudgetChange(double? Budget);

/// <summary>
/// One second: its images and how many ran at each point, their mean power and accuracy, latency in seconds; null where there is
/// none.
/// </summary>
internal sealed record LiveSecond(
    long Time,
    double? Budget,
    int Images,
    IReadOnlyList<int>? Points,
    double? Power,
    double? Accuracy,
    double? P50,
    double? P99
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
[JsonSerializable(typeof(LiveDocument))]
internal sealed partial class DocumentContext : JsonSerializerContext;

/// <summary>How documents are written.</summary>
internal static class Documents
{
    /// <summary>Quotes and letters stay as they are: answers are JSON and never part of a page.</summary>
    public static DocumentContext Json { get; } =
        new(new JsonSerializerOptions(DocumentContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
