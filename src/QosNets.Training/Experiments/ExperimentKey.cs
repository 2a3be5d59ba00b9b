namespace QosNets.Training.Experiments;

/// <summary>One key of an experiment file.</summary>
/// <param name="Section">Its section, or empty for a key at the top.</param>
/// <param name="Name">Its name in the section.</param>
/// <param name="Kind">What its value may be.</param>
/// <param name="Summary">One sentence for the reference.</param>
/// <param name="Get">Reads the value from an experiment.</param>
/// <param name="Set">The experiment with another value.</param>
internal sealed record ExperimentKey(
    string Section,
    string Name,
    ValueKind Kind,
    string Summary,
    Func<Experiment, object> Get,
    Func<Experiment, object, Experiment> Set
)
{
    /// <summary>The dotted name, for example <c>retraining.epochs</c>.</summary>
    public string Path => Section.Length == 0 ? Name : $"{Section}.{Name}";
}

/// <summary>Builds the keys of one section.</summary>
/// <typeparam name="T">The section's record.</typeparam>
internal sealed class SectionKeys<T>(string section, Func<Experiment, T> sectionOf, Func<Experiment, T, Experiment> with)
{
    private readonly List<ExperimentKey> keys = [];

    /// <summary>The keys so far, in the order in which they are written.</summary>
    public IReadOnlyList<ExperimentKey> Keys => keys;

    /// <summary>Adds a key.</summary>
    public SectionKeys<T> Add<TValue>(string name, ValueKind kind, Func<T, TValue> get, Func<T, TValue, T> set, string summary)
        where TValue : notnull
    {
        keys.Add(
            new ExperimentKey(
                section,
                name,
                kind,
                summary,
                e => get(sectionOf(e)),
                (e, value) => with(e, set(sectionOf(e), (TValue)value))
            )
        );
        return this;
    }
}
