using System.Globalization;

namespace QosNets.Hardware;

/// <summary>Looks through a liberty file, the description of a cell library, before synthesis is asked to read it.</summary>
internal static class Liberty
{
    /// <summary>Counts the cells of a file.</summary>
    /// <exception cref="HardwareException">It is no liberty file, is cut short, or has no cell.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static int CountCells(string path) => CountCells(File.ReadAllText(path), path);

    /// <summary>Counts the cells of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">Name of its file, for messages.</param>
    /// <exception cref="HardwareException">As for <see cref="CountCells(string)"/>.</exception>
    public static int CountCells(string text, string path)
    {
        ArgumentNullException.ThrowIfNull(text);
        var open = new Stack<(string Group, int Line)>();
        var cells = 0;
        var line = 1;
        var first = true;
        var statement = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\n')
                line++;
            if (c == '/' && i + 1 < text.Length && text[i + 1] == '*')
            {
                var end = text.IndexOf("*/", i + 2, StringComparison.Ordinal);
                if (end < 0)
                    throw Cut(path, line, "a comment that begins in this line does not end");
                line += text.AsSpan(i, end - i).Count('\n');
                i = statement = end + 1;
                statement++;
                continue;
            }
            if (c == '"')
            {
                var end = text.IndexOf('"', i + 1);
                if (end < 0)
                    throw Cut(path, line, "a text in quotes that begins in this line does not end");
                line += text.AsSpan(i, end - i).Count('\n');
                i = end;
                continue;
            }
            if (c is ';' or '{' or '}')
            {
                var words = text[statement..i].Trim();
                statement = i + 1;
                if (c == '{')
                {
                    if (first && !words.StartsWith("library", StringComparison.Ordinal))
                        throw new HardwareException(
                            $"{path}:{line}: it begins with \"{Short(words)}\", not with a library; name a liberty file (.lib)"
                        );
                    first = false;
                    if (words.StartsWith("cell", StringComparison.Ordinal) && words.AsSpan(4).TrimStart() is ['(', ..])
                        cells++;
                    open.Push((Short(words), line));
                }
                else if (c == '}' && !open.TryPop(out _))
                {
                    throw new HardwareException($"{path}:{line}: a group ends that did not begin; correct the file");
                }
            }
        }
        if (open.TryPeek(out var unfinished))
            throw Cut(path, unfinished.Line, $"\"{unfinished.Group}\", which begins in this line, does not end");
        if (cells == 0)
            throw new HardwareException($"{path}: it has no cells; name a liberty file (.lib) of a cell library");
        return cells;
    }

    private static HardwareException Cut(string path, int line, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{path}:{line}: {what}; the file is cut short, get it again"));

    private static string Short(string words)
    {
        var single = string.Concat(words.Where(c => !char.IsControl(c)));
        return single.Length <= 40 ? single : single[..40] + "…";
    }
}
