using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace QosNets.Tests.Runtime;

/// <summary>
/// Reads tests/golden/golden.npz, which PyTorch made; a reader of its own, so that it shares no fault with ours.
/// </summary>
internal static partial class Golden
{
    public static T[] Read<T>(string name, out int[] shape)
        where T : unmanaged
    {
        using var zip = ZipFile.OpenRead(Path.Combine(AppContext.BaseDirectory, "golden.npz"));
        using var stream = (
            zip.GetEntry(name + ".npy") ?? throw new FileNotFoundException($"golden.npz has no array {name}")
        ).Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var bytes = memory.ToArray();
        var header = Encoding.ASCII.GetString(bytes, 10, BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8)));
        var expected =
            typeof(T) == typeof(byte) ? "|u1"
            : typeof(T) == typeof(int) ? "<i4"
            : typeof(T) == typeof(float) ? "<f4"
            : "<f8";
        var match = Header().Match(header);
        if (!match.Success || match.Groups[1].Value != expected)
            throw new InvalidDataException($"{name} is {header}, not {expected}");
        shape =
        [
            .. match
                .Groups[2]
                .Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(s => int.Parse(s, null)),
        ];
        return MemoryMarshal.Cast<byte, T>(bytes.AsSpan(10 + header.Length)).ToArray();
    }

    public static T[] Read<T>(string name)
        where T : unmanaged => Read<T>(name, out _);

    [GeneratedRegex(@"'descr': '([^']*)', 'fortran_order': False, 'shape': \(([^)]*)\)")]
    private static partial Regex Header();
}
