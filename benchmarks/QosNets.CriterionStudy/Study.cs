using System.Globalization;
using QosNets.Data;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Stages;
using QosNets.Training.Torch;

namespace QosNets.CriterionStudy;

/// <summary>
/// Draws assignments, says what each criterion thinks of them, and measures them on the validation part before and after a
/// short retraining. Every trial is a line of a file, so that a stopped study goes on.
/// </summary>
internal sealed class Study
{
    private const int RetrainingImages = 4000;
    private const int ValidationImages = 3000;
    private const double HopelessLoss = 1.5;

    private readonly string folder;
    private readonly RunContext run;
    private readonly QuantizationStage quantized;
    private readonly ProfileStage[] profiles;

    public Study(string experimentPath, string folder)
    {
        this.folder = folder;
        var e = ExperimentFile.Read(experimentPath, []);
        var libraryPath = DataFolder.File(DataFolder.UnsignedMultipliers);
        var library = MultiplierLibrary.Load(libraryPath);
        TorchLoader.Ensure();
        var set = DataSets.Open(e.Dataset, null, DataFolder.Cache());
        var shape = new Shape(set.Train.Channels, set.Train.Height, set.Train.Width);
        var network = BuiltInNetworks.Create(e.Network, shape, set.ClassNames.Count, set.Mean, set.Std);
        run = new RunContext(e, set, network, library, Fingerprint.OfFile(libraryPath), Threading.Use(e.Threads));
        var (net, data) = (run.KeyedNetwork, run.KeyedData);
        Directory.CreateDirectory(folder);
        var baseline = Visited(new BaselineStage(new(net, run.Start, data, e.Seed, run.Threads, e.Baseline)));
        quantized = Visited(new QuantizationStage(new(baseline, net, run.Start, data, library.Signed, e.Seed, e.Quantization)));
        var sensitivity = Visited(new SensitivityStage(new(quantized, net, data, e.Seed, e.Sensitivity)));
        var noise = Visited(new RobustnessStage(new(quantized, net, data, e.Seed, e.Robustness)));
        profiles =
        [
            Visited(new ProfileStage(new(quantized, sensitivity, net, data, library.Signed, e.Seed, e.Profile)), "sensitivity"),
            Visited(new ProfileStage(new(quantized, noise, net, data, library.Signed, e.Seed, e.Profile)), "noise"),
        ];
    }

    /// <summary>Runs trials up to a number, or finds them in the file.</summary>
    public IReadOnlyList<Trial> Run(int count)
    {
        var path = Path.Combine(folder, "trials.csv");
        var trials = File.Exists(path) ? File.ReadAllLines(path).Select(Trial.Parse).ToList() : [];
        var criteria = Criteria.Of(profiles[0].Load(), profiles[1].Load(), run.Library, run.Experiment);
        var draw = new AssignmentDraw(criteria, run.Library, run.Power);
        // Trials are small: on one thread each, the studies of two networks run side by side.
        Threading.Use(1);
        var trial = new PointTrial(quantized, run.Network, run.Data, run.Library, run.Experiment.Correction, run.Experiment.Seed)
        {
            ValidationImages = ValidationImages,
        };
        for (var i = trials.Count > 0 ? trials[^1].Draw + 1 : 0; trials.Count < count; i++)
        {
            var plan = new PointPlan("trial", draw.Next(i));
            var before = trial.Recalibrated(plan, default);
            // Nobody chooses a set that leaves next to nothing, and ranks among such sets say nothing.
            if (!(before.Loss < HopelessLoss))
                continue;
            var after = trial.Retrained([plan], run.Experiment.Retraining, RetrainingImages, default)[0];
            trials.Add(new Trial(i, run.Power.Saving(plan), after.Loss, after.Top1, criteria.Values(plan, before.Loss)));
            File.AppendAllText(path, trials[^1].Line() + "\n");
            Console.Error.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{trials.Count}/{count}: saves {trials[^1].Saving:P1}, loss {before.Loss:0.0000}, then {after.Loss:0.0000}"
                )
            );
        }
        return [.. trials.Take(count)];
    }

    private T Visited<T>(T stage, string? name = null)
        where T : Stage
    {
        stage.Visit(StagePlaces.InRun(name is null ? folder : Path.Combine(folder, name)), new QuietProgress(), default);
        return stage;
    }
}
