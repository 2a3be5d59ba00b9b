using QosNets.Data;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Stages;
using QosNets.Training.Tests.Torch;

namespace QosNets.Training.Tests.Pipeline;

/// <summary>All stages of a run on a small network and images in memory, in a folder that is gone after the test.</summary>
internal sealed class SmallRun : IDisposable
{
    private static readonly DataSet Set = Small.Images();

    private static readonly MultiplierLibrary FewUnsigned = Few(
        Small.Unsigned,
        "mul8u_1JFF",
        "mul8u_2P7",
        "mul8u_2AC",
        "mul8u_DM1",
        "mul8u_18DU"
    );

    private static readonly MultiplierLibrary FewSigned = Few(
        Small.Signed,
        "mul8s_1KV8",
        "mul8s_1KVA",
        "mul8s_1L2H",
        "mul8s_1L2D",
        "mul8s_1L1G"
    );

    private const string NoiseState = "robustness/state.npz";

    public string Folder { get; } = Directory.CreateTempSubdirectory("qosnets-test-").FullName;

    public Network Network { get; } = Small.Network(Set);

    public ImageSet Test => Set.Test;

    /// <summary>What a run of an experiment is made of.</summary>
    public RunContext Context(Experiment experiment, MultiplierLibrary library) =>
        Small.Run(Network, Set, experiment, library, library.Name);

    /// <summary>The multipliers of a run.</summary>
    public static MultiplierLibrary Library(bool signed) => signed ? FewSigned : FewUnsigned;

    /// <summary>Visits all stages; returns them with what was reported.</summary>
    public (RunStages Stages, SilentProgress Progress) Execute(
        Experiment experiment,
        bool signed = false,
        Action<int>? onReport = null,
        MultiplierLibrary? library = null,
        CancellationToken cancel = default
    )
    {
        var progress = new SilentProgress(onReport);
        library ??= Library(signed);
        var stages = RunStages.Of(Context(experiment, library));
        stages.Visit(StagePlaces.InRun(Folder), progress, cancel);
        return (stages, progress);
    }

    /// <summary>Every file that training and selection leave behind, but for those that hold times.</summary>
    public Dictionary<string, byte[]> Artefacts() =>
        (
            (string[])
                [
                    "baseline/state.npz",
                    "quantization/state.npz",
                    File.Exists(Path.Combine(Folder, NoiseState)) ? NoiseState : "sensitivity/sensitivity.json",
                    "refinement/points.json",
                    "profile/profiles.npz",
                    "exact/state.npz",
                    "retraining/state.npz",
                    "validation/points.json",
                    "baselines/baselines.json",
                    "bundle/points.qosnet",
                    "bundle/exact.qosnet",
                    "bundle/qat.qosnet",
                    "evaluation/test.json",
                ]
        ).ToDictionary(f => f, f => File.ReadAllBytes(Path.Combine(Folder, f)));

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static MultiplierLibrary Few(MultiplierLibrary all, params string[] names) =>
        new($"few of {all.Name}", names.Select(n => all.Multipliers[all.IndexOf(n)]));
}
