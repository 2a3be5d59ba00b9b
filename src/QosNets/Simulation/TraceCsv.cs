using System.Globalization;
using QosNets.Control;
using QosNets.Tabular;

namespace QosNets.Simulation;

/// <summary>
/// Reads budget traces: a line that names the columns <c>time_s</c> (also in µs, ms, min or h) and <c>budget</c> (also
/// <c>budget_percent</c>), then one line for every change. Other columns are left out with a note. A budget holds from its time
/// to that of the next line; the last holds for as long as the one before it.
/// </summary>
internal static class TraceCsv
{
    private const string Header = "time_s,budget";

    // A million frames are 100 passes over the test images; more is likely a mistake in the times.
    private const int MaxFrames = 1_000_000;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="framesPerSecond">Frames in a second, above 0; null for one frame in each of the shortest steps of the
    /// file.</param>
    /// <param name="percent">Whether budgets are per cent although their column does not say so.</param>
    /// <exception cref="ControlException">The file is missing, or a line is no time and budget, out of order or out of
    /// range.</exception>
    public static BudgetTrace Read(string path, double? framesPerSecond = null, bool percent = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        string text;
        try
        {
            text =
                TextDecoding.Decode(File.ReadAllBytes(path))
                ?? throw new ControlException($"{path}: it is no text; name a CSV file with the columns {Header}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ControlException(
                $"{path}: it cannot be read ({e.Message.Split('\n')[0]}); name a CSV file with the columns {Header}",
                e
            );
        }
        return Parse(text, path, framesPerSecond, percent);
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="framesPerSecond">As for <see cref="Read"/>.</param>
    /// <param name="percent">As for <see cref="Read"/>.</param>
    /// <exception cref="ControlException">As for <see cref="Read"/>.</exception>
    public static BudgetTrace Parse(string text, string name, double? framesPerSecond = null, bool percent = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (framesPerSecond is { } rate && !(rate > 0 && double.IsFinite(rate)))
            throw new ControlException(
                string.Create(CultureInfo.InvariantCulture, $"{rate} frames a second; the rate must be above 0")
            );
        var (rows, others) = Rows(text, name, percent);
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
        return new BudgetTrace(name, times, budgets)
        {
            Notes = others.Count == 0 ? [] : [$"{name}: columns that are not read: {string.Join(", ", others)}"],
        };
    }

    private static (List<(double Time, double Budget)> Rows, List<string> Others) Rows(string text, string name, bool percent)
    {
        try
        {
            var table = SeparatedText.Parse(name, text);
            if (table.Rows.Count == 0)
                throw new ControlException($"{name} line 1: it is blank; the first line names the columns {Header}");
            var columns = TraceColumns.Of(table, percent);
            var rows = new List<(double Time, double Budget)>();
            foreach (var row in table.Below(table.Rows[0]))
            {
                var (time, budget) = columns.Read(row);
                if (rows.Count > 0 && time <= rows[^1].Time)
                    throw table.Fault(row, $"\"{columns.Show(row)}\"; times must rise from line to line");
                rows.Add((time, budget));
            }
            return rows.Count >= 2
                ? (rows, columns.Others)
                : throw new ControlException(
                    $"{name}: {rows.Count} lines of times and budgets; give two or more below the line {Header}"
                );
        }
        catch (SeparatedTextException e)
        {
            throw new ControlException(e.Message, e);
        }
    }
}
