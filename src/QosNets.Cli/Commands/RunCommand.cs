using System.CommandLine;
using QosNets.Cli.Progress;
using QosNets.Cli.Shell;
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
            Description = "Folder of the images, by default with train/CLASS/* and val/CLASS/*; --set dataset=NAME for others.",
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
        var command = new CommandWithExamples(
            "run",
            "Run an experiment; a run that was stopped goes on where it was. docs/experiments.md lists all keys.",
            "qosnets run",
            "qosnets run experiments/fashion-lenet5.toml --out /tmp/lenet5",
            "qosnets run experiments/fashion-resnet8.toml --set n=3 --set retraining.epochs=4 --set name=three-multipliers",
            "qosnets run experiments/cifar10-resnet8.toml --set data=FOLDER",
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
        };
        command.SetAction(parse =>
            Execute(
                parse.GetValue(file) ?? (parse.GetValue(model) is null ? DefaultExperiment : ModelExperiment),
                parse.GetValue(file) is not null,
                [.. Overrides(parse.GetValue(model), parse.GetValue(data)), .. parse.GetValue(set) ?? []],
                parse.GetValue(folder),
                parse.GetValue(overwrite),
                parse.InvocationConfiguration.Output
            )
        );
        return command;
    }

    /// <summary>The keys that the options of a network and its images stand for.</summary>
    private static IEnumerable<string> Overrides(string? model, string? data)
    {
        if (model is not null)
        {
            yield return $"network={model}";
            yield return $"name={string.Concat(Path.GetFileNameWithoutExtension(model).Select(c => IsPlain(c) ? c : '-')).Trim('.')}";
        }
        if (data is not null)
        {
            yield return "dataset=image-folder";
            yield return $"data={data}";
        }
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';

    private static int Execute(
        string experimentFile,
        bool isGiven,
        IReadOnlyList<string> overrides,
        string? folder,
        bool overwrite,
        TextWriter output
    )
    {
        var file = isGiven
            ? experimentFile
            : Repository.Find(experimentFile)
                ?? throw new CommandException(
                    $"{experimentFile} is neither beside the program nor above the current directory; give an experiment file"
                );
        // A wrong QOSNETS_KERNEL ends the command before it says that it begins.
        _ = KernelPaths.Selected;
        var experiment = ExperimentFile.Read(file, overrides);
        folder ??= Path.Combine("runs", experiment.Name);
        var display = ProgressDisplay.For(output);
        output.WriteLine($"{file} -> {folder}");
        using var stop = new StopSignal(display.Note, display.Leave);
        try
        {
            var outcome = display.Watch(() => RunPipeline.Execute(experiment, folder, display, stop.Token, overwrite));
            output.WriteLine();
            output.WriteLine(ConsoleSummary.Render(outcome.Results));
            output.WriteLine($"report   {outcome.ReportPath}");
            output.WriteLine($"results  {Path.Combine(outcome.Folder, "results.json")}");
            output.WriteLine($"bundle   {outcome.BundlePath}");
            return ExitCode.Success;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            output.WriteLine($"stopped; everything so far is in {folder}; run the same command again to go on from there");
            return ExitCode.Interrupted;
        }
    }
}
