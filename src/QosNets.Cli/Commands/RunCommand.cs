using System.CommandLine;
using QosNets.Cli.Progress;
using QosNets.Cli.Shell;
using QosNets.Data;
using QosNets.Kernels;
using QosNets.Reporting;
using QosNets.Training.Experiments;
using QosNets.Training.Runs;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets run</c>: an experiment from data to bundle and report.</summary>
internal static class RunCommand
{
    private const string DefaultExperiment = "experiments/fashion-resnet8.toml";
    private const string ModelExperiment = "experiments/own-network.toml";

    public static Command Create()
    {
        var file = Arguments.File("EXPERIMENT", $"The experiment (.toml); {DefaultExperiment} of the repository by default.");
        file.Arity = ArgumentArity.ZeroOrOne;
        var model = new Option<string?>("--model")
        {
            Description = $"A network of yours (.onnx or .json), by {ModelExperiment} where no experiment is given.",
            HelpName = "FILE",
        };
        var data = new Option<string?>("--data")
        {
            Description =
                "Folder of the images, train/CLASS/* and val/CLASS/*, unless the experiment or --set dataset=NAME differs.",
            HelpName = "FOLDER",
        };
        var set = new Option<string[]>("--set")
        {
            Description = "Replace one value of the experiment, for example retraining.epochs=2; may be given several times.",
            HelpName = "KEY=VALUE",
        };
        var folder = new Option<string?>("--out")
        {
            Description = "Folder of the run; runs/NAME by default.",
            HelpName = "FOLDER",
        };
        var overwrite = new Option<bool>("--overwrite")
        {
            Description = "Replace the results of another experiment in the folder; stages that do not differ are used again.",
        };
        var add = new Option<string?>("--add")
        {
            Description = "A multiplier of your own (any file that 'multipliers import' reads) as a further candidate.",
            HelpName = "FILE",
        };
        var power = new Option<double?>("--power")
        {
            Description = "Power of the added multiplier in mW, where its file does not say it.",
            HelpName = "MW",
        };
        var stages = new Option<string?>("--stages")
        {
            Description = "Folder in which runs share their stages; the run's own folder by default.",
            HelpName = "FOLDER",
        };
        var stage = new Option<string?>("--stage")
        {
            Description = "Do this stage only, with --stages; those before it must be done.",
            HelpName = "NAME",
        };
        // For the sweep, whose runs shall not outlive it.
        var stopWithInput = new Option<bool>("--stop-with-input") { Hidden = true };
        var command = new CommandWithExamples(
            "run",
            "Run an experiment; a run that was stopped goes on where it was. docs/experiments.md lists all keys.",
            "qosnets run",
            "qosnets run experiments/fashion-lenet5.toml --out /tmp/lenet5",
            "qosnets run experiments/fashion-resnet8.toml --set n=3 --set retraining.epochs=4 --set name=three-multipliers",
            "qosnets run experiments/cifar10-resnet8.toml --set data=FOLDER",
            "qosnets run --add mine.npy --power 0.12",
            "qosnets run --model net.onnx --data FOLDER",
            "qosnets run --model net.onnx --set head=replace --set baseline.epochs=1"
        )
        {
            file,
            model,
            data,
            set,
            folder,
            overwrite,
            add,
            power,
            stages,
            stage,
            stopWithInput,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(stage) is not null && result.GetValue(stages) is null)
                result.AddError("--stage needs --stages FOLDER, where the stage and those before it are kept");
        });
        command.SetAction(parse =>
            Execute(
                parse.GetValue(file) ?? (parse.GetValue(model) is null ? DefaultExperiment : ModelExperiment),
                parse.GetValue(file) is not null,
                [.. Overrides(parse.GetValue(model), parse.GetValue(data), parse.GetValue(file)), .. parse.GetValue(set) ?? []],
                parse.GetValue(folder),
                parse.GetValue(overwrite),
                parse.GetValue(add),
                parse.GetValue(power),
                new SharedStagesOptions(parse.GetValue(stages), parse.GetValue(stage), parse.GetValue(stopWithInput)),
                parse.InvocationConfiguration.Output
            )
        );
        return command;
    }

    /// <summary>The keys that the options of a network and its images stand for.</summary>
    private static IEnumerable<string> Overrides(string? model, string? data, string? file)
    {
        if (model is not null)
        {
            yield return $"network={model}";
            var name = Path.GetFileNameWithoutExtension(model);
            yield return $"name={string.Concat(name.Select(c => IsPlain(c) ? c : '-')).Trim('.')}";
        }
        if (data is not null)
        {
            if (file is null || !ReadsFolder(Experiment(file, isGiven: true), data))
                yield return "dataset=image-folder";
            yield return $"data={data}";
        }
    }

    /// <summary>Whether an experiment names a form of data that is read from a folder.</summary>
    private static bool ReadsFolder(string file, string data)
    {
        try
        {
            return ExperimentFile.Read(file, [$"data={data}"]).Dataset != DataSets.Embedded;
        }
        catch (ExperimentException)
        {
            // What is wrong with it may be replaced by --set, and is said when the whole is read.
            return false;
        }
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';

    /// <summary>The file that is named, or one of that name that comes with the program.</summary>
    private static string Experiment(string file, bool isGiven) =>
        isGiven && (Path.IsPathRooted(file) || File.Exists(file)) ? file
        : Repository.Find(file) is { } found ? found
        : isGiven ? file
        : throw new CommandException(
            $"{file} is neither beside the program nor above the current directory; give an experiment file"
        );

    private static int Execute(
        string experimentFile,
        bool isGiven,
        IReadOnlyList<string> overrides,
        string? folder,
        bool overwrite,
        string? add,
        double? power,
        SharedStagesOptions shared,
        TextWriter output
    )
    {
        if (power is not null && add is null)
            throw new CommandException($"--power {power} belongs to a multiplier; name its file with --add, or drop it");
        var file = Experiment(experimentFile, isGiven);
        // A wrong QOSNETS_KERNEL ends the command before it says that it begins.
        _ = KernelPaths.Selected;
        var experiment = ExperimentFile.Read(file, overrides);
        var added = add is null ? null : AddedMultiplier.Read(add, power, experiment, output);
        if (added is not null)
            experiment = experiment with { Name = added.RunName(experiment) };
        folder ??= Path.Combine("runs", experiment.Name);
        if (added is not null)
            experiment = experiment with { Library = Path.GetFullPath(added.SaveIn(folder)) };
        var display = ProgressDisplay.For(output);
        output.WriteLine($"{file} -> {(shared.Stage is null ? folder : shared.Folder)}");
        using var stop = new StopSignal(display.Note, display.Leave);
        if (shared.StopWithInput)
            InputEnd.Watch(stop);
        try
        {
            if (shared.Stage is { } stage)
            {
                display.Watch(() =>
                {
                    RunPipeline.ExecuteStage(experiment, shared.Folder!, stage, display, stop.Token);
                    return true;
                });
                return ExitCode.Success;
            }
            var outcome = display.Watch(() =>
                RunPipeline.Execute(experiment, folder, display, overwrite, shared.Folder, cancel: stop.Token)
            );
            output.WriteLine();
            output.WriteLine(ConsoleSummary.Render(outcome.Results));
            output.WriteLine($"report   {outcome.ReportPath}");
            output.WriteLine($"results  {Path.Combine(outcome.Folder, "results.json")}");
            output.WriteLine($"bundle   {outcome.BundlePath}");
            if (added is not null)
                output.WriteLine(added.Outcome(outcome.Results));
            return ExitCode.Success;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            output.WriteLine($"stopped; everything so far is in {folder}; run the same command again to go on from there");
            return ExitCode.Interrupted;
        }
    }

    private sealed record SharedStagesOptions(string? Folder, string? Stage, bool StopWithInput);
}
