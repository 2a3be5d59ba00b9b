using QosNets.Sweeps.Plans;

namespace QosNets.Sweeps.Slurm;

/// <summary>A job array: tasks that need nothing of each other, only of earlier levels.</summary>
/// <param name="Name">What the tasks do: a stage's name, or <c>report</c> for what follows the last stage.</param>
/// <param name="Tasks">Arguments of the <c>run</c> command, a list a task; at least one.</param>
internal sealed record SlurmLevel(string Name, IReadOnlyList<IReadOnlyList<string>> Tasks);

/// <summary>Cuts what is left of a plan into levels.</summary>
internal static class SlurmLevels
{
    /// <summary>Name of the level that writes bundles and reports.</summary>
    public const string Report = "report";

    /// <summary>
    /// The levels in their order: for each place in the runs' order of stages the stages that nobody has finished, each once
    /// however many runs share it, and at the end the runs without results.
    /// </summary>
    /// <param name="plan">The plan.</param>
    public static IReadOnlyList<SlurmLevel> Of(SweepPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var levels = new List<SlurmLevel>();
        var open = plan.Runs.Where(r => !plan.IsDone(r)).ToList();
        for (var place = 0; place < open.Select(r => r.Stages.Count).DefaultIfEmpty().Max(); place++)
        {
            var tasks = open.Where(r => place >= plan.FinishedStages(r) && place < r.Stages.Count)
                .DistinctBy(r => r.Stages[place].Key)
                .Select(r =>
                    (IReadOnlyList<string>)
                        [plan.Folder.ExperimentOf(r.Run), "--stages", plan.Folder.Stages, "--stage", r.Stages[place].Name]
                )
                .ToList();
            if (tasks.Count > 0)
                levels.Add(new SlurmLevel(tasks[0][^1], tasks));
        }
        if (open.Count > 0)
            levels.Add(
                new SlurmLevel(
                    Report,
                    [
                        .. open.Select(r =>
                            (IReadOnlyList<string>)
                                [
                                    plan.Folder.ExperimentOf(r.Run),
                                    "--out",
                                    plan.Folder.RunOf(r.Run),
                                    "--stages",
                                    plan.Folder.Stages,
                                ]
                        ),
                    ]
                )
            );
        return levels;
    }
}
