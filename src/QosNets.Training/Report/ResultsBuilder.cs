using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using QosNets.Approximation;
using QosNets.Bundles;
using QosNets.Hardware;
using QosNets.Kernels;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Reporting.Results;
using QosNets.Selection;
using QosNets.Training.Stages;
using MultiplierChoice = QosNets.Reporting.Results.MultiplierChoice;

namespace QosNets.Training.Report;

/// <summary>Gathers what results.json holds from the finished stages.</summary>
internal static class ResultsBuilder
{
    /// <summary>The results of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stages">Its finished stages.</param>
    /// <param name="warnings">Notes that go before all others.</param>
    public static RunResults Build(RunContext run, RunStages stages, IEnumerable<string> warnings)
    {
        var outcome = stages.Get<SelectionStage>().Load();
        var test = stages.Get<EvaluationStage>().Load();
        var retrained = stages.Get<JointStage>().Outcome();
        var plans = retrained.Delivered.Select(p => p.Plan).ToList();
        var bundle = Bundle.Load(stages.Get<BundleStage>().BundlePath);
        return new RunResults(
            run.Network.Name,
            run.Experiment.Dataset,
            run.Network.Classes,
            run.Set.Test.Count,
            run.Experiment.N,
            run.Experiment.Seed,
            Versions(),
            MachineProbe.Current(run.Threads, KernelPaths.Selected.Name),
            test.Float,
            test.Qat,
            test.Exact,
            Names(run, plans.SelectMany(p => p.Assignment).Distinct().OrderByDescending(m => run.Power.Powers[m])),
            [.. plans.Select((p, i) => Point(run, p, test.Points[i], bundle))],
            Selection(run, outcome),
            Overhead(run.Network, plans.Count),
            stages.InOrder.ToDictionary(s => s.Name, s => Math.Round(s.Seconds, 2)),
            Notes(run, stages, warnings.Concat(PointRemarks.Of(bundle, retrained))),
            run.Library.PowerIsEstimated,
            CascadeResults.Of(bundle, stages),
            PointRemarks.LeftOut(retrained, run.Power.Saving),
            BaselineResults.Of(run, stages),
            [.. Enum.GetValues<Dataflow>().Select(d => EnergyResult.Of(EnergyEstimate.Of(bundle, new EnergyModel(), d)))],
            run.Library.Cost == CostColumn.Power ? null : run.Library.Cost,
            CostResults.Of(run, stages.Get<SelectionStage>(), plans)
        );
    }

    private static OperatingPointResult Point(RunContext run, PointPlan plan, TestedPoint tested, Bundle bundle)
    {
        string? Named(int? point) => point is { } p ? bundle.Points[p].Name : null;
        var index = bundle.IndexOf(plan.Name);
        var saving = run.Power.Saving(plan);
        var additions = PowerModel.CorrectionAdditionsPerMultiplication(
            [.. run.Network.Layers.Select(l => l.Geometry)],
            [.. plan.Corrected(run.Library, run.Experiment.Correction)]
        );
        return new OperatingPointResult(
            plan.Name,
            tested.Accuracy.Top1,
            tested.Accuracy.Top5,
            tested.Loss,
            tested.LossInterval,
            saving,
            1 - saving,
            additions,
            run.Network.Layers.Select((l, i) => (l.Name, run.Library.Multipliers[plan.Assignment[i]].Name))
                .ToDictionary(p => p.Item1, p => p.Item2),
            bundle.Points[index].ValidationTop1,
            Named(bundle.Dominating(index)),
            Named(bundle.Twin(index))
        );
    }

    private static SelectionResult Selection(RunContext run, SelectionOutcome o) =>
        new(
            new Reporting.Results.KMeansSelection(
                o.KMeans.Objective,
                Names(run, o.KMeans.Multipliers),
                o.KMeans.ViolatingRows,
                o.KMeans.WorstStrain,
                new MultiplierChoice(o.Repaired.Objective, Names(run, o.Repaired.Multipliers))
            ),
            new Reporting.Results.ExactSelection(
                o.Exact.Objective,
                Names(run, o.Exact.Multipliers),
                o.Proven,
                o.Gap,
                o.Nodes,
                o.Seconds
            ),
            o.Scales
        );

    private static ParameterOverhead Overhead(Network network, int points)
    {
        // Running statistics are no parameters: they are counted beside them.
        long Count(IEnumerable<Parameter> all, bool statistics) =>
            all.Where(p => p.IsStatistic == statistics).Sum(p => (long)p.Length);
        var own = NetworkParameters.OfPoint(network);
        var single = NetworkParameters.Of(network);
        var parameters = Count(single, false);
        // One point's own parameters belong to the single network; a layer without BatchNorm gains its scale there as well.
        var extra = points * Count(own, false) - Count(single.Where(p => p.Role != ParameterRole.Weight), false);
        return new ParameterOverhead(extra, parameters, extra / (double)parameters, (points - 1) * Count(own, true));
    }

    private static List<string> Names(RunContext run, IEnumerable<int> multipliers) =>
        [.. multipliers.Select(m => run.Library.Multipliers[m].Name)];

    private static Dictionary<string, string> Versions() =>
        new()
        {
            ["qosnets"] = Version(typeof(ResultsBuilder).Assembly),
            ["torchsharp"] = Version(typeof(TorchSharp.torch).Assembly),
            ["dotnet"] = RuntimeInformation.FrameworkDescription,
        };

    private static string Version(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? assembly.GetName().Version!.ToString();

    private static List<string> Notes(RunContext run, RunStages stages, IEnumerable<string> warnings)
    {
        var tables = stages.Get<ErrorStage>().Load();
        var notes = new List<string>(warnings)
        {
            "Relative power counts multiplications only: memory and accumulators are not in it. The energy of the whole "
                + "accelerator is an estimate beside it.",
            "The exact network is the quantised network retrained with exact products for the same schedule as the points.",
            string.Create(
                CultureInfo.InvariantCulture,
                $"Errors of {run.Network.Layers.Count} layers × {run.Library.Multipliers.Count} multipliers: predicted in "
                    + $"{tables.PredictionSeconds:0.00} s, measured in {tables.MeasurementSeconds:0.00} s."
            ),
        };
        if (run.Library.Cost != CostColumn.Power)
            notes.Add(
                $"Multipliers were chosen by {run.Library.Cost}, not by power: savings, relative powers and objectives are "
                    + $"those of {run.Library.Cost}, but for the energy of the accelerator, which counts power."
            );
        if (run.Experiment.Correction)
            notes.Add(
                "The activation-side correction is on: its look-ups and additions are counted beside the saving, not in it."
            );
        if (Selectors.Named(run.Experiment.Selection.Selector).Remark is { } remark)
            notes.Add(remark);
        if (stages.Get<RefinementStage>().Load() is { Measurements: > 0 } refined)
            notes.Add(Refined(refined));
        if (MissedTargets(run, stages.Get<SelectionStage>().Load()) is { Length: > 0 } missed)
            notes.Add(
                $"The repaired k-means choice knows no target savings and misses {missed}; the exact choice meets all, so "
                    + $"their mean powers do not answer the same question."
            );
        return notes;
    }

    private static string Refined(RefinementOutcome o)
    {
        string Text(IEnumerable<double> losses) =>
            string.Join(", ", losses.Select(l => l.ToString("0.0000", CultureInfo.InvariantCulture)));
        var end = o.Converged ? "no move was left that helps" : "the number of measurements was spent";
        return $"The points are the selector's choice refined by measurement: {o.Measurements} assignments measured, {end}. "
            + $"Validation loss before retraining {Text(o.StartLosses)} as selected, {Text(o.Losses)} refined. A proof of the "
            + $"selection is one for its errors and tolerances, not for accuracies.";
    }

    /// <summary>The target savings that the repaired k-means choice misses, with what it saves there.</summary>
    private static string MissedTargets(RunContext run, SelectionOutcome outcome)
    {
        var missed = run
            .Experiment.TargetSavings.Select(
                (target, p) =>
                    (
                        Target: target,
                        Saving: run.Power.Saving(new PointPlan(outcome.PointNames[p], outcome.Repaired.Assignments[p]))
                    )
            )
            .Where(p => p.Saving < p.Target);
        return string.Join(
            ", ",
            missed.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Target:P0} ({p.Saving:P1})"))
        );
    }
}
