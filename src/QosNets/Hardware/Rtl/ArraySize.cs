using System.Globalization;

namespace QosNets.Hardware;

/// <summary>Rows and columns of an array.</summary>
/// <param name="Rows">Places of the fan-in, 1..<see cref="Most"/>.</param>
/// <param name="Columns">Output channels, 1..<see cref="Most"/>.</param>
internal readonly record struct ArraySize(int Rows, int Columns)
{
    /// <summary>The most rows or columns.</summary>
    public const int Most = 256;

    /// <summary>Reads <c>16x8</c>; null when it is no such text or a number is out of range.</summary>
    public static ArraySize? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return
            text.Split('x') is [var rows, var columns]
            && int.TryParse(rows, NumberStyles.None, CultureInfo.InvariantCulture, out var r)
            && int.TryParse(columns, NumberStyles.None, CultureInfo.InvariantCulture, out var c)
            && r is >= 1 and <= Most
            && c is >= 1 and <= Most
            ? new ArraySize(r, c)
            : null;
    }

    /// <summary>As people write it: <c>16x8</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rows}x{Columns}");
}
