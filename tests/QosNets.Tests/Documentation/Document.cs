using System.Text.RegularExpressions;

namespace QosNets.Tests.Documentation;

/// <summary>A Markdown file: its headings with the anchors that GitHub gives them, and its links.</summary>
internal sealed partial class Document
{
    private readonly List<string> headings = [];
    private readonly HashSet<string> anchors = [];
    private readonly List<string> links = [];

    public Document(string text)
    {
        var fenced = false;
        foreach (var line in text.Split('\n'))
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
                fenced = !fenced;
            else if (fenced)
                continue;
            else if (Heading().Match(line) is { Success: true } heading)
                AddHeading(heading.Groups[1].Value.Trim());
            else
                links.AddRange(Link().Matches(InlineCode().Replace(line, "")).Select(m => m.Groups[1].Value));
        }
    }

    /// <summary>Headings of all levels as they read.</summary>
    public IReadOnlyList<string> Headings => headings;

    /// <summary>Targets of the links outside code.</summary>
    public IReadOnlyList<string> Links => links;

    /// <summary>Whether a link to the anchor arrives.</summary>
    public bool HasAnchor(string anchor) => anchors.Contains(anchor);

    private void AddHeading(string heading)
    {
        heading = heading.Replace("`", "", StringComparison.Ordinal).Replace("*", "", StringComparison.Ordinal);
        headings.Add(heading);
        var anchor = NotInAnchors().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');
        var unique = anchor;
        for (var i = 1; !anchors.Add(unique); i++)
            unique = $"{anchor}-{i}";
    }

    [GeneratedRegex(@"^#{1,6}\s+(.*)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
