using System.CommandLine;
using QosNets.Cli.Output;
using QosNets.Cli.Shell;
using QosNets.Multipliers;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets multipliers list</c>: a table of all multipliers of a library.</summary>
internal static class MultipliersList
{
    private static readonly string[] OtherKeys = ["name", "power", "area", "delay"];

    public static Command Create()
    {
        var library = MultipliersCommand.LibraryOption();
        var sort = new Option<string?>("--sort")
        {
            Description =
                $"Sort by {string.Join(", ", OtherKeys.Concat(ErrorMetricKind.All.Select(k => k.Key)))}, bias by its size, or by "
                + "another cost of the library.",
            HelpName = "KEY",
        };
        var descending = new Option<bool>("--descending") { Description = "Largest first." };
        var structure = new Option<bool>("--structure") { Description = "Add ranks, distinct rows, idle bits and symmetry." };
        var front = new Option<string?>("--front")
        {
            Description = "Show the Pareto front of power against this error metric only, for every pair of operand widths.",
            HelpName = "METRIC",
        };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var layer = new LayerOptions();
        var command = new CommandWithExamples(
            "list",
            "List the multipliers of a library with power and all error metrics, also weighted by the operands of a layer.",
            "qosnets multipliers list --sort mre",
            "qosnets multipliers list --run runs/fashion-resnet8 --layer stage1.block0.conv1",
            "qosnets multipliers list --library mine.npz --structure --json"
        )
        {
            library,
            sort,
            descending,
            front,
            structure,
            layer.Bundle,
            layer.Layer,
            layer.Run,
            json,
        };
        command.SetAction(parse =>
        {
            var from = MultipliersCommand.Load(parse.GetValue(library));
            var rows = MultiplierSummary.Of(from, from.Multipliers, layer.Read(parse, from), parse.GetValue(structure));
            if (parse.GetValue(front) is { } metric)
                rows = Front(rows, ErrorMetricKind.Named(metric));
            var sorted = Sort(rows, parse.GetValue(sort), parse.GetValue(descending), MultiplierSummary.OtherColumns(from));
            if (parse.GetValue(json))
                JsonOutput.Write(
                    new LibrarySummary(from.Name, from.Signed, from.Exact.Name, from.PowerIsEstimated, sorted),
                    parse.InvocationConfiguration.Output
                );
            else
                Print(from, sorted, parse.InvocationConfiguration.Output);
        });
        return command;
    }

    // A narrow circuit errs by its width alone, so each width has a front of its own.
    private static IReadOnlyList<MultiplierSummary> Front(IReadOnlyList<MultiplierSummary> rows, ErrorMetricKind kind) =>
        [
            .. rows.GroupBy(r => r.OperandBits)
                .SelectMany(group =>
                {
                    var members = group.ToList();
                    return ParetoFront
                        .Of([.. members.Select(r => (r.PowerMilliwatt, Math.Abs(kind.Of(r.Weighted ?? r.Errors))))])
                        .Select(i => members[i]);
                }),
        ];

    private static IReadOnlyList<MultiplierSummary> Sort(
        IReadOnlyList<MultiplierSummary> rows,
        string? key,
        bool descending,
        IReadOnlyList<string> costs
    )
    {
        if (key is null)
            return descending ? [.. rows.Reverse()] : rows;
        if (key == "name")
            return
            [
                .. descending
                    ? rows.OrderByDescending(r => r.Name, StringComparer.Ordinal)
                    : rows.OrderBy(r => r.Name, StringComparer.Ordinal),
            ];
        Func<MultiplierSummary, double> value = key switch
        {
            "power" => r => r.PowerMilliwatt,
            "area" => r => r.AreaSquareMicrometre ?? double.PositiveInfinity,
            "delay" => r => r.DelayNanosecond ?? double.PositiveInfinity,
            _ when ErrorMetricKind.All.FirstOrDefault(k => k.Key == key) is { } kind => r =>
                Math.Abs(kind.Of(r.Weighted ?? r.Errors)),
            _ when costs.Contains(key) => r => r.OtherCosts.GetValueOrDefault(key, double.PositiveInfinity),
            _ => throw new CommandException(
                $"--sort {key}: there is no such key; use "
                    + $"{string.Join(", ", [.. OtherKeys, .. costs, .. ErrorMetricKind.All.Select(k => k.Key)])}"
            ),
        };
        // Stable, so multipliers that are equal keep the order of the library.
        return [.. descending ? rows.OrderByDescending(value) : rows.OrderBy(value)];
    }

    private static void Print(MultiplierLibrary library, IReadOnlyList<MultiplierSummary> rows, TextWriter output)
    {
        var weighted = rows[0].Weighted is not null;
        var structure = rows[0].Structure is not null;
        // Of a library of 8×8 multipliers without published names a digest says little.
        var identity = rows.Any(r => r.OperandBits != "8x8" || r.PublishedAs.Count > 0);
        string[] titles =
        [
            "multiplier",
            .. identity ? ["bits", "digest"] : Array.Empty<string>(),
            $">{MultipliersCommand.PowerTitle(library)}",
            ">relative",
            ">area, µm²",
            ">delay, ns",
            .. MultiplierSummary.OtherColumns(library).Select(c => ">" + CostColumn.Title(c)),
            .. ErrorMetricKind.All.Select(k => ">" + k.Title),
            .. structure
                ? [">rank", ">error rank", ">rows", ">columns", ">error rows", "idle a", "idle b", "symmetric"]
                : Array.Empty<string>(),
            .. identity ? ["published as"] : Array.Empty<string>(),
        ];
        var table = new TextTable(titles);
        foreach (var row in rows)
        {
            var multiplier = library.Multipliers[library.IndexOf(row.Name)];
            table.Add([
                row.Name + (row.Name == library.Exact.Name ? " (exact)" : ""),
                .. identity ? [row.OperandBits, row.Digest] : Array.Empty<string>(),
                MultipliersCommand.PowerText(multiplier),
                Numbers.Text($"{100 * row.RelativePower:0.0} %"),
                row.AreaSquareMicrometre is { } area ? Numbers.Text($"{area:0.0}") : "-",
                row.DelayNanosecond is { } delay ? Numbers.Text($"{delay:0.00}") : "-",
                .. MultiplierSummary
                    .OtherColumns(library)
                    .Select(c => row.OtherCosts.TryGetValue(c, out var cost) ? Numbers.Short(cost) : "-"),
                .. ErrorMetricKind.All.Select(k => Numbers.Short(k.Of(row.Weighted ?? row.Errors))),
                .. row.Structure is { } s
                    ?
                    [
                        $"{s.TableRank}",
                        $"{s.ErrorRank}",
                        $"{s.DistinctRows}",
                        $"{s.DistinctColumns}",
                        $"{s.DistinctErrorRows}",
                        Bits(s.IdleActivationBits),
                        Bits(s.IdleWeightBits),
                        s.Symmetric ? "yes" : "no",
                    ]
                    : Array.Empty<string>(),
                .. identity ? [string.Join(' ', row.PublishedAs)] : Array.Empty<string>(),
            ]);
        }
        table.Write(output);
        output.WriteLine(
            weighted
                ? "errors are weighted by the operands of the layer"
                : "errors are over all 65,536 operand pairs, each equally likely"
                    + (rows.Any(r => r.OperandBits != "8x8") ? "; narrow multipliers read the high bits of 8-bit operands" : "")
        );
        if (library.PowerIsEstimated)
            output.WriteLine(
                "~ power is an ESTIMATE from counted gates (full adder 7, half adder 3, gate 1), not a figure of synthesis"
            );
    }

    /// <summary>Bits as text, or a dash.</summary>
    internal static string Bits(IReadOnlyList<int> bits) => bits.Count > 0 ? string.Join(' ', bits) : "-";
}
