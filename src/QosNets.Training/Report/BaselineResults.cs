using QosNets.Reporting.Results;
using QosNets.Training.Stages;

namespace QosNets.Training.Report;

/// <summary>Gathers what the baselines of a run give.</summary>
internal static class BaselineResults
{
    /// <summary>The baselines, the run's own points first, recalibrated; then those that were trained.</summary>
    public static IReadOnlyList<BaselineResult> Of(RunContext run, RunStages stages)
    {
        var recalibrated = stages.Get<BaselinesStage>().Load();
        var trained = stages.InOrder.OfType<BaselineTrainingStage>().SingleOrDefault()?.Load() ?? [];
        var tested = stages.Get<EvaluationStage>().Load().Baselines;
        return
        [
            .. recalibrated.Select(f => new BaselineResult(f.Name, false, [.. f.Points.Select(p => Point(run, p, p.Top1))])),
            .. trained.Zip(
                tested,
                (t, test) =>
                    new BaselineResult(
                        t.Name,
                        true,
                        [
                            .. recalibrated
                                .Single(f => f.Name == t.Name)
                                .Points.Select(
                                    (p, i) =>
                                        Point(run, p, t.Top1[i]) with
                                        {
                                            Top1 = test.Points[i].Accuracy.Top1,
                                            Loss = test.Points[i].Loss,
                                            LossInterval = test.Points[i].LossInterval,
                                        }
                                ),
                        ]
                    )
            ),
        ];
    }

    private static BaselinePoint Point(RunContext run, RecalibratedPlan plan, double validation) =>
        new(
            plan.Name,
            run.Power.Saving(new PointPlan(plan.Name, plan.Assignment)),
            validation,
            [
                .. plan
                    .Assignment.Distinct()
                    .OrderByDescending(m => run.Power.Powers[m])
                    .Select(m => run.Library.Multipliers[m].Name),
            ]
        );
}
