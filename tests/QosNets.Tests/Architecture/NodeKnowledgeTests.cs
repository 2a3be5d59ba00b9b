using System.Text.RegularExpressions;
using QosNets.Tests.Networks;
using Xunit;

namespace QosNets.Tests.Architecture;

/// <summary>Who may know a node by its type: the graph itself, each reader's folder of operators, and the
/// project that translates nodes from and to another format.</summary>
public class NodeKnowledgeTests
{
    private static readonly string[] Folders =
    [
        "src/QosNets/Networks/",
        "src/QosNets/Runtime/Operators/",
        "src/QosNets.Training/Torch/Operators/",
        "src/QosNets.Onnx/",
    ];

    // The formula of batch normalisation, which the network hands it by its type.
    private static readonly string[] Formulas = ["ChannelAffine.cs"];

    [Fact]
    public void Readers_name_types_of_nodes_only_in_their_folders_of_operators()
    {
        var root = Repository.Root;
        var names = new Regex($@"\b({string.Join('|', NodeTypes.All().Select(t => t.Name))})\b");
        var (inside, outside) = (new List<string>(), new List<string>());
        foreach (var file in Directory.GetFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(root, file).Replace('\\', '/');
            if (path.Contains("/obj/", StringComparison.Ordinal) || path.Contains("/bin/", StringComparison.Ordinal))
                continue;
            if (!names.IsMatch(File.ReadAllText(file)))
                continue;
            var isAllowed = Folders.Any(f => path.StartsWith(f, StringComparison.Ordinal)) || Formulas.Any(path.EndsWith);
            (isAllowed ? inside : outside).Add(path);
        }
        Assert.All(Folders, f => Assert.Contains(inside, p => p.StartsWith(f, StringComparison.Ordinal)));
        Assert.True(
            outside.Count == 0,
            $"{string.Join(", ", outside)}: name a type of node; ask the node instead, or put what you do into a folder of "
                + $"operators"
        );
    }
}
