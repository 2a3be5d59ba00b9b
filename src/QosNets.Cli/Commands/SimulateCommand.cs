using System.CommandLine;
using System.Globalization;
using System.Text;
using QosNets.Archives;
using QosNets.Cli.Output;
using QosNets.Cli.Shell;
using QosNets.Cli.Study;
using QosNets.Control;
using QosNets.Reporting.Charts;
using QosNets.Simulation;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets simulate</c>: replays a budget trace over real inference on the test images.</summary>
internal static class SimulateCommand
{
    private const string All = "all";

    public static Command Create()
    {
        var file = Arguments.File("BUNDLE", "The bundle (.qosnet).");
        var trace = new Option<string>("--trace")
        {
            Description = $"{string.Join(", ", TraceGenerators.Names)}, {All}, or a CSV file with the columns time_s,budget.",
            HelpName = "TRACE",
            DefaultValueFactory = _ => "solar",
        };
        var governor = new Option<string>("--governor")
        {
            Description = $"{string.Join(", ", Governors.Names)}, {SimulationStudy.OracleName} or {All}.",
            HelpName = "GOVERNOR",
            DefaultValueFactory = _ => Governors.Interpolating,
        };
        var frames = Number<int>("--frames", "N", "Frames of a generated trace.", 10_000);
        var fps = new Option<double?>("--fps")
        {
            Description = "Frames a second of a CSV trace; one for its shortest step unless given.",
            HelpName = "RATE",
        };
        var percent = new Option<bool>("--percent") { Description = "The budgets of a CSV trace are per cent." };
        var seed = Number<ulong>("--seed", "SEED", "Seed of generated traces and of governors.", 1);
        var defaults = GovernorOptions.Default;
        var switchEnergy = Number(
            "--switch-energy",
            "ENERGY",
            "Energy of a switch, in inferences of the exact network.",
            defaults.SwitchEnergy
        );
        var dwell = Number("--dwell", "FRAMES", "Least frames between two switches of the threshold governor.", defaults.Dwell);
        var reserve = Number(
            "--reserve",
            "SHARE",
            "What governors that guard windows trust budgets to stay above the cheapest cost, of the distance to the dearest "
                + "frame.",
            defaults.Reserve
        );
        var hysteresis = Number("--hysteresis", "SHARE", "Hysteresis of the threshold governor.", defaults.Hysteresis);
        var shadowRate = Number(
            "--shadow-rate",
            "SHARE",
            "Share of frames with a shadow run of the adaptive governor.",
            defaults.ShadowRate
        );
        var drift = new Option<string[]>("--drift")
        {
            Description = "From a frame on, a point truly costs FACTOR times what the bundle says.",
            HelpName = "POINT=FACTOR@FRAME",
        };
        var require = new Option<string[]>("--require")
        {
            Description =
                "What every replay must keep, in signal temporal logic (docs/runtime.md); a violated one gives exit code 3. "
                + "For example \"always[0,60] (accuracy_window > 0.85 and mean_power <= budget)\".",
            HelpName = "FORMULA",
        };
        var data = BundleImages.Folder();
        var plot = new Option<string?>("--plot")
        {
            Description = "Draw budget, power, points and accuracy over time (SVG).",
            HelpName = "FILE",
        };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new CommandWithExamples(
            "simulate",
            "Replay a budget over real inference on the test images, under a governor that switches operating points.",
            "qosnets simulate runs/fashion-resnet8/fashion-resnet8.qosnet --trace solar --governor predictive --plot solar.svg",
            "qosnets simulate runs/fashion-resnet8/fashion-resnet8.qosnet --trace all --governor all",
            "qosnets simulate runs/fashion-resnet8/fashion-resnet8.qosnet --trace mine.csv --fps 5 --governor threshold --json",
            "qosnets simulate runs/fashion-resnet8/fashion-resnet8.qosnet --trace battery --governor cascade --require "
                + "'always[31,10000] mean_power <= mean_budget'"
        )
        {
            file,
            trace,
            governor,
            frames,
            fps,
            percent,
            seed,
            switchEnergy,
            dwell,
            reserve,
            hysteresis,
            shadowRate,
            drift,
            require,
            data,
            plot,
            json,
        };
        command.SetAction(parse =>
        {
            var output = parse.InvocationConfiguration.Output;
            var options = new GovernorOptions
            {
                SwitchEnergy = parse.GetValue(switchEnergy),
                Dwell = parse.GetValue(dwell),
                Reserve = parse.GetValue(reserve),
                Hysteresis = parse.GetValue(hysteresis),
                ShadowRate = parse.GetValue(shadowRate),
                Seed = parse.GetValue(seed),
            };
            options.Check();
            var requirements = (parse.GetValue(require) ?? []).Select(Requirement.Parse).ToList();
            var governors = Governors.Names.Append(SimulationStudy.OracleName);
            var wanted = parse.GetRequiredValue(governor);
            if (wanted != All && !governors.Contains(wanted))
                throw new CommandException(
                    $"there is no governor \"{wanted}\"; use one of {string.Join(", ", governors)}, {All}"
                );
            var study = SimulationStudy.Load(
                parse.GetRequiredValue(file),
                parse.GetValue(data),
                options,
                parse.GetValue(drift) ?? [],
                parse.InvocationConfiguration.Error
            );
            var traces = parse.GetRequiredValue(trace) switch
            {
                All => TraceGenerators.Names.Select(n =>
                    TraceGenerators.Create(n, study.Knob, parse.GetValue(frames), options.Seed)
                ),
                var name when TraceGenerators.Names.Contains(name) =>
                [
                    TraceGenerators.Create(name, study.Knob, parse.GetValue(frames), options.Seed),
                ],
                var path => [TraceCsv.Read(path, parse.GetValue(fps), parse.GetValue(percent))],
            };
            var notes = traces.SelectMany(t => t.Notes).Concat(traces.Select(SimulationStudy.CheckLength).OfType<string>());
            foreach (var note in notes)
                parse.InvocationConfiguration.Error.WriteLine($"note: {ErrorReport.OneLine(note)}");
            var runs = traces
                .SelectMany(t => study.Run(t, wanted == All ? study.Governors : [wanted]))
                .Select(r => r with { Requirements = [.. requirements.Select(q => q.Judge(r.Result))] })
                .ToList();
            if (parse.GetValue(json))
                WriteJson(runs, output);
            else
                SimulationText.Write(study, runs, output);
            if (parse.GetValue(plot) is { } path2)
                Draw(study, runs, path2);
            if (!parse.GetValue(json))
                output.WriteLine(parse.GetValue(plot) ?? "--plot FILE.svg draws budget, power, points and accuracy over time");
            return runs.All(r => r.Requirements.All(q => q.Holds)) ? ExitCode.Success : ExitCode.Violated;
        });
        return command;
    }

    private static void WriteJson(List<SimulationRun> runs, TextWriter output)
    {
        if (runs.Count == 1)
            JsonOutput.Write(SimulationFigures.Of(runs[0]), output);
        else
            JsonOutput.Write(runs.Select(SimulationFigures.Of).ToArray(), output);
    }

    private static void Draw(SimulationStudy study, List<SimulationRun> runs, string path)
    {
        if (runs.Count != 1)
            throw new CommandException("--plot draws one trace under one governor; name both");
        var result = runs[0].Result;
        var order = Enumerable.Range(0, study.Knob.Settings.Count).OrderBy(i => study.Knob.Settings[i].Cost).ToList();
        var svg = SimulationFigure.Svg(
            new SimulationReport(
                $"{study.Network}, {Path.GetFileName(result.Trace.Name)} trace, {result.Governor} governor",
                result.Trace.Budgets,
                result.Powers,
                [.. result.Settings.Select(s => order.IndexOf(s))],
                result.Correct,
                [.. order.Select(i => study.Knob.Settings[i].Name)]
            )
        );
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(svg));
    }

    private static Option<T> Number<T>(string name, string help, string description, T value)
        where T : IFormattable =>
        new(name)
        {
            Description = string.Create(CultureInfo.InvariantCulture, $"{description} Default {value}."),
            HelpName = help,
            DefaultValueFactory = _ => value,
        };
}
