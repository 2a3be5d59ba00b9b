using System.Globalization;
using QosNets.Cli.Study;
using QosNets.Control;
using QosNets.Simulation;
using static QosNets.Cli.Output.Numbers;

namespace QosNets.Cli.Output;

/// <summary>What <c>qosnets simulate</c> prints for people.</summary>
internal static class SimulationText
{
    private const int MaxStatuses = 8;

    public static void Write(SimulationStudy study, IReadOnlyList<SimulationRun> runs, TextWriter output)
    {
        var points = study.Knob.Settings.Select(s =>
            Text($"{s.Name} (power {s.Cost:0.0000}, validation {100 * s.Quality:0.00} %)")
        );
        output.WriteLine($"{study.Network}: {string.Join(", ", points)}");
        var worth = study.Knob.WorthRunning;
        foreach (var (i, s) in study.Knob.Settings.Index().Where(s => !worth.Contains(s.Index)))
            output.WriteLine($"{s.Name} is never run: another point costs no more and is at least as accurate");
        if (study.IsMeasured)
            output.WriteLine(
                "the bundle has no validation accuracies: measured on 5,000 training images that the default seed holds out; "
                    + "another seed trained on some of them"
            );
        if (study.Drifts)
            output.WriteLine("true costs drift: the oracle plans with those of the bundle");
        var cheapest = study.Knob.Settings[study.Knob.Cheapest].Quality;
        var table = new TextTable(
            "trace",
            "governor",
            ">violations",
            ">avoidable",
            ">worst",
            ">longest",
            ">energy",
            ">allowed",
            ">switches",
            ">empty",
            ">accuracy",
            ">of oracle's",
            ">expected",
            ">of its gain"
        );
        foreach (var (r, oracle, schedule) in runs)
        {
            var gain = schedule.Quality - cheapest;
            table.Add(
                Path.GetFileName(r.Trace.Name),
                r.Governor,
                Text($"{r.Violations.Count}"),
                Text($"{r.Violations.Avoidable}"),
                Text($"{r.Violations.Worst:0.0000}"),
                Text($"{r.Violations.Longest}"),
                Text($"{r.Energy:0.0}"),
                Text($"{r.Trace.Allowed:0.0}"),
                Text($"{r.Switches}"),
                r.EmptyFrames is { } empty ? Text($"{empty}") : "",
                Text($"{100 * r.Accuracy:0.00} %"),
                Text($"{100 * r.Accuracy / oracle.Accuracy:0.00} %"),
                Text($"{100 * r.Quality:0.000} %"),
                gain > 0 ? Text($"{100 * (r.Quality - cheapest) / gain:0.0} %") : ""
            );
        }
        table.Write(output);
        foreach (var (trace, ofCascades) in runs.Select(r => (r.Result.Trace.Name, IsCascade(r))).Distinct())
        {
            var schedule = runs.First(r => r.Result.Trace.Name == trace && IsCascade(r) == ofCascades).Schedule;
            var proof = schedule.Proven ? "proven the best" : Text($"no schedule more than {100 * schedule.Bound:0.000} %");
            var name = ofCascades ? "oracle of cascades in the mean" : "oracle";
            output.WriteLine(Text($"{Path.GetFileName(trace)}: {name} expects {100 * schedule.Quality:0.000} %, {proof}"));
        }
        foreach (var (r, _, _) in runs.Where(r => IsCascade(r) && r.Result.Settings.Count > 0))
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{r.Governor} on {Path.GetFileName(r.Trace.Name)}: {100.0 * r.Again / r.Settings.Count:0.0} % of the "
                        + $"frames ran again"
                )
            );
        foreach (var (r, _, _) in runs.Where(r => r.Result.Statuses.Count > 1))
            output.WriteLine($"{r.Governor} on {Path.GetFileName(r.Trace.Name)}: {Statuses(r)}");
        foreach (var run in runs)
        foreach (var judged in run.Requirements)
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{run.Result.Governor} on {Path.GetFileName(run.Result.Trace.Name)}: {judged.Requirement.Text} "
                        + $"{(judged.Holds ? "holds" : "IS VIOLATED")}, robustness {judged.Robustness:0.######}"
                )
            );
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"a violation is a window of {Violations.Window} consecutive frames whose mean power is above its mean "
                    + $"budget; windows overlap; avoidable: the cheapest point would have kept it"
            )
        );
        output.WriteLine(
            "energy counts inferences of the exact network; empty: frames that found an empty battery; expected: mean "
                + "validation accuracy of the points that ran, and its gain over the cheapest point"
        );
    }

    private static bool IsCascade(SimulationRun run) => run.Result.Governor == Governors.Cascade;

    private static string Statuses(SimulationResult result)
    {
        var shown = result.Statuses.Take(MaxStatuses).Select(s => Text($"{s.Status} from frame {s.Frame}"));
        var more = result.Statuses.Count - MaxStatuses;
        return string.Join("; ", shown) + (more > 0 ? Text($"; {more} more, the last: {result.Statuses[^1].Status}") : "");
    }
}
