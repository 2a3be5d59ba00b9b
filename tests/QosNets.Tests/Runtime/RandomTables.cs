using QosNets.Multipliers;

namespace QosNets.Tests.Runtime;

/// <summary>Truth tables for tests: exact products with errors, and products without any relation to their operands.</summary>
internal static class RandomTables
{
    public static TruthTable Near(int seed, bool signed, int error)
    {
        var random = new Random(seed);
        var products = TruthTable.Exact(signed).Products.ToArray();
        var (low, high) = signed ? (short.MinValue, short.MaxValue) : (0, (int)ushort.MaxValue);
        for (var i = 0; i < products.Length; i++)
            products[i] = Math.Clamp(products[i] + random.Next(-error, error + 1), low, high);
        return new TruthTable(products, signed);
    }

    public static TruthTable Wild(int seed, bool signed)
    {
        var random = new Random(seed);
        var products = new int[TruthTable.Length];
        for (var i = 0; i < products.Length; i++)
            products[i] = signed ? random.Next(short.MinValue, short.MaxValue + 1) : random.Next(0, ushort.MaxValue + 1);
        return new TruthTable(products, signed);
    }

    public static byte[] Bytes(Random random, int count, int max = 255)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
            bytes[i] = (byte)random.Next(0, max + 1);
        return bytes;
    }

    public static byte[] SignedWeights(Random random, int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
            bytes[i] = (byte)random.Next(-127, 128);
        return bytes;
    }
}
