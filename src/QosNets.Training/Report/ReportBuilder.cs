using QosNets.Reporting.Results;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Stages;

namespace QosNets.Training.Report;

/// <summary>Gathers what the report draws from the finished stages.</summary>
internal static class ReportBuilder
{
    /// <summary>The report's data.</summary>
    public static ReportData Build(RunContext run, RunStages stages, RunResults results, IReadOnlyList<ComparisonRun> comparisons)
    {
        var outcome = stages.Get<SelectionStage>().Load();
        var tables = stages.Get<ErrorStage>().Load();
        var validation = stages.Get<ValidationStage>().Load();
        var used = stages
            .Get<JointStage>()
            .Points.SelectMany(p => p.Assignment)
            .Distinct()
            .OrderByDescending(m => run.Power.Powers[m]);
        var errors = new ErrorTable(
            [.. run.Library.Multipliers.Select(m => m.Name)],
            [.. run.Library.Multipliers.Select(m => m.PowerMilliwatt)],
            tables.Predicted,
            tables.Pooled
        );
        return new ReportData(
            results,
            Layers(stages, outcome),
            errors,
            Curves(stages),
            Plot(validation),
            [
                .. used.Select(m => run.Library.Multipliers[m])
                    .Select(m => new ErrorMapReport(m.Name, m.PowerMilliwatt, m.Table.Signed, m.Table.ErrorMap())),
            ],
            Settings(run.Experiment),
            comparisons
        );
    }

    private static List<LayerReport> Layers(RunStages stages, SelectionOutcome outcome) =>
        [
            .. stages
                .Get<ProfileStage>()
                .Load()
                .Select(
                    (p, i) =>
                        new LayerReport(
                            p.Name,
                            p.Geometry.Multiplications,
                            p.Geometry.FanIn,
                            Math.Abs(p.Sigma),
                            p.AccumulatorDeviation,
                            outcome.Tolerances[i],
                            p.InputZeroPoint
                        )
                ),
        ];

    private static List<TrainingCurve> Curves(RunStages stages) =>
        [
            .. stages
                .InOrder.OfType<ITrainingStage>()
                .Select(s => new TrainingCurve(
                    s.Name,
                    [.. s.Curve().Select(e => new EpochRecord(e.Epoch, e.Loss, [.. e.Validation.Values]))]
                ))
                .Where(c => c.Epochs.Count > 0),
        ];

    private static List<PlotPoint> Plot(IReadOnlyList<RecalibratedPoint> points) =>
        [.. points.Select(p => new PlotPoint(p.Name, p.Saving, p.Top1))];

    private static List<Setting> Settings(Experiment experiment)
    {
        var section = "";
        var settings = new List<Setting>();
        foreach (
            var line in ExperimentFile
                .Write(experiment)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        )
        {
            if (line.StartsWith('['))
                section = line.Trim('[', ']') + ".";
            else if (line.Split('=', 2, StringSplitOptions.TrimEntries) is [var key, var value])
                settings.Add(new Setting(section + key, value));
        }
        return settings;
    }
}
