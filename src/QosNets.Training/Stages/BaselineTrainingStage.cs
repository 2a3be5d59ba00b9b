using System.Text.Json;
using QosNets.Archives;
using QosNets.Bundles;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>A trained baseline: its name, its bundle's file, and the validation top-1 of its points.</summary>
internal sealed record TrainedFamily(string Name, string File, IReadOnlyList<double> Top1);

/// <summary>Inputs of <see cref="BaselineTrainingStage"/>.</summary>
/// <param name="Quantized">Where retraining begins.</param>
/// <param name="Network">The network.</param>
/// <param name="Data">Training and validation part.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Options">The training, that of the points.</param>
/// <param name="Baselines">What is trained.</param>
/// <param name="Library">The multipliers.</param>
/// <param name="Correction">Whether layers subtract the error's expectation given the activation.</param>
internal sealed record BaselineTrainingInputs(
    QuantizationStage Quantized,
    Keyed<Network> Network,
    Keyed<TrainingData> Data,
    int Seed,
    RetrainingOptions Options,
    BaselinesStage Baselines,
    Keyed<MultiplierLibrary> Library,
    bool Correction
) : RetrainingInputs(Quantized, Network, Data, Seed, Options);

/// <summary>
/// Trains each baseline by the schedule of the points, its points together on weights of their own, and writes their bundles.
/// </summary>
internal sealed class BaselineTrainingStage(BaselineTrainingInputs inputs)
    : Stage<BaselineTrainingInputs>("baseline-training", 1, inputs)
{
    private string ResultPath => Folder["trained.json"];

    /// <summary>The trained baselines.</summary>
    public IReadOnlyList<TrainedFamily> Load() => Read()!.Families;

    /// <summary>The bundle of a trained baseline.</summary>
    public Bundle BundleOf(TrainedFamily family) => Bundle.Load(Folder[family.File]);

    protected override void Execute(StageWork work)
    {
        // A run that was stopped goes on with the baseline that it was at.
        var families = Read() is { } read && read.Key == Key ? read.Families : [];
        foreach (var family in Inputs.Baselines.Load().Where(f => f.Name != BaselineChoice.Own).Skip(families.Count))
        {
            families.Add(Train(family, work));
            AtomicFile.Write(ResultPath, JsonSerializer.SerializeToUtf8Bytes(new Trained(Key, families)));
        }
    }

    private TrainedFamily Train(RecalibratedFamily family, StageWork work)
    {
        var (network, library) = (Inputs.Network.Value, Inputs.Library.Value);
        var plans = family.Plans;
        var responses = Inputs.Baselines.Responses(Inputs.Options);
        using var trainer = new PointTrainer(
            "retraining",
            Inputs,
            (plan, parameters, quantization) =>
                plan.Pass(network, library, Inputs.Correction, parameters, quantization, responses),
            work
        )
        {
            Tuner = Inputs.Baselines.Tuner(Inputs.Options),
        };
        work.Progress.Note($"{family.Name}: {string.Join(", ", plans.Select(p => p.Name))}");
        var trained = trainer.Train(plans, $"/{family.Name}", trainer.Begin, ownOnly: false);
        var file = family.Name.Replace(' ', '-') + ".qosnet";
        BundleStage
            .Make(
                network,
                library,
                Inputs.Correction,
                new BundleMetadata("", [.. Enumerable.Range(0, network.Classes).Select(c => $"class {c}")]),
                trainer.Parameters,
                trainer.Quantization,
                plans
            )
            .Save(Folder[file]);
        return new TrainedFamily(family.Name, file, [.. plans.Select(p => trained.Top1[p.Name])]);
    }

    private Trained? Read() => File.Exists(ResultPath) ? JsonSerializer.Deserialize<Trained>(File.ReadAllText(ResultPath)) : null;

    private sealed record Trained(string Key, List<TrainedFamily> Families);
}
