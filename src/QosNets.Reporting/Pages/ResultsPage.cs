using System.Text;

namespace QosNets.Reporting.Pages;

/// <summary>
/// A Markdown page whose tables are written from <c>results.json</c> files. What stands between a line
/// <c>&lt;!-- results KIND FOLDER… --&gt;</c> and a line <c>&lt;!-- /results --&gt;</c> is replaced; the rest stays as it is.
/// </summary>
internal static class ResultsPage
{
    private const string Open = "<!-- results ";
    private const string Close = "<!-- /results -->";
    private const string CommentEnd = " -->";

    private static readonly Dictionary<string, Action<IReadOnlyList<NamedResults>, StringBuilder>> Kinds = new(
        StringComparer.Ordinal
    )
    {
        ["points"] = PointTable.Write,
        ["losses"] = MeanTable.Losses,
        ["accuracies"] = MeanTable.Accuracies,
        ["baselines"] = BaselineTable.Write,
        ["cascades"] = CascadeTable.Write,
        ["gains"] = GainTable.Write,
    };

    /// <summary>The page with its tables written anew.</summary>
    /// <param name="page">The page.</param>
    /// <param name="root">Folder that the page's folders are relative to.</param>
    /// <exception cref="ResultsPageException">A table cannot be written.</exception>
    public static string Update(string page, string root)
    {
        ArgumentNullException.ThrowIfNull(page);
        var text = new StringBuilder();
        var opened = 0;
        var number = 0;
        foreach (var line in page.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            number++;
            if (line == Close && opened == 0)
                throw new ResultsPageException($"line {number}: '{Close}' closes nothing");
            if (line == Close)
                opened = 0;
            if (opened > 0 && line.StartsWith(Open, StringComparison.Ordinal))
                throw new ResultsPageException($"line {number}: the table of line {opened} is still open; '{Close}' closes it");
            if (opened == 0)
                text.Append(line).Append('\n');
            if (!line.StartsWith(Open, StringComparison.Ordinal))
                continue;
            opened = number;
            Write(line, number, root, text);
        }
        if (opened > 0)
            throw new ResultsPageException($"line {opened}: the table has no end; '{Close}' closes it");
        return text.ToString();
    }

    private static void Write(string line, int number, string root, StringBuilder text)
    {
        if (!line.EndsWith(CommentEnd, StringComparison.Ordinal))
            throw new ResultsPageException($"line {number}: the comment has to end on its line");
        // With no word at all the blanks before and after it are one.
        var between = line.Length < Open.Length + CommentEnd.Length ? "" : line[Open.Length..^CommentEnd.Length];
        var words = between.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2)
            throw new ResultsPageException(
                $"line {number}: a kind of table and folders are missing: '{Open}KIND FOLDER…{CommentEnd}'"
            );
        if (!Kinds.TryGetValue(words[0], out var write))
            throw new ResultsPageException($"line {number}: '{words[0]}' is no table; known are {string.Join(", ", Kinds.Keys)}");
        var results = NamedResults.Read(words[1..], root);
        write(results, text);
        Provenance.Write(results, text);
    }
}
