using System.CommandLine;
using System.Globalization;
using QosNets.Cli.Output;
using QosNets.Cli.Shell;
using QosNets.Multipliers;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets multipliers show</c>: all that is known of single multipliers.</summary>
internal static class MultipliersShow
{
    public static Command Create()
    {
        var names = MultipliersCommand.Names("Names of the multipliers.");
        names.Arity = ArgumentArity.OneOrMore;
        var library = MultipliersCommand.LibraryOption();
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var layer = new LayerOptions();
        var command = new CommandWithExamples(
            "show",
            "Show facts, error metrics and structure of single multipliers.",
            "qosnets multipliers show mul8u_2P7 mul8u_17C8",
            "qosnets multipliers show mul8u_2P7 --run runs/fashion-resnet8 --layer stage1.block0.conv1"
        )
        {
            names,
            library,
            layer.Bundle,
            layer.Layer,
            layer.Run,
            json,
        };
        command.SetAction(parse =>
        {
            var from = MultipliersCommand.Load(parse.GetValue(library));
            var chosen = MultipliersCommand.Choose(from, parse.GetRequiredValue(names));
            var rows = MultiplierSummary.Of(from, chosen, layer.Read(parse, from), structure: true);
            if (parse.GetValue(json))
                JsonOutput.Write(
                    new LibrarySummary(from.Name, from.Signed, from.Exact.Name, from.PowerIsEstimated, rows),
                    parse.InvocationConfiguration.Output
                );
            else
            {
                for (var i = 0; i < rows.Count; i++)
                    Print(chosen[i], rows[i], from, parse.InvocationConfiguration.Output);
            }
        });
        return command;
    }

    private static void Print(Multiplier multiplier, MultiplierSummary row, MultiplierLibrary library, TextWriter output)
    {
        output.WriteLine(Numbers.Text($"{row.Name} of {library.Name}: {MultiplierLibraryKind(library)}"));
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {MultipliersCommand.PowerTitle(library)}: {MultipliersCommand.PowerText(multiplier)}, "
                    + $"{100 * row.RelativePower:0.0} % of {library.Exact.Name}"
            )
        );
        output.WriteLine($"  operand bits: {row.OperandBits}, digest {row.Digest}");
        if (multiplier.Aliases.Count > 0)
            output.WriteLine($"  published as: {string.Join(", ", multiplier.Aliases)}");
        if (multiplier.Ports is { } ports)
            output.WriteLine($"  operand ports: {ErrorReport.OneLine(ports.ToString())}");
        if (row.AreaSquareMicrometre is { } area)
            output.WriteLine(Numbers.Text($"  area, µm²: {area:0.0}"));
        if (row.DelayNanosecond is { } delay)
            output.WriteLine(Numbers.Text($"  delay, ns: {delay:0.00}"));
        foreach (var (column, cost) in row.OtherCosts)
            output.WriteLine(
                Numbers.Text($"  {CostColumn.Title(column)}: {Numbers.Short(cost)}")
                    + (library.HasCost(column) ? Relative(library.By(column), multiplier) : "")
            );
        if (multiplier.Source is { } source)
        {
            var licence = multiplier.Licence is { } text ? $" ({ErrorReport.OneLine(text)})" : "";
            output.WriteLine($"  source: {ErrorReport.OneLine(source)}{licence}");
        }
        output.WriteLine();
        string[] titles =
        [
            "  error",
            ">all pairs",
            .. row.OwnErrors is null ? Array.Empty<string>() : [$">own {row.OperandBits} pairs"],
            .. row.Weighted is null ? Array.Empty<string>() : [">in the layer"],
        ];
        var errors = new TextTable(titles);
        foreach (var kind in ErrorMetricKind.All)
        {
            string[] cells =
            [
                "  " + kind.Title,
                Numbers.Short(kind.Of(row.Errors)),
                .. row.OwnErrors is { } own ? [Numbers.Short(kind.Of(own))] : Array.Empty<string>(),
                .. row.Weighted is { } weighted ? [Numbers.Short(kind.Of(weighted))] : Array.Empty<string>(),
            ];
            errors.Add(cells);
        }
        errors.Write(output);
        output.WriteLine();
        var s = row.Structure!;
        output.WriteLine($"  errors from {s.LeastError} to {s.GreatestError}");
        output.WriteLine($"  rank of the table {s.TableRank}, of the error map {s.ErrorRank}");
        output.WriteLine(
            $"  distinct rows {s.DistinctRows}, columns {s.DistinctColumns}, rows of the error map {s.DistinctErrorRows}"
        );
        output.WriteLine(
            $"  bits that do not matter: activation {MultipliersList.Bits(s.IdleActivationBits)}, weight "
                + $"{MultipliersList.Bits(s.IdleWeightBits)}; product bits that never change "
                + $"{MultipliersList.Bits(s.ConstantProductBits)}"
        );
        output.WriteLine($"  symmetric: {(s.Symmetric ? "yes" : "no")}");
        output.WriteLine();
    }

    private static string Relative(MultiplierLibrary library, Multiplier multiplier) =>
        Numbers.Text($", {100 * library.RelativeCost(multiplier):0.0} % of {library.Exact.Name}");

    private static string MultiplierLibraryKind(MultiplierLibrary library) =>
        library.Signed ? "signed, two's complement" : "unsigned";
}
