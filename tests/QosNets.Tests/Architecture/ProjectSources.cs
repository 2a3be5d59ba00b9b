using System.Text.RegularExpressions;

namespace QosNets.Tests.Architecture;

/// <summary>
/// The source files of one project, by its top folders, whose names are also the last part of their namespaces. A type of
/// another folder can only be reached through a using directive or a name that the folder qualifies, so the text shows
/// every use; members whose types are inferred lead to types that the folder in between must have named.
/// </summary>
/// <param name="Project">Name of the project, which is its root namespace.</param>
/// <param name="Files">Path of each file relative to the project, with forward slashes, and its text.</param>
internal sealed partial record ProjectSources(string Project, IReadOnlyDictionary<string, string> Files)
{
    public static ProjectSources Read(string root, string project)
    {
        var folder = Path.Combine(root, "src", project);
        return new(
            project,
            Directory
                .GetFiles(folder, "*.cs", SearchOption.AllDirectories)
                .ToDictionary(f => Path.GetRelativePath(folder, f).Replace('\\', '/'), File.ReadAllText)
                .Where(f =>
                    !f.Key.StartsWith("obj/", StringComparison.Ordinal) && !f.Key.StartsWith("bin/", StringComparison.Ordinal)
                )
                .ToDictionary()
        );
    }

    /// <summary>The top folders that hold source files, <see cref="FolderOrder.Root"/> among them where it does.</summary>
    public IEnumerable<string> Folders => Files.Keys.Select(FolderOf).Distinct();

    /// <summary>Every use of a folder that the user's own folder does not come after, as a line for people.</summary>
    /// <param name="order">The folders, each after those it builds on.</param>
    public IEnumerable<string> Violations(IReadOnlyList<string> order)
    {
        var types = order.ToDictionary(f => f, f => TypesOf(f).ToHashSet());
        foreach (var (file, text) in Files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            var own = FolderOf(file);
            foreach (var later in order.SkipWhile(f => f != own).Skip(1))
            {
                if (Uses(text, later, types[later]))
                    yield return $"{Project}/{file} uses {later}, which comes after {own}";
            }
        }
    }

    private IEnumerable<string> TypesOf(string folder) =>
        Files
            .Where(f => FolderOf(f.Key) == folder)
            .SelectMany(f => Declaration().Matches(Code(f.Value)))
            .Select(m => m.Groups[1].Value);

    private bool Uses(string text, string folder, HashSet<string> types)
    {
        // Types at the root are in sight of every folder without a using directive.
        if (folder == FolderOrder.Root)
            return Word().Matches(Code(text)).Any(m => types.Contains(m.Value));
        var (project, name) = (Regex.Escape(Project), Regex.Escape(folder));
        if (Regex.IsMatch(text, $@"^\s*(global\s+)?using\s[^;(]*\b{project}\.{name}\b", RegexOptions.Multiline))
            return true;
        // "Folder.Type" may stand behind any part of the project's namespace, and is no use where a member has the folder's name.
        var qualified = new Regex($@"(?<![\w.])(?:global::)?(?:\w+\.)*?{name}\.(\w+)");
        var prefixes = Prefixes();
        return qualified
            .Matches(Code(text))
            .Any(m =>
                types.Contains(m.Groups[1].Value)
                && prefixes.Contains(m.Value[..m.Value.IndexOf($"{folder}.", StringComparison.Ordinal)])
            );
    }

    private HashSet<string> Prefixes()
    {
        var parts = Project.Split('.');
        var all = Enumerable.Range(0, parts.Length + 1).Select(i => string.Concat(parts[i..].Select(p => $"{p}.")));
        return [.. all, $"global::{Project}."];
    }

    private static string FolderOf(string file) => file.Contains('/') ? file[..file.IndexOf('/')] : FolderOrder.Root;

    /// <summary>Text without comments, string literals emptied.</summary>
    private static string Code(string text) => Noise().Replace(text, m => m.Value[0] == '/' ? " " : "\"\"");

    [GeneratedRegex(@"\b[A-Z]\w*")]
    private static partial Regex Word();

    [GeneratedRegex(@"\b(?:class|record struct|record class|record|struct|interface|enum)\s+([A-Z]\w*)")]
    private static partial Regex Declaration();

    [GeneratedRegex(
        @"//[^\n]*|/\*.*?\*/|""""""(?:.|\n)*?""""""|@""(?:[^""]|"""")*""|""(?:\\.|[^""\\\n])*""",
        RegexOptions.Singleline
    )]
    private static partial Regex Noise();
}
