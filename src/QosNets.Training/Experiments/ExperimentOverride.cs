namespace QosNets.Training.Experiments;

/// <summary>One value that replaces that of an experiment file.</summary>
/// <param name="Text"><c>key=value</c>, the key dotted, the value TOML; a value that is no TOML is a string.</param>
/// <param name="Place">Where it stands, for messages.</param>
/// <param name="Folder">What a relative path in it is relative to, where it exists there; else the current directory.</param>
internal sealed record ExperimentOverride(string Text, string Place, string Folder);
