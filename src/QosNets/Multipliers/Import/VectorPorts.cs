using System.Globalization;

namespace QosNets.Multipliers;

/// <summary>A port of a netlist: its name and a handle for every bit, lowest first.</summary>
internal sealed record VectorPort<T>(string Name, IReadOnlyList<T> Bits);

/// <summary>
/// Joins ports of single bits, as logic synthesis writes them (<c>\a[0]</c>, <c>a_0</c>, <c>a0</c>), to the vectors that they
/// came from.
/// </summary>
internal static class VectorPorts
{
    /// <summary>The vectors in the order of their first bits.</summary>
    /// <param name="ports">All ports of one direction.</param>
    /// <param name="wanted">How many vectors there are; with so many ports nothing is joined.</param>
    /// <returns>The vectors; the ports as they are when they join to no such vectors.</returns>
    public static IReadOnlyList<VectorPort<T>> Join<T>(IReadOnlyList<VectorPort<T>> ports, int wanted)
    {
        if (ports.Count <= wanted)
            return ports;
        var vectors = new List<(string Name, SortedDictionary<int, T> Bits)>();
        foreach (var port in ports)
        {
            if (Split(port.Name) is not var (name, index))
                return ports;
            var vector = vectors.FindIndex(v => v.Name == name);
            if (vector < 0)
            {
                vector = vectors.Count;
                vectors.Add((name, []));
            }
            if (!vectors[vector].Bits.TryAdd(index, port.Bits[0]))
                return ports;
        }
        // A vector has all its bits.
        return vectors.TrueForAll(v => v.Bits.Last().Key - v.Bits.First().Key == v.Bits.Count - 1)
            ? [.. vectors.Select(v => new VectorPort<T>(v.Name, [.. v.Bits.Values]))]
            : ports;
    }

    private static (string Name, int Index)? Split(string name)
    {
        var text = name.AsSpan();
        if (text is [.., ']'] or [.., '>'])
            text = text[..^1];
        var digits = text.Length;
        while (digits > 0 && char.IsAsciiDigit(text[digits - 1]))
            digits--;
        var stem = text[..digits].TrimEnd("_[<");
        return
            stem.Length > 0
            && int.TryParse(text[digits..], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index < 1024
            ? (stem.ToString(), index)
            : null;
    }
}
