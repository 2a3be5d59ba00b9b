using System.Globalization;
using QosNets.Control;

namespace QosNets.Simulation;

/// <summary>
/// Reads budget traces: a line <c>time_s,budget</c>, then one line for every change. A budget holds from its time to that of
/// the next line. The last budget holds for as long as the one before it.
/// </summary>
public static class TraceCsv
{
    private const string Header = "time_s,budget";

    // A million frames are 100 passes over the test images; more is likely a mistake in the times.
    private const int MaxFrames = 1_000_000;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="framesPerSecond">Frames in a second, above 0; null for one frame in each of the shortest steps of the
    /// file.</param>
    /// <exception cref="ControlException">The file is missing, or a line is no time and budget, out of order or out of
    /// range.</exception>
    public static BudgetTrace Read(string path, double? framesPerSecond = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ControlException(
                $"{path}: it cannot be read ({e.Message.Split('\n')[0]}); name a CSV file with the columns {Header}",
                e
            );
        }
        return Parse(text, path, framesPerSecond);
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="framesPerSecond">As for <see cref="Read"/>.</param>
    /// <exception cref="ControlException">As for <see cref="Read"/>.</exception>
    public static BudgetTrace Parse(string text, string name, double? framesPerSecond = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (framesPerSecond is { } rate && !(rate > 0 && double.IsFinite(rate)))
            throw new ControlException(
                string.Create(CultureInfo.InvariantCulture, $"{rate} frames a second; the rate must be above 0")
            );
        var rows = Rows(text, name);
        var shortest = rows.Zip(rows.Skip(1), (a, b) => b.Time - a.Time).Min();
        var step = 1 / framesPerSecond ?? shortest;
        var end = rows[^1].Time + (rows[^1].Time - rows[^2].Time);
        // A step that does not divide the file's length to the last digit must not cost a frame.
        var count = Math.Floor((end - rows[0].Time) / step + 1e-6);
        if (!(count is >= 1 and <= MaxFrames))
            throw new ControlException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: {end - rows[0].Time} s are {count:0} frames of {step} s; 1 to {MaxFrames:N0} can be simulated: "
                        + $"choose another --fps"
                )
            );
        var (times, budgets) = (new double[(int)count], new double[(int)count]);
        for (var (f, r) = (0, 0); f < times.Length; f++)
        {
            times[f] = rows[0].Time + f * step;
            while (r + 1 < rows.Count && rows[r + 1].Time <= times[f] + 1e-9 * step)
                r++;
            budgets[f] = rows[r].Budget;
        }
        return new BudgetTrace(name, times, budgets);
    }

    private static List<(double Time, double Budget)> Rows(string text, string name)
    {
        var rows = new List<(double Time, double Budget)>();
        var number = 0;
        foreach (var raw in text.AsSpan().TrimStart('\uFEFF').EnumerateLines())
        {
            number++;
            var line = raw.Trim();
            if (number == 1)
            {
                if (!line.SequenceEqual(Header))
                    throw Fault(name, number, line, $"the first line must be {Header}");
                continue;
            }
            if (line.IsEmpty)
                continue;
            var comma = line.IndexOf(',');
            if (comma < 0 || !Number(line[..comma], out var time) || !Number(line[(comma + 1)..], out var budget))
                throw Fault(name, number, line, "write two numbers, for example 12.5,0.3");
            if (budget < 0)
                throw Fault(name, number, line, "a budget must be at or above 0");
            if (rows.Count > 0 && time <= rows[^1].Time)
                throw Fault(name, number, line, "times must rise from line to line");
            rows.Add((time, budget));
        }
        return rows.Count >= 2
            ? rows
            : throw new ControlException(
                $"{name}: {rows.Count} lines of times and budgets; give two or more below the line {Header}"
            );
    }

    private static bool Number(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static ControlException Fault(string name, int line, ReadOnlySpan<char> text, string remedy) =>
        new($"{name} line {line}: \"{(text.Length > 40 ? string.Concat(text[..40], "…") : text.ToString())}\"; {remedy}");
}
