using System.Text;

namespace QosNets.Training.Experiments;

/// <summary>
/// Experiment files: TOML with the keys of docs/experiments.md.
/// <code>
/// var experiment = ExperimentFile.Read("experiments/fashion-resnet8.toml", ["n=3", "baseline.epochs=2"]);
/// </code>
/// </summary>
public static class ExperimentFile
{
    /// <summary>Reads and checks an experiment.</summary>
    /// <param name="path">
    /// The file. Relative paths in it are relative to its folder where they exist there, else to the current directory.
    /// </param>
    /// <param name="overrides">
    /// <c>key=value</c> each, keys dotted (<c>retraining.epochs=2</c>), values TOML; a value that is no TOML is a string.
    /// They replace what the file says, the last one winning. Relative paths in them are relative to the current directory.
    /// </param>
    /// <exception cref="ExperimentException">
    /// The file is missing or not TOML, a key is unknown, or a value impossible; the message names the place.
    /// </exception>
    public static Experiment Read(string path, IReadOnlyList<string> overrides)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        return ReadWith(path, [.. overrides.Select(o => new ExperimentOverride(o, $"--set {o}", Environment.CurrentDirectory))]);
    }

    /// <summary>Reads and checks an experiment.</summary>
    /// <param name="path">The file, as above.</param>
    /// <param name="overrides">What replaces values of the file, the last one winning.</param>
    /// <exception cref="ExperimentException">
    /// The file is missing or not TOML, a key is unknown, or a value impossible; the message names the place.
    /// </exception>
    internal static Experiment ReadWith(string path, IReadOnlyList<ExperimentOverride> overrides)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        if (!File.Exists(path))
            throw new ExperimentException($"{path}: there is no such file; give the path of an experiment (.toml)");
        var experiment = new Experiment { Name = Path.GetFileNameWithoutExtension(path) };
        var places = new Dictionary<string, string>();
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        foreach (var entry in TomlEntries.OfText(File.ReadAllText(path), path))
            experiment = Apply(experiment, entry, folder, places);
        foreach (var item in overrides)
            experiment = Apply(experiment, TomlEntries.OfOverride(item.Text, item.Place), item.Folder, places);
        // A network that comes with its parameters is trained already; a new head is not.
        if (
            ModelFiles.IsFile(experiment.Network)
            && !ModelFiles.IsGraph(experiment.Network)
            && experiment.Head == HeadChoice.Keep
            && !places.ContainsKey("baseline.epochs")
        )
            experiment = experiment with { Baseline = experiment.Baseline with { Epochs = 0 } };
        ExperimentChecks.Check(experiment, key => places.GetValueOrDefault(key, path));
        return experiment;
    }

    /// <summary>
    /// The resolved configuration: every key with its value, defaults included. <see cref="Read"/> reads it back to the same
    /// values, and equal experiments give equal text.
    /// </summary>
    public static string Write(Experiment experiment)
    {
        var toml = new StringBuilder();
        foreach (var section in ExperimentKeys.All.GroupBy(k => k.Section))
        {
            if (section.Key.Length > 0)
                toml.Append("\n[").Append(section.Key).Append("]\n");
            foreach (var key in section)
                toml.Append(key.Name).Append(" = ").Append(key.Kind.Write(key.Get(experiment))).Append('\n');
        }
        return toml.ToString();
    }

    private static Experiment Apply(Experiment experiment, TomlEntry entry, string folder, Dictionary<string, string> places)
    {
        var key =
            ExperimentKeys.All.FirstOrDefault(k => k.Path == entry.Path)
            ?? throw new ExperimentException(
                $"{entry.Place}: {entry.Path} is not a key; the nearest is "
                    + $"{NearestName.Of(entry.Path, ExperimentKeys.All.Select(k => k.Path))}"
            );
        var written = entry.Value.ToString().Trim();
        var value =
            key.Kind.Read(entry.Value)
            ?? throw new ExperimentException(
                $"{entry.Place}: {key.Path} = {written} is of the wrong kind; give {key.Kind.Describe()}"
                    + PointForm(key.Kind, written)
            );
        if (key.Kind.Check(value) is { } problem)
            throw new ExperimentException($"{entry.Place}: {key.Path} = {written} {problem}; give {key.Kind.Describe()}");
        places[key.Path] = entry.Place;
        return key.Set(experiment, Resolve(key.Kind, value, folder));
    }

    // Whoever writes numbers with a comma at home is shown the other form.
    private static string PointForm(ValueKind kind, string written)
    {
        var text = written.Trim('"');
        return
            kind is NumberKind && text.Count(c => c == ',') == 1 && text.All(c => char.IsAsciiDigit(c) || c is ',' or '-' or '+')
            ? $", with a point: {text.Replace(',', '.')}"
            : "";
    }

    private static object Resolve(ValueKind kind, object value, string folder) =>
        kind switch
        {
            PathKind => ResolvePath((string)value, folder),
            NetworkKind when ModelFiles.IsFile((string)value) => ResolvePath((string)value, folder),
            ListKind<string> { Item: PathKind } => ((IReadOnlyList<string>)value).Select(p => ResolvePath(p, folder)).ToList(),
            _ => value,
        };

    private static string ResolvePath(string path, string folder)
    {
        if (path.Length == 0)
            return "";
        var beside = Path.GetFullPath(path, folder);
        return Path.Exists(beside) ? beside : Path.GetFullPath(path);
    }
}
