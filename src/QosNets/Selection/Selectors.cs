namespace QosNets.Selection;

/// <summary>All selectors.</summary>
internal static class Selectors
{
    /// <summary>The selectors, the default first.</summary>
    public static IReadOnlyList<ISelector> All { get; } = [new ExactSelector(), new StrainSelector(), new KMeansSelector()];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(s => s.Name)];

    /// <summary>The selector of a name.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public static ISelector Named(string name) =>
        All.FirstOrDefault(s => s.Name == name)
        ?? throw new ArgumentException($"there is no selector \"{name}\"; use one of {string.Join(", ", Names)}", nameof(name));
}
