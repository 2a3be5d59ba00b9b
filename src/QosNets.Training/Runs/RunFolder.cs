using QosNets.Bundles;
using QosNets.Networks;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;

namespace QosNets.Training.Runs;

/// <summary>Keeps a run from replacing what another experiment, or somebody else, left in its folder.</summary>
internal static class RunFolder
{
    /// <summary>The experiment whose results a folder holds.</summary>
    public const string ExperimentName = "experiment.toml";

    private const string Remedy = "name another folder with --out, or replace what is there with --overwrite";

    /// <summary>Refuses a folder that holds results which are not those of the experiment.</summary>
    /// <param name="folder">The folder; it may be missing.</param>
    /// <param name="experiment">The experiment that is to be run in it.</param>
    /// <exception cref="RunException">It holds results of another experiment, or of an unknown one.</exception>
    public static void Check(string folder, Experiment experiment)
    {
        string[] results = ["results.json", "report.html", experiment.Name + ".qosnet"];
        if (Array.Find(results, f => File.Exists(Path.Combine(folder, f))) is not { } found)
            return;
        var path = Path.Combine(folder, ExperimentName);
        if (!File.Exists(path))
            throw new RunException($"{folder}: it holds {found} and no {ExperimentName} that says what it is of; {Remedy}");
        Experiment other;
        try
        {
            other = ExperimentFile.Read(path, []);
        }
        catch (ExperimentException e)
        {
            throw new RunException($"{folder}: it holds {found} of an experiment that cannot be read; {Remedy}", e);
        }
        if (Difference(other, experiment) is { } difference)
            throw new RunException($"{folder}: it holds the results of another experiment ({difference}); {Remedy}");
    }

    /// <summary>Refuses a folder that holds the results of another network, which an experiment need not name.</summary>
    /// <param name="folder">The folder; it may be missing.</param>
    /// <param name="experiment">The experiment that is to be run in it.</param>
    /// <param name="network">Its network.</param>
    /// <exception cref="RunException">It holds the bundle of another network.</exception>
    public static void Check(string folder, Experiment experiment, Network network)
    {
        var path = Path.Combine(folder, experiment.Name + ".qosnet");
        if (!File.Exists(path))
            return;
        Network other;
        try
        {
            other = Bundle.Load(path).Network;
        }
        catch (BundleException)
        {
            // A damaged one is made again.
            return;
        }
        if (!NetworkJson.Write(other).AsSpan().SequenceEqual(NetworkJson.Write(network)))
            throw new RunException(
                $"{folder}: it holds the results of another network ({other.Name} there, {network.Name} here); {Remedy}"
            );
    }

    // Compared by values, so that an experiment written before a key existed is equal to one with the key's default.
    private static string? Difference(Experiment other, Experiment experiment)
    {
        var different = ExperimentKeys
            .All.Select(k => (k.Path, There: k.Kind.Write(k.Get(other)), Here: k.Kind.Write(k.Get(experiment))))
            .Where(k => k.There != k.Here)
            .ToList();
        return different.Count == 0
            ? null
            : $"{different[0].Path} = {different[0].There} there, {different[0].Here} here"
                + (different.Count > 1 ? $", and {different.Count - 1} more" : "");
    }
}
