using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Html;

/// <summary>How the run was made: times, settings, versions.</summary>
internal static class RunSection
{
    /// <summary>Stage times with bars.</summary>
    public static Markup Times(ReportData data) =>
        Markup.Of(m =>
        {
            var seconds = data.Results.Seconds;
            var largest = Math.Max(seconds.Values.DefaultIfEmpty(0).Max(), 1e-9);
            m.Add(
                $"{HtmlTable.Draw(
            [new("Stage", false), new("Time")],
            seconds
                .Select(s => (IReadOnlyList<Cell>)[s.Key, HtmlTable.Bar(s.Value / largest, Format.Duration(s.Value))])
                .Append(["all stages", Format.Duration(seconds.Values.Sum())]))}"
            );
        });

    /// <summary>All settings.</summary>
    public static Markup Settings(ReportData data) =>
        HtmlTable.Draw(
            [new("Setting", false), new("Value", false)],
            data.Settings.Select(s => (IReadOnlyList<Cell>)[s.Key, s.Value]),
            "settings"
        );

    /// <summary>Versions and machine.</summary>
    public static Markup Versions(ReportData data)
    {
        var machine = data.Results.Machine;
        return HtmlTable.Draw(
            [new("Component", false), new("Value", false)],
            data.Results.Versions.Select(v => (IReadOnlyList<Cell>)[v.Key, v.Value])
                .Concat([
                    ["processor", machine.Processor],
                    ["logical processors", Format.Grouped(machine.Cores)],
                    ["threads used", Format.Grouped(machine.Threads)],
                    ["memory", $"{Format.Significant(machine.MemoryGib)} GiB"],
                    ["operating system", machine.OperatingSystem],
                    ["kernel path", machine.KernelPath],
                ]),
            "settings"
        );
    }
}
