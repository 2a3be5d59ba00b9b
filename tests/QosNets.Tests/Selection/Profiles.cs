using QosNets.Approximation;
using QosNets.Kernels;
using QosNets.Multipliers;
using QosNets.Selection;

namespace QosNets.Tests.Selection;

/// <summary>Random layer profiles and multipliers.</summary>
internal static class Profiles
{
    /// <summary>Activations pile up at the zero point as after a ReLU; weights are bell-shaped round theirs.</summary>
    public static LayerProfile Random(int seed, ConvolutionGeometry geometry, int samples, bool signed)
    {
        var random = new Random(seed);
        var (zeroPoint, weightZeroPoint) = (random.Next(1, 40), signed ? 0 : 90 + random.Next(70));
        var weights = new byte[geometry.OutChannels * geometry.FanIn];
        for (var i = 0; i < weights.Length; i++)
        {
            var bell = 60 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
            weights[i] = signed ? (byte)(sbyte)bell : (byte)(weightZeroPoint + bell);
        }
        var bytes = new byte[samples * geometry.FanIn];
        var groups = new int[samples];
        for (var i = 0; i < samples; i++)
        {
            groups[i] = random.Next(geometry.Groups);
            var brightness = 20 + 80 * random.NextDouble();
            for (var k = 0; k < geometry.FanIn; k++)
                bytes[i * geometry.FanIn + k] = (byte)
                    Math.Clamp(zeroPoint + Math.Max(0, brightness * (2 * random.NextDouble() - 0.7)), 0, signed ? 127 : 255);
        }
        var deviation = AccumulatorStatistics.Deviation(geometry, weights, weightZeroPoint, zeroPoint, bytes, groups, signed);
        return new LayerProfile(
            $"conv{seed}",
            geometry,
            weights,
            weightZeroPoint,
            zeroPoint,
            bytes,
            groups,
            OperandHistogram.Of(bytes),
            deviation,
            0.1
        );
    }

    /// <summary>A multiplier whose errors have no structure, up to <paramref name="size"/> either way.</summary>
    public static Multiplier Scattered(string name, int size, bool signed)
    {
        var random = new Random(size);
        var products = TruthTable.Exact(signed).Products.ToArray();
        for (var i = 0; i < products.Length; i++)
            products[i] = Math.Clamp(
                products[i] + random.Next(-size, size + 1),
                signed ? short.MinValue : 0,
                signed ? short.MaxValue : ushort.MaxValue
            );
        return new Multiplier(name, new TruthTable(products, signed), 1);
    }

    /// <summary>A multiplier that drops low bits of its operands and adds a little deterministic noise.</summary>
    public static Multiplier Truncating(string name, int activationBits, int weightBits, bool signed)
    {
        var products = new int[TruthTable.Length];
        for (var i = 0; i < products.Length; i++)
        {
            var a = TruthTable.Operand((byte)(i >> 8), signed) >> activationBits << activationBits;
            var b = TruthTable.Operand((byte)i, signed) >> weightBits << weightBits;
            products[i] = a * b + (activationBits == 0 || Math.Abs(a * b) > 16000 ? 0 : i * 7 % 13);
        }
        return new Multiplier(name, new TruthTable(products, signed), 1.0 / (1 + activationBits + weightBits));
    }
}
