using System.CommandLine;
using System.Globalization;
using QosNets.Cli.Output;
using QosNets.Cli.Progress;
using QosNets.Cli.Shell;
using QosNets.Reporting.Sweeps;
using QosNets.Sweeps.Files;
using QosNets.Sweeps.Local;
using QosNets.Sweeps.Plans;
using QosNets.Sweeps.Results;
using QosNets.Sweeps.Slurm;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets sweep</c>: many runs of one experiment.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        var file = Arguments.File("SWEEP", "The sweep (.toml); docs/sweeps.md describes it.");
        var folder = new Option<string?>("--out")
        {
            Description = "Folder of the sweep; runs/NAME by default.",
            HelpName = "FOLDER",
        };
        var jobs = new Option<int?>("--jobs")
        {
            Description = "Runs at once; by default as many as the processors hold with the experiments' threads.",
            HelpName = "N",
        };
        var memory = new Option<double?>("--memory")
        {
            Description = "Memory of all runs together in GiB; no limit by default. Each run counts as the largest so far.",
            HelpName = "GIB",
        };
        var slurm = new Option<bool>("--slurm") { Description = "Submit it to a Slurm cluster: one job array a stage." };
        var collect = new Option<bool>("--collect") { Description = "Only write the tables of what has results." };
        jobs.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var n) && n < 1)
                result.AddError("--jobs is below 1; give a whole number, 1 and up");
        });
        memory.Validators.Add(result =>
        {
            if (
                result.Tokens.Count > 0
                && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var gib)
                && !(gib > 0 && double.IsFinite(gib))
            )
                result.AddError("--memory is not above 0; give GiB, for example 8");
        });
        var command = new CommandWithExamples(
            "sweep",
            "Run an experiment with many settings and seeds; what equal settings share is done once. What was stopped goes on.",
            "qosnets sweep experiments/sweeps/seeds.toml",
            "qosnets sweep experiments/sweeps/seeds.toml --jobs 4 --memory 12",
            "qosnets sweep experiments/sweeps/seeds.toml --out /shared/sweep --slurm"
        )
        {
            file,
            folder,
            jobs,
            memory,
            slurm,
            collect,
        };
        command.SetAction(parse =>
        {
            var sweep = SweepFile.Read(parse.GetValue(file)!);
            var place = new SweepFolder(parse.GetValue(folder) ?? Path.Combine("runs", sweep.Name));
            var output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(slurm))
                return Submit(parse.GetValue(file)!, sweep.WithThreads(sweep.Slurm.Cpus), place, output);
            if (parse.GetValue(collect))
                return Collect(sweep, place, output);
            var memoryBytes = (long)((parse.GetValue(memory) ?? 0) * (1L << 30));
            return Run(sweep.WithThreads(Environment.ProcessorCount), place, parse.GetValue(jobs), memoryBytes, output);
        });
        return command;
    }

    private static int Run(Sweep sweep, SweepFolder folder, int? jobs, long memory, TextWriter output)
    {
        var plan = Plan(sweep, folder, output);
        var threads = sweep.Runs.Max(r => r.Experiment.Threads);
        var limits = new LocalLimits(jobs ?? Math.Max(1, Environment.ProcessorCount / threads), memory);
        if (limits.Jobs * threads > Environment.ProcessorCount)
            output.WriteLine(
                $"note: {limits.Jobs} runs of {threads} threads on {Environment.ProcessorCount} processors get in each other's "
                    + "way; set threads in the sweep's [set]"
            );
        var display = SweepDisplay.For(output);
        using var stop = new StopSignal(display.Note, () => { });
        var local = new LocalSweep(plan, new ProcessLauncher([.. OwnProgram.Command, "run"]), limits);
        try
        {
            var states = display.Watch(() => local.ExecuteAsync(display, stop.Token).GetAwaiter().GetResult());
            var failed = states.Where(s => s.Phase == RunPhase.Failed).ToList();
            Show(SweepCollector.Write(sweep.Name, sweep.Runs, folder), folder, output);
            foreach (var state in failed)
                output.WriteLine($"failed   {state.Name}: {state.Detail}");
            return failed.Count == 0 ? ExitCode.Success : ExitCode.Failure;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            output.WriteLine($"stopped; everything so far is in {folder.Path}; run the same command again to go on from there");
            return ExitCode.Interrupted;
        }
    }

    private static int Submit(string file, Sweep sweep, SweepFolder folder, TextWriter output)
    {
        var plan = Plan(sweep, folder, output);
        string[] collect = [.. OwnProgram.Command, "sweep", Path.GetFullPath(file), "--out", folder.Path, "--collect"];
        var levels = new SlurmSweep(plan, sweep.Name, new SlurmQueue(), sweep.Slurm).Submit(
            [.. OwnProgram.Command, "run"],
            collect
        );
        if (levels.Count == 0)
        {
            output.WriteLine("all runs are done");
            Show(SweepCollector.Write(sweep.Name, sweep.Runs, folder), folder, output);
            return ExitCode.Success;
        }
        var table = new TextTable("level", ">tasks", ">job");
        foreach (var level in levels)
            table.Add(level.Name, Numbers.Text($"{level.Tasks}"), level.Job);
        table.Write(output);
        output.WriteLine("submitted; squeue shows the jobs, and the same command hands in what failed once they have ended");
        return ExitCode.Success;
    }

    private static int Collect(Sweep sweep, SweepFolder folder, TextWriter output)
    {
        // Which threads the runs had is known to their experiments only: the folder's own.
        Sweep[] candidates = [sweep.WithThreads(Environment.ProcessorCount), sweep.WithThreads(sweep.Slurm.Cpus)];
        var best = candidates.MaxBy(c => c.Runs.Count(folder.HasResults))!;
        Show(SweepCollector.Write(best.Name, best.Runs, folder), folder, output);
        return ExitCode.Success;
    }

    private static SweepPlan Plan(Sweep sweep, SweepFolder folder, TextWriter output)
    {
        var plan = SweepPlan.Of(sweep, folder);
        var stages = plan.Runs.Sum(r => r.Stages.Count);
        output.WriteLine(
            Numbers.Text($"{plan.Runs.Count} runs, {stages} stages, {plan.DistinctStages} different -> {folder.Path}")
        );
        return plan;
    }

    private static void Show(SweepResults results, SweepFolder folder, TextWriter output)
    {
        output.WriteLine();
        var table = new TextTable("group", "point", ">seeds", ">saving", ">top-1", ">loss, points", ">95 % interval");
        foreach (var mean in results.Means)
            table.Add(
                mean.Group,
                mean.Point,
                Numbers.Text($"{mean.Seeds}"),
                Numbers.Text($"{100 * mean.Saving.Value:0.0} %"),
                Numbers.Text($"{100 * mean.Top1.Value:0.00} %"),
                Numbers.Text($"{100 * mean.Loss.Value:0.00}"),
                mean.Loss.Interval is { } i ? Numbers.Text($"{100 * i.Low:0.00} to {100 * i.High:0.00}") : "one seed"
            );
        table.Write(output);
        output.WriteLine();
        if (results.Missing.Count > 0)
            output.WriteLine($"missing  {string.Join(", ", results.Missing)}");
        output.WriteLine($"page     {Path.Combine(folder.Path, "index.html")}");
        output.WriteLine($"tables   {Path.Combine(folder.Path, "sweep.csv")}, sweep.parquet, means.csv");
    }
}
