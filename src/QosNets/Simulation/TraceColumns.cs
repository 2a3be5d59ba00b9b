using QosNets.Tabular;

namespace QosNets.Simulation;

/// <summary>Where a trace's table has times and budgets, and in which units.</summary>
internal sealed class TraceColumns
{
    private readonly SeparatedText table;
    private readonly int time;
    private readonly int budget;
    private readonly Func<double, double> seconds;
    private readonly bool percent;

    private TraceColumns(
        SeparatedText table,
        int time,
        int budget,
        Func<double, double> seconds,
        bool percent,
        List<string> others
    )
    {
        this.table = table;
        this.time = time;
        this.budget = budget;
        this.seconds = seconds;
        this.percent = percent;
        Others = others;
    }

    /// <summary>Titles of columns that are not read.</summary>
    public List<string> Others { get; }

    /// <summary>Finds the columns in the first row of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="percent">Whether budgets are per cent although their column does not say so.</param>
    /// <exception cref="SeparatedTextException">One is missing or there twice, or in a unit that is not read.</exception>
    public static TraceColumns Of(SeparatedText table, bool percent)
    {
        var header = table.Rows[0];
        var names = header.Fields.Select(ColumnName.Of).ToArray();
        var (time, budget) = (Only("time"), Only("budget"));
        Func<double, double> seconds = names[time].Unit switch
        {
            "us" => t => t / 1e6,
            "ms" => t => t / 1e3,
            "" or "s" => t => t,
            "min" => t => t * 60,
            "h" => t => t * 3600,
            var unit => throw table.Fault(header, $"times in \"{Printed.Short(unit)}\"; write us, ms, s, min or h"),
        };
        percent |= names[budget].Unit switch
        {
            "" => false,
            "percent" => true,
            var unit => throw table.Fault(
                header,
                $"budgets in \"{Printed.Short(unit)}\"; write shares of the exact network's power, or budget_percent"
            ),
        };
        List<string> others =
        [
            .. header.Fields.Where((f, i) => i != time && i != budget && f.Length > 0).Select(f => Printed.Short(f)),
        ];
        return new TraceColumns(table, time, budget, seconds, percent, others);

        int Only(string name)
        {
            var first = Array.FindIndex(names, n => n.Name == name);
            if (first < 0 || Array.FindLastIndex(names, n => n.Name == name) != first)
                throw table.Fault(
                    header,
                    $"\"{Printed.Short(string.Join(',', header.Fields))}\" has {(first < 0 ? "no" : "more than one")} column "
                        + $"\"{name}\"; the first line names the columns time_s and budget"
                );
            return first;
        }
    }

    /// <summary>Time in seconds and budget as a share, 0..1.</summary>
    /// <exception cref="SeparatedTextException">The fields are no such numbers.</exception>
    public (double Time, double Budget) Read(TextRow row)
    {
        if (
            TextNumber.Real(row.Fields[time], table.Separator) is not { } moment
            || TextNumber.Real(row.Fields[budget], table.Separator) is not { } share
        )
            throw table.Fault(row, $"\"{Show(row)}\"; write two numbers, for example 12.5,0.3");
        if (share < 0)
            throw table.Fault(row, $"\"{Show(row)}\"; a budget must be at or above 0");
        if (share > (percent ? 100 : 1))
            throw table.Fault(
                row,
                $"\"{Show(row)}\"; a budget is at most {(percent ? "100 %" : "1, the exact network's power")}"
                    + (percent ? "" : "; for per cent name the column budget_percent or say --percent")
            );
        return (seconds(moment), percent ? share / 100 : share);
    }

    /// <summary>Time and budget as they stand there.</summary>
    public string Show(TextRow row) => Printed.Short($"{row.Fields[time]},{row.Fields[budget]}");
}
