using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Progress;

namespace QosNets.Training.Stages;

/// <summary>The stages of a run in the one order in which they run; whoever needs a stage asks this list.</summary>
internal sealed class RunStages
{
    private readonly List<Stage> stages = [];

    private RunStages() { }

    /// <summary>All stages in the order in which they run.</summary>
    public IReadOnlyList<Stage> InOrder => stages;

    /// <summary>Builds the stages of a run, and hands each its inputs.</summary>
    public static RunStages Of(RunContext run)
    {
        var list = new RunStages();
        var e = run.Experiment;
        var (network, data, library) = (run.KeyedNetwork, run.KeyedData, run.KeyedLibrary);
        var signed = run.Library.Signed;
        var baseline = list.Add(new BaselineStage(new(network, run.Start, data, e.Seed, run.Threads, e.Baseline)));
        var quantized = list.Add(new QuantizationStage(new(baseline, network, run.Start, data, signed, e.Seed, e.Quantization)));
        var tolerances = list.Add<ToleranceStage>(
            e.Selection.Tolerances switch
            {
                ToleranceSource.Sensitivity => new SensitivityStage(new(quantized, network, data, e.Seed, e.Sensitivity)),
                ToleranceSource.NoiseSearch => new RobustnessStage(new(quantized, network, data, e.Seed, e.Robustness)),
                var other => throw new NotSupportedException($"there are no tolerances from {other}"),
            }
        );
        var profile = list.Add(new ProfileStage(new(quantized, tolerances, network, data, signed, e.Seed, e.Profile)));
        var errors = list.Add(new ErrorStage(new(profile, run.KeyedTables, e.Correction, e.Selection.ShiftWeight)));
        var selection = list.Add(
            new SelectionStage(new(profile, errors, network, library, e.N, e.TargetSavings, e.Scales, e.Seed, e.Selection))
        );
        // What a stage does not read must not make it run again.
        var trial = e.Refinement.RetrainingImages > 0 ? e.Retraining : new RetrainingOptions();
        var refinement = list.Add(
            new RefinementStage(new(quantized, selection, network, data, library, e.Seed, e.Correction, trial, e.Refinement))
        );
        var exact = list.Add(new ExactStage(new(quantized, network, data, e.Seed, e.Retraining.OfExactProducts, signed)));
        var joint = list.Add(
            new JointStage(
                new(
                    quantized,
                    network,
                    data,
                    e.Seed,
                    e.Retraining,
                    refinement,
                    selection,
                    exact,
                    library,
                    e.TargetSavings,
                    e.Correction
                )
            )
        );
        list.Add(
            new ValidationStage(new(quantized, selection, network, data, library, e.Seed, e.Correction, e.Report.SweepPoints))
        );
        var baselines = list.Add(
            new BaselinesStage(
                new(
                    quantized,
                    selection,
                    refinement,
                    network,
                    data,
                    library,
                    e.TargetSavings,
                    e.Selection.Selector,
                    e.Seed,
                    e.Correction
                )
            )
        );
        var trained =
            e.Report.Baselines == BaselineTraining.Retrained
                ? list.Add(
                    new BaselineTrainingStage(
                        new(quantized, network, data, e.Seed, e.Retraining, baselines, library, e.Correction)
                    )
                )
                : null;
        var bundle = list.Add(
            new BundleStage(new(quantized, exact, joint, network, data, library, e.Correction, e.Dataset, run.Set.ClassNames))
        );
        list.Add(new EvaluationStage(new(baseline, bundle, trained, network, run.KeyedTest)));
        return list;
    }

    /// <summary>The stage of a type.</summary>
    public T Get<T>()
        where T : Stage => stages.OfType<T>().Single();

    /// <summary>Runs all stages, or finds them finished.</summary>
    /// <param name="places">Where stages have their folders.</param>
    /// <param name="progress">Hears how they go on.</param>
    /// <param name="cancel">Stops them.</param>
    /// <exception cref="OperationCanceledException">The run was stopped; another visit goes on.</exception>
    public void Visit(StagePlaces places, IRunProgress progress, CancellationToken cancel)
    {
        foreach (var (i, stage) in stages.Index())
        {
            progress.Started(stage.Name, i, stages.Count);
            stage.Visit(places, progress, cancel);
        }
    }

    /// <summary>Does one stage, or finds it finished; those before it must be finished.</summary>
    /// <param name="name">Name of the stage.</param>
    /// <param name="sharedStages">The folder in which runs share their stages.</param>
    /// <param name="progress">Hears how it goes on.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="RunException">There is no such stage, or an earlier one is not finished.</exception>
    /// <exception cref="OperationCanceledException">The stage was stopped; another visit goes on.</exception>
    public void VisitOnly(string name, string sharedStages, IRunProgress progress, CancellationToken cancel)
    {
        if (stages.All(s => s.Name != name))
            throw new RunException(
                $"there is no stage \"{name}\"; the stages are {string.Join(", ", stages.Select(s => s.Name))}"
            );
        var places = StagePlaces.Shared(sharedStages);
        foreach (var (i, stage) in stages.Index())
        {
            if (stage.Name != name && places.FolderOf(stage.Name, stage.Key).FinishedSeconds() is null)
                throw new RunException($"{sharedStages}: stage {stage.Name}, which {name} needs, is not finished; do it first");
            progress.Started(stage.Name, i, stages.Count);
            stage.Visit(places, progress, cancel);
            if (stage.Name == name)
                return;
        }
    }

    private T Add<T>(T stage)
        where T : Stage
    {
        stages.Add(stage);
        return stage;
    }
}
