using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using QosNets.Archives;
using QosNets.Networks;
using QosNets.Tests.Architecture;
using QosNets.Tests.Runtime;
using Xunit;

namespace QosNets.Tests.Documentation;

/// <summary>docs/bundle-format.md and docs/examples/recompute.py know all that bundles may hold.</summary>
public class BundleFormatTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "bundle-format.md"));
    private static readonly string Program = File.ReadAllText(Path.Combine(Repository.Root, "docs", "examples", "recompute.py"));

    public static TheoryData<string> Kinds =>
        [.. typeof(Node).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => (string)a.TypeDiscriminator!)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_page_has_a_row_for_every_kind_of_node_with_all_its_keys(string kind)
    {
        var row = Page.Split('\n').SingleOrDefault(l => l.StartsWith($"| `{kind}` |", StringComparison.Ordinal));
        Assert.True(row is not null, $"docs/bundle-format.md has no row for the node {kind}; add it to the table of nodes");
        var type = typeof(Node)
            .GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Single(a => (string)a.TypeDiscriminator! == kind)
            .DerivedType;
        var keys = type.GetProperties()
            .Where(p =>
                p.Name != "Name" && p.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always }
            )
            .Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name));
        Assert.All(keys, key => Assert.Contains($"`{key}`", row));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_program_has_a_function_for_every_kind_of_node(string kind) =>
        Assert.True(
            Program.Contains($"    \"{kind}\": Pass.", StringComparison.Ordinal),
            $"docs/examples/recompute.py has no operator {kind}; add it to OPERATORS"
        );

    [Fact]
    public void The_page_names_every_key_of_the_bundles_text()
    {
        var bundle = RandomBundles.Make(EngineTests.Build("bytes"), seed: 1);
        var measured = new QosNets.Bundles.Bundle(
            bundle.Network,
            bundle.Library,
            bundle.Weights,
            bundle.Quantizers,
            [.. bundle.Points.Select(p => p with { ValidationTop1 = 0.5 })],
            bundle.Metadata
        );
        var narrow = RandomBundles.Narrow(EngineTests.Build("bytes"), seed: 1);
        var priced = new QosNets.Bundles.Bundle(
            bundle.Network,
            new("priced", bundle.Library.Multipliers.Select(m => m with { AreaSquareMicrometre = 1 }), "area"),
            bundle.Weights,
            bundle.Quantizers,
            bundle.Points,
            bundle.Metadata
        );
        var texts = ((QosNets.Bundles.Bundle[])[measured, narrow, priced]).Select(b =>
            ArchiveReader.Read(b.ToArray(), "bytes", "qosnets-bundle", 5).ReadText("bundle.json")
        );
        var keys = texts.SelectMany(t => Keys(JsonDocument.Parse(t).RootElement)).Distinct().ToList();
        Assert.Contains("weightBits", keys);
        Assert.True(keys.Count > 20);
        Assert.All(keys, key => Assert.Contains($"`{key}`", Page));
    }

    private static IEnumerable<string> Keys(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Keys(p.Value).Prepend(p.Name)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Keys),
            _ => [],
        };
}
