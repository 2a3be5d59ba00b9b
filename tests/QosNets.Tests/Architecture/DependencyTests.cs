using System.Reflection;
using System.Xml.Linq;
using QosNets.Networks;
using QosNets.Reporting.Results;
using Xunit;

namespace QosNets.Tests.Architecture;

public class DependencyTests
{
    // Each project and all that it may refer to directly. What is not listed here does not exist in src.
    private static readonly Dictionary<string, (string[] Projects, string[] Packages)> Allowed = new()
    {
        ["QosNets"] = ([], ["Sep"]),
        ["QosNets.Data"] = (["QosNets"], ["StbImageSharp"]),
        ["QosNets.Native"] = (["QosNets"], []),
        ["QosNets.Reporting"] = (["QosNets"], []),
        ["QosNets.Server"] = (["QosNets"], ["Google.Protobuf", "Grpc.AspNetCore.Server", "Grpc.Tools"]),
        ["QosNets.Training"] = (
            ["QosNets", "QosNets.Data", "QosNets.Reporting"],
            [
                "TorchSharp",
                "Google.Protobuf",
                "Tomlyn",
                "libtorch-cpu-linux-x64",
                "libtorch-cpu-osx-arm64",
                "libtorch-cpu-win-x64",
            ]
        ),
        ["QosNets.Sweeps"] = (["QosNets", "QosNets.Reporting", "QosNets.Training"], ["Parquet.Net", "Tomlyn"]),
        ["QosNets.Cli"] = (
            ["QosNets", "QosNets.Data", "QosNets.Reporting", "QosNets.Server", "QosNets.Sweeps", "QosNets.Training"],
            ["System.CommandLine", "Spectre.Console"]
        ),
    };

    [Fact]
    public void Projects_refer_only_to_what_the_architecture_allows_them()
    {
        var projects = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories);
        Assert.Equal(Allowed.Keys.Order(), projects.Select(p => Path.GetFileNameWithoutExtension(p)).Order());
        foreach (var project in projects)
        {
            var (allowedProjects, allowedPackages) = Allowed[Path.GetFileNameWithoutExtension(project)];
            var document = XDocument.Load(project);
            Assert.Subset(
                allowedProjects.ToHashSet(),
                Includes(document, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r)).ToHashSet()
            );
            Assert.Subset(allowedPackages.ToHashSet(), Includes(document, "PackageReference").ToHashSet());
        }
    }

    [Fact]
    public void The_library_uses_the_base_class_library_and_Sep_only() =>
        Assert.All(References(typeof(Network).Assembly).Where(n => n != "Sep"), name => Assert.StartsWith("System.", name));

    [Fact]
    public void Nothing_that_evaluates_or_reports_needs_TorchSharp()
    {
        var seen = new HashSet<string>();
        var open = new Queue<Assembly>([typeof(Network).Assembly, typeof(RunResults).Assembly, Assembly.Load("QosNets.Data")]);
        while (open.TryDequeue(out var assembly))
        {
            foreach (
                var name in References(assembly).Where(n => !n.StartsWith("System.", StringComparison.Ordinal) && seen.Add(n))
            )
                open.Enqueue(Assembly.Load(name));
        }
        Assert.Contains("QosNets", seen);
        Assert.DoesNotContain(seen, name => name.Contains("Torch", StringComparison.OrdinalIgnoreCase));
    }

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_follow_the_folders(string project)
    {
        var source = Path.Combine(Repository.Root, "src", project);
        foreach (var file in Directory.GetFiles(source, "*.cs", SearchOption.AllDirectories))
        {
            var parts = Path.GetRelativePath(source, file).Split(Path.DirectorySeparatorChar);
            if (parts[0] is "bin" or "obj" || file.EndsWith("Program.cs", StringComparison.Ordinal))
                continue;
            // A folder's subfolders sort its files and share its namespace.
            var expected = $"namespace {(parts.Length == 1 ? project : $"{project}.{parts[0]}")};";
            var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith("namespace ", StringComparison.Ordinal));
            Assert.True(line == expected, $"{file}: {line}; write {expected}");
        }
    }

    private static IEnumerable<string> Includes(XDocument project, string element) =>
        project.Descendants(element).Select(e => e.Attribute("Include")!.Value);

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(a => a.Name!);
}
