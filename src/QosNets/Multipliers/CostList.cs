using System.Collections;

namespace QosNets.Multipliers;

/// <summary>
/// Costs of a multiplier in columns of their own, by name of the column; two lists of the same costs are equal. Only ratios to
/// the exact multiplier's cost in the same column are ever used, so a column may have any unit.
/// </summary>
internal sealed class CostList : IReadOnlyList<(string Column, double Value)>, IEquatable<CostList>
{
    private readonly (string Column, double Value)[] costs;

    /// <summary>Makes a list; where a column is there twice the first value holds.</summary>
    /// <exception cref="ArgumentException">A column has no name of its own (<see cref="CostColumn.IsOwnName"/>).</exception>
    public CostList(IEnumerable<(string Column, double Value)> costs)
    {
        ArgumentNullException.ThrowIfNull(costs);
        this.costs = [.. costs.DistinctBy(c => c.Column).OrderBy(c => c.Column, StringComparer.Ordinal)];
        foreach (var (column, _) in this.costs)
        {
            if (!CostColumn.IsOwnName(column))
                throw new ArgumentException(
                    $"\"{column}\" is no name of a cost column; use up to 32 lower-case letters, digits and _, a letter first, "
                        + $"and none of {string.Join(", ", CostColumn.Facts)}"
                );
        }
    }

    /// <summary>No costs.</summary>
    public static CostList None { get; } = new([]);

    /// <inheritdoc/>
    public int Count => costs.Length;

    /// <inheritdoc/>
    public (string Column, double Value) this[int index] => costs[index];

    /// <summary>The cost in a column; null where the list lacks it.</summary>
    public double? Of(string column)
    {
        foreach (var cost in costs)
        {
            if (cost.Column == column)
                return cost.Value;
        }
        return null;
    }

    /// <summary>These costs and, where they lack a column, those of others.</summary>
    public CostList Over(CostList others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return others.Count == 0 ? this : new CostList([.. costs, .. others]);
    }

    /// <inheritdoc/>
    public bool Equals(CostList? other) => other is not null && costs.AsSpan().SequenceEqual(other.costs);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CostList);

    /// <inheritdoc/>
    public override int GetHashCode() => costs.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public IEnumerator<(string Column, double Value)> GetEnumerator() => costs.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
