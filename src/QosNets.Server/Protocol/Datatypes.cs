namespace QosNets.Server.Protocol;

/// <summary>The protocol's numeric data types; an input may have any of them as long as its values are pixels.</summary>
internal static class Datatypes
{
    public const string Bytes = "UINT8";
    public const string Floats = "FP32";
    public const string Longs = "INT64";

    private static readonly (string Name, int Size)[] Numeric =
    [
        (Bytes, 1),
        ("UINT16", 2),
        ("UINT32", 4),
        ("UINT64", 8),
        ("INT8", 1),
        ("INT16", 2),
        ("INT32", 4),
        (Longs, 8),
        ("FP16", 2),
        ("BF16", 2),
        (Floats, 4),
        ("FP64", 8),
    ];

    /// <summary>The names, for a message.</summary>
    public static string Names { get; } = string.Join(", ", Numeric.Select(t => t.Name));

    /// <summary>Bytes of a value, or 0 when the name is not that of a numeric type.</summary>
    public static int SizeOf(string? name) => Array.Find(Numeric, t => t.Name == name).Size;
}
