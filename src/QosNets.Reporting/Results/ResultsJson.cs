using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QosNets.Reporting.Results;

/// <summary>Reads and writes <c>results.json</c>.</summary>
internal static class ResultsJson
{
    // Reflection-free and readable: names such as "größe" stay as they are in a file that is never inlined in HTML.
    private static readonly ResultsContext Context = new(
        new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            WriteIndented = true,
            NewLine = "\n",
            // A layer of tolerance 0 makes worst_v infinite; that is a finding, not a reason to lose the file.
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }
    );

    /// <summary>The results as indented JSON with a final newline.</summary>
    public static string ToJson(RunResults results) => JsonSerializer.Serialize(results, Context.RunResults) + "\n";

    /// <summary>The results of a JSON text.</summary>
    /// <exception cref="JsonException">The text is no JSON, misses a property or has one that is unknown.</exception>
    public static RunResults FromJson(string json) =>
        JsonSerializer.Deserialize(json, Context.RunResults) ?? throw new JsonException("results.json holds null, not an object");

    /// <summary>Writes the results to a file.</summary>
    public static void Write(RunResults results, string path) => File.WriteAllText(path, ToJson(results));

    /// <summary>Reads the results of a file.</summary>
    /// <exception cref="JsonException">The file is no JSON, misses a property or has one that is unknown.</exception>
    public static RunResults Read(string path)
    {
        try
        {
            return Checked(FromJson(File.ReadAllText(path)));
        }
        catch (JsonException error)
        {
            throw new JsonException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Refuses what the form allows and no run writes.</summary>
    private static RunResults Checked(RunResults results)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, point) in results.OperatingPoints.Index())
        {
            if (point is null)
                throw new JsonException($"operating_points[{i}] is null; a point is an object");
            if (!names.Add(point.Name))
                throw new JsonException($"operating_points[{i}] is called {point.Name}, as one before it");
            if (point.Top1 is not (>= 0 and <= 1))
                throw new JsonException($"operating_points[{i}]: top1 is {point.Top1}; accuracies are shares, 0 to 1");
        }
        return results;
    }
}

/// <summary>Generated serialisation of <see cref="RunResults"/>.</summary>
[JsonSerializable(typeof(RunResults))]
internal sealed partial class ResultsContext : JsonSerializerContext;
