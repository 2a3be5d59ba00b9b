using QosNets.Data;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>What a run is made of. A stage never sees it: <see cref="RunStages"/> takes each stage's inputs from here.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="set">Its data set.</param>
/// <param name="network">Its network.</param>
/// <param name="library">Its multipliers.</param>
/// <param name="libraryFingerprint">Hash of the library's file.</param>
/// <param name="threads">Threads that the run uses, at least 1.</param>
/// <param name="start">What the network begins with; null for random parameters.</param>
internal sealed class RunContext(
    Experiment experiment,
    DataSet set,
    Network network,
    MultiplierLibrary library,
    string libraryFingerprint,
    int threads,
    Keyed<NetworkStart>? start = null
)
{
    private readonly Augmentation augmentation = new(experiment.Augmentation.Flip, experiment.Augmentation.Crop, set.Mean);
    private TrainingData? data;

    public Experiment Experiment => experiment;

    public DataSet Set => set;

    public Network Network => network;

    public MultiplierLibrary Library => library;

    public int Threads => threads;

    /// <summary>Training and validation part of the data set.</summary>
    public TrainingData Data => data ??= new(set.Train, experiment.Validation, experiment.Seed, augmentation);

    /// <summary>Power of assignments.</summary>
    public AssignmentPower Power { get; } = new(network, library);

    /// <summary>The network for stages.</summary>
    public Keyed<Network> KeyedNetwork => new(network, Fingerprint.Of(network));

    /// <summary>What the network begins with, for stages.</summary>
    public Keyed<NetworkStart> Start => start ?? new(NetworkStart.None, "");

    /// <summary>The library for stages.</summary>
    public Keyed<MultiplierLibrary> KeyedLibrary =>
        library.Cost == CostColumn.Power ? KeyedTables : new(library, $"{libraryFingerprint} by {library.Cost}");

    /// <summary>The library for stages that read no costs of it.</summary>
    public Keyed<MultiplierLibrary> KeyedTables => new(library, libraryFingerprint);

    /// <summary>The training data for stages.</summary>
    public Keyed<TrainingData> KeyedData
    {
        get
        {
            var settings = new
            {
                experiment.Validation,
                experiment.Seed,
                augmentation,
            };
            return new(Data, Fingerprint.Of(set.Train, settings));
        }
    }

    /// <summary>The test split, for the one stage that reads it.</summary>
    public Keyed<ImageSet> KeyedTest => new(set.Test, Fingerprint.Of(set.Test, "test"));
}
