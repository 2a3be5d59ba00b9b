using System.Text.RegularExpressions;
using QosNets.Tests.Architecture;
using Xunit;

namespace QosNets.Tests.Documentation;

public partial class CitationTests
{
    private static readonly string[] Skipped =
    [
        ".git",
        "bin",
        "obj",
        "runs",
        "shared",
        "node_modules",
        "BenchmarkDotNet.Artifacts",
    ];

    [Fact]
    public void Every_link_of_every_document_arrives()
    {
        var documents = Files("*.md");
        Assert.True(documents.Count > 8);
        Assert.Empty(documents.SelectMany(file => DeadLinks(file, File.ReadAllText(file))));
    }

    [Fact]
    public void Every_path_that_a_document_names_exists() =>
        Assert.Empty(Files("*.md").SelectMany(file => MissingPaths(file, File.ReadAllText(file))));

    [Fact]
    public void Every_path_and_heading_that_a_comment_names_exists()
    {
        var cited = 0;
        foreach (var file in Files("*.cs").Concat(Files("*.py")).Concat(Files("*.sh")))
        {
            var comments = Comments(File.ReadAllText(file));
            cited += Heading().Count(comments);
            Assert.Empty(MissingPaths(file, comments));
            Assert.Empty(MissingHeadings(file, comments));
        }
        Assert.True(cited > 5, $"only {cited} citations found");
    }

    [Fact]
    public void What_is_not_there_is_found_missing()
    {
        var file = Path.Combine(Repository.Root, "docs", "method.md");
        Assert.Single(DeadLinks(file, "see [this](no-such-page.md)"));
        Assert.Single(DeadLinks(file, "see [this](#no-such-heading)"));
        Assert.Single(DeadLinks(file, "see [this](glossary.md#no-such-heading)"));
        Assert.Empty(DeadLinks(file, "see [this](glossary.md#files-and-running), `[code](x)` and [that](https://dot.net)"));
        Assert.Single(MissingPaths(file, "as `src/QosNets/NoSuchFolder` has it"));
        Assert.Single(MissingPaths(file, "as `QosNets/NoSuchFolder` has it"));
        Assert.Empty(MissingPaths(file, "as `QosNets/Bundles`, `src/QosNets/Kernels` and data/README.md have it."));
        var code = Path.Combine(Repository.Root, "src", "QosNets", "Code.cs");
        Assert.Single(MissingPaths(code, Comments("/// as method.md has it\nvar x = \"other.md\";")));
        Assert.Single(MissingHeadings(code, Comments("    /// (docs/method.md, \"No such\n    /// heading\").")));
        Assert.Empty(MissingHeadings(code, Comments("    /// (docs/method.md, \"The\n    /// accumulator\").")));
    }

    private static IEnumerable<string> DeadLinks(string file, string text)
    {
        foreach (var link in new Document(text).Links.Where(l => !l.Contains("://", StringComparison.Ordinal)))
        {
            var parts = link.Split('#');
            var target = parts[0].Length == 0 ? file : Path.Combine(Path.GetDirectoryName(file)!, parts[0]);
            if (!Path.Exists(target))
                yield return $"{Name(file)}: there is no {parts[0]}";
            else if (parts.Length > 1 && !new Document(File.ReadAllText(target)).HasAnchor(parts[1]))
                yield return $"{Name(file)}: {Name(target)} has no heading #{parts[1]}";
        }
    }

    private static IEnumerable<string> MissingPaths(string file, string text) =>
        RepositoryPath()
            .Matches(text)
            .Select(m => m.Value.TrimEnd('.', '/', '-'))
            .Where(path => !path.Split('/').Contains("bin") && !Exists(file, path))
            .Select(path => $"{Name(file)}: there is no {path}");

    /// <summary>Whether a path leads somewhere from the root, from src, or, in a document, from its folder.</summary>
    private static bool Exists(string file, string path)
    {
        string[] folders = [Repository.Root, Path.Combine(Repository.Root, "src"), Path.GetDirectoryName(file)!];
        return folders.Take(file.EndsWith(".md", StringComparison.Ordinal) ? 3 : 2).Any(f => Path.Exists(Path.Combine(f, path)));
    }

    private static IEnumerable<string> MissingHeadings(string file, string comments) =>
        Heading()
            .Matches(comments)
            .Where(m => File.Exists(Path.Combine(Repository.Root, m.Groups[1].Value)))
            .Where(m =>
                !new Document(File.ReadAllText(Path.Combine(Repository.Root, m.Groups[1].Value))).Headings.Contains(
                    m.Groups[2].Value
                )
            )
            .Select(m => $"{Name(file)}: {m.Groups[1].Value} has no heading \"{m.Groups[2].Value}\"");

    /// <summary>All comments of a file as one text, so that a name may break at the end of a line.</summary>
    private static string Comments(string text) => string.Join(' ', Comment().Matches(text).Select(m => m.Groups[1].Value));

    private static string Name(string file) => Path.GetRelativePath(Repository.Root, file);

    private static List<string> Files(string pattern) =>
        [
            .. Directory
                .EnumerateFiles(Repository.Root, pattern, SearchOption.AllDirectories)
                .Where(f => !Name(f).Split(Path.DirectorySeparatorChar).Intersect(Skipped).Any()),
        ];

    [GeneratedRegex(@"(?:^|\s)(?:///?|\#)\s?([^\n]*)")]
    private static partial Regex Comment();

    // A path from the root or from src, or the name of a document; a wildcard or placeholder ends no path.
    [GeneratedRegex(
        @"(?<![\w./~$-])(?:(?:src|tests|docs|experiments|benchmarks|data|QosNets[\w.]*)"
            + @"/[\w.-][\w./-]*(?![\w*{<])|[\w-]+\.md\b)(?!\*)"
    )]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"((?:docs/)?[\w-]+\.md), ""([^""]+)""")]
    private static partial Regex Heading();
}
