namespace QosNets.Tests.Kernels;

/// <summary>Tables that stress different parts of the kernels.</summary>
public static class Tables
{
    private static readonly Dictionary<string, int[]> All = new()
    {
        ["exact"] = Fill((x, w) => x * w),
        ["signed"] = Fill((x, w) => (sbyte)x * (sbyte)w),
        ["truncated"] = Fill((x, w) => (x * w) & ~0x7F),
        ["zero"] = Fill((_, _) => 0),
        ["all 65535"] = Fill((_, _) => 65535),
        ["0 and 65535"] = Fill((x, w) => ((x ^ w) & 1) * 65535),
        ["all lowest"] = Fill((_, _) => -(1 << 24)),
        ["random 16 bit"] = Random(1, 0, 65536),
        ["random signed"] = Random(2, -32768, 32768),
        ["lowest plus 16 bit"] = Random(3, -(1 << 24), -(1 << 24) + 65536),
        ["range 65536"] = Fill(
            (x, w) =>
                x == 3 && w == 250 ? 65536
                : x == 200 ? 0
                : x + w
        ),
        ["whole range"] = Random(4, -(1 << 24), (1 << 24) + 1),
    };

    public static IEnumerable<string> Names => All.Keys;

    public static int[] Get(string name) => All[name];

    private static int[] Fill(Func<int, int, int> product) =>
        [.. Enumerable.Range(0, 65536).Select(i => product(i >> 8, i & 255))];

    private static int[] Random(int seed, int low, int high)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 65536).Select(_ => random.Next(low, high))];
    }
}
