using System.Numerics;
using System.Text;

namespace QosNets.Numerics;

/// <summary>
/// Random numbers that are the same for ever, whatever the .NET version: xoshiro256** 1.0 (Blackman and Vigna, 2021)
/// whose state comes from SplitMix64 (Steele, Lea and Flood, 2014). Not for cryptography; one instance per thread.
/// </summary>
internal sealed class DeterministicRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;

    /// <summary>Starts a sequence; every seed gives another one.</summary>
    public DeterministicRandom(ulong seed)
    {
        s0 = Mix(seed += Golden);
        s1 = Mix(seed += Golden);
        s2 = Mix(seed += Golden);
        s3 = Mix(seed + Golden);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        var shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>A multiple of 2⁻⁵³ in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>An integer in 0..<paramref name="bound"/> − 1, every one equally likely (Lemire, 2019, with rejection).</summary>
    /// <param name="bound">1 or more.</param>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        var range = (ulong)bound;
        var high = Math.BigMul(NextUInt64(), range, out var low);
        if (low < range)
        {
            var threshold = unchecked(0 - range) % range;
            while (low < threshold)
                high = Math.BigMul(NextUInt64(), range, out low);
        }
        return (int)high;
    }

    /// <summary>Puts the items in a random order, every order equally likely (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>One seed from several numbers, for example a run's seed, an epoch and an image; order matters.</summary>
    public static ulong Seed(params ReadOnlySpan<ulong> parts)
    {
        var seed = (ulong)parts.Length;
        foreach (var part in parts)
            seed = Mix(seed + Golden ^ Mix(part + Golden));
        return seed;
    }

    /// <summary>A seed for one purpose of a run, so that different purposes draw independent numbers.</summary>
    public static ulong Seed(ulong seed, string purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        // FNV-1a, because string hash codes of .NET differ from run to run.
        var hash = 0xCBF29CE484222325;
        foreach (var b in Encoding.UTF8.GetBytes(purpose))
            hash = (hash ^ b) * 0x100000001B3;
        return Seed([seed, hash]);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
