using System.Collections;

namespace QosNets.Multipliers;

/// <summary>A name under which a circuit was published.</summary>
/// <param name="Generation">The collection that used it, for example <c>v2022</c>: names are unique only within one.</param>
/// <param name="Name">The name there, for example <c>mul8u_17C8</c>.</param>
internal readonly record struct MultiplierAlias(string Generation, string Name)
{
    /// <summary>As people write it: <c>v2022:mul8u_17C8</c>.</summary>
    public override string ToString() => $"{Generation}:{Name}";

    /// <summary>Reads <c>generation:name</c>; null when it is no such text.</summary>
    public static MultiplierAlias? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && MultiplierLibrary.IsName(text[..colon]) && MultiplierLibrary.IsName(text[(colon + 1)..])
            ? new MultiplierAlias(text[..colon], text[(colon + 1)..])
            : null;
    }
}

/// <summary>All names under which a circuit was published, in a fixed order; two lists of the same names are equal.</summary>
internal sealed class AliasList(IEnumerable<MultiplierAlias> names) : IReadOnlyList<MultiplierAlias>, IEquatable<AliasList>
{
    private readonly MultiplierAlias[] names =
    [
        .. names.Distinct().OrderBy(n => n.Generation, StringComparer.Ordinal).ThenBy(n => n.Name, StringComparer.Ordinal),
    ];

    /// <summary>No names.</summary>
    public static AliasList None { get; } = new([]);

    /// <inheritdoc/>
    public int Count => names.Length;

    /// <inheritdoc/>
    public MultiplierAlias this[int index] => names[index];

    /// <inheritdoc/>
    public bool Equals(AliasList? other) => other is not null && names.AsSpan().SequenceEqual(other.names);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AliasList);

    /// <inheritdoc/>
    public override int GetHashCode() => names.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public IEnumerator<MultiplierAlias> GetEnumerator() => names.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
