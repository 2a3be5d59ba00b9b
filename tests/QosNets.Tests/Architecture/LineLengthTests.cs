using Xunit;

namespace QosNets.Tests.Architecture;

/// <summary>The formatter breaks code, but neither comments nor texts in quotes.</summary>
public class LineLengthTests
{
    private const int Longest = 130;
    private const string RawQuotes = "\"\"\"";

    [Fact]
    public void No_line_outside_raw_texts_is_longer_than_the_formatter_makes_them()
    {
        var tooLong = new List<string>();
        foreach (var folder in (string[])["src", "tests", "benchmarks"])
        {
            foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            {
                if (!Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar).Any(p => p is "bin" or "obj"))
                    tooLong.AddRange(TooLong(File.ReadLines(file)).Select(line => $"{file}:{line}"));
            }
        }
        Assert.Empty(tooLong);
    }

    [Fact]
    public void A_tooLongline_is_found_outside_a_raw_text_and_not_in_one()
    {
        var line = new string('x', Longest + 1);
        Assert.Equal([1], TooLong([line, line[1..]]));
        Assert.Equal([4], TooLong([$"var a = {RawQuotes}", line, $"{RawQuotes};", line]));
        Assert.Equal([2], TooLong([$"var a = {RawQuotes}one line{RawQuotes};", line]));
    }

    /// <summary>Numbers of the lines that are too long.</summary>
    private static IEnumerable<int> TooLong(IEnumerable<string> lines)
    {
        var raw = false;
        foreach (var (i, line) in lines.Index())
        {
            var quotes = line.Split(RawQuotes).Length - 1;
            if (!raw && quotes == 0 && line.Length > Longest)
                yield return i + 1;
            raw ^= quotes % 2 == 1;
        }
    }
}
