using Tomlyn.Syntax;

namespace QosNets.Sweeps.Files;

/// <summary>A value for a key of the experiment.</summary>
/// <param name="Key">The key, dotted.</param>
/// <param name="Value">The value as TOML.</param>
/// <param name="Place">Where it stands, for messages.</param>
internal sealed record SweepSetting(string Key, string Value, string Place);

/// <summary>An entry of <c>[[run]]</c>: settings that belong together, with a name.</summary>
internal sealed record SweepVariant(string Name, IReadOnlyList<SweepSetting> Settings)
{
    /// <summary>The experiment as it is.</summary>
    public static SweepVariant Plain { get; } = new("", []);

    /// <summary>Reads an entry.</summary>
    /// <exception cref="SweepException">It has no name.</exception>
    public static SweepVariant Of(SweepSection section)
    {
        var name = section.Entries.FirstOrDefault(e => e.Path == "name")?.Value as StringValueSyntax;
        if (name?.Value is not { Length: > 0 } text)
            throw new SweepException($"{section.Place}: this [[run]] has no name; write name = \"NAME\" in it");
        return new SweepVariant(
            text,
            [.. section.Entries.Where(e => e.Path != "name").Select(e => new SweepSetting(e.Path, e.Text, e.Place))]
        );
    }
}
