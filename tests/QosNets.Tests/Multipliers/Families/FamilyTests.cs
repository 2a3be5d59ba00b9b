using System.Numerics;
using CsCheck;
using QosNets.Multipliers;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class FamilyTests
{
    private static TruthTable Table(string family, bool signed = false) =>
        Assert.Single(MultiplierFamilies.Parse(family)).ToMultiplier(signed).Table;

    private static ErrorMetrics Errors(string family) => ErrorMetrics.Compute(Table(family));

    [Fact]
    public void The_exact_member_is_exact_and_has_the_cells_of_Brauns_array()
    {
        var exact = Assert.Single(MultiplierFamilies.Parse("exact"));
        Assert.True(exact.ToMultiplier(signed: false).Table.IsExact);
        Assert.True(exact.ToMultiplier(signed: true).Table.IsExact);
        // n² ands, n half adders and n(n−2) full adders for n = 8.
        Assert.Equal(new GateCount(FullAdders: 48, HalfAdders: 8, Gates: 64), exact.Gates);
        Assert.Equal(424, exact.Gates.Units);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(11)]
    [InlineData(14)]
    public void Truncation_has_the_mean_and_worst_error_of_the_dropped_columns(int k)
    {
        // Column c has min(c+1, 15−c) dots, each one for a quarter of the pairs; all are ones at 255·255.
        var dropped = Enumerable.Range(0, k).Sum(c => Math.Min(c + 1, 15 - c) * (1 << c));
        var plain = Errors($"truncated:{k}");
        Assert.Equal((-dropped / 4.0, dropped / 4.0, dropped), (plain.MeanError, plain.MeanAbsoluteError, plain.WorstCaseError));
        var compensated = Errors($"compensated:{k}");
        var constant = compensated.MeanError - plain.MeanError;
        Assert.Equal(0, constant % (1 << k));
        Assert.True(Math.Abs(compensated.MeanError) <= (1 << k) / 2.0, $"{compensated.MeanError}");
        Assert.Equal(plain.Variance, compensated.Variance, 6);
        Assert.Equal(Math.Max(dropped - constant, constant), compensated.WorstCaseError);
    }

    [Fact]
    public void Truncation_never_gains_a_dot_and_costs_less_with_every_column()
    {
        var members = MultiplierFamilies.Parse("truncated:1-14");
        Assert.Equal(members.Select(m => m.Gates.Units).OrderDescending(), members.Select(m => m.Gates.Units));
        Assert.Equal(members.Count, members.Select(m => m.Gates.Units).Distinct().Count());
        Assert.All(
            MultiplierFamilies.Parse("compensated:1-14").Zip(members),
            p => Assert.True(p.First.Gates.Units >= p.Second.Gates.Units)
        );
        // One dot is left, and the constant fits in by an inverter.
        Assert.Equal(new GateCount(Gates: 1), members[^1].Gates);
        Assert.Equal(new GateCount(Gates: 1), MultiplierFamilies.Parse("compensated:14")[0].Gates);
    }

    [Fact]
    public void A_broken_array_sums_the_cells_below_and_left_of_its_break_levels()
    {
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 14], Gen.Byte, Gen.Byte)
            .Sample(
                (h, v, a, b) =>
                {
                    var expected = 0;
                    // Row j adds a·2^j, of which the bits below 2^v are cut off.
                    for (var j = h; j < 8; j++)
                        expected += ((b >> j) & 1) * ((a << j) >> v << v);
                    Assert.Equal(expected, MultiplierFamilies.Parse($"broken-array:{h},{v}")[0].Product(a, b));
                },
                iter: 2000
            );
    }

    [Fact]
    public void A_broken_array_without_broken_rows_is_a_truncated_multiplier()
    {
        Assert.True(Table("broken-array:0,5").Products.SequenceEqual(Table("truncated:5").Products));
        Assert.Equal(MultiplierFamilies.Parse("truncated:5")[0].Gates, MultiplierFamilies.Parse("broken-array:0,5")[0].Gates);
        Assert.True(Table("broken-array:0,0").IsExact);
    }

    [Fact]
    public void Broken_rows_ignore_the_low_bits_of_the_weight() =>
        Assert.True(
            Table("broken-array:3,0")
                .Products.SequenceEqual(Enumerable.Range(0, 65536).Select(i => (i >> 8) * (i & 0xF8)).ToArray())
        );

    [Theory]
    [InlineData(3, 11.90)]
    [InlineData(4, 5.89)]
    [InlineData(5, 2.94)]
    [InlineData(6, 1.47)]
    [InlineData(7, 0.73)]
    [InlineData(8, 0.37)]
    public void Drum_of_16_bit_operands_halves_its_mean_relative_error_with_every_bit_kept(int k, double percent)
    {
        // Sampled with the definition of the paper and of its authors' Verilog (github.com/scale-lab/DRUM), written out here for
        // a whole operand.
        static int Kept(int operand, int k)
        {
            var bits = Convert.ToString(operand, 2);
            return bits.Length <= k ? operand : Convert.ToInt32((bits[..(k - 1)] + "1").PadRight(bits.Length, '0'), 2);
        }
        var random = new Random(5);
        var sum = 0.0;
        const int Pairs = 400_000;
        for (var i = 0; i < Pairs; i++)
        {
            var (a, b) = (random.Next(1, 65536), random.Next(1, 65536));
            Assert.Equal(Kept(a, k), MultiplierFamilies.DrumOperand(a, k));
            sum += Math.Abs(
                (double)MultiplierFamilies.DrumOperand(a, k) * MultiplierFamilies.DrumOperand(b, k) / ((double)a * b) - 1
            );
        }
        Assert.InRange(100 * sum / Pairs, percent - 0.02, percent + 0.02);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(7)]
    public void Drum_is_exact_for_small_operands_and_keeps_within_its_bound_elsewhere(int k)
    {
        var table = Table($"drum:{k}");
        // An operand is off by less than 2^(1−k) of itself: the kept lowest bit is at most one unit of 2^(k−1) to 2^k units off.
        var bound = Math.Pow(1 + Math.Pow(2, 1 - k), 2) - 1;
        for (var a = 0; a < 256; a++)
        {
            for (var b = 0; b < 256; b++)
            {
                var (product, exact) = (table[(byte)a, (byte)b], a * b);
                Assert.True(Math.Abs(product - exact) <= bound * exact, $"{a}·{b} gives {product}");
                if (a < 1 << k && b < 1 << k)
                    Assert.Equal(exact, product);
            }
        }
    }

    [Fact]
    public void Mitchells_error_is_never_above_0_and_at_worst_a_ninth_at_one_and_a_half_squared()
    {
        // A ninth is the 11.1 % of Mahalingam and Ranganathan, IEEE Trans. Computers 55(12), 2006.
        var table = Table("mitchell");
        var worst = 0.0;
        for (var i = 0; i < 65536; i++)
        {
            var (product, exact) = (table.Products[i], (i >> 8) * (i & 255));
            Assert.True(product <= exact);
            if (exact > 0)
                worst = Math.Max(worst, 1 - ((double)product / exact));
        }
        Assert.Equal(1 / 9.0, worst, 12);
        Assert.Equal(192 * 192 * 8 / 9, table[192, 192]);
    }

    [Fact]
    public void Mitchells_mean_relative_error_is_the_published_one()
    {
        // About 3.8 % (Mahalingam and Ranganathan, IEEE Trans. Computers 55(12), 2006); 8 bits have few mantissas for small
        // operands, so the upper octaves are taken.
        var table = Table("mitchell");
        var pairs = Enumerable.Range(0, 65536).Where(i => (i >> 8) >= 32 && (i & 255) >= 32);
        Assert.InRange(pairs.Average(i => 1 - ((double)table.Products[i] / ((i >> 8) * (i & 255)))), 0.0375, 0.0390);
    }

    [Fact]
    public void Mitchells_product_is_that_of_piecewise_linear_logarithms()
    {
        Gen.Select(Gen.Int[1, 255], Gen.Int[1, 255])
            .Sample(
                (a, b) =>
                {
                    var log = Log(a) + Log(b);
                    var whole = Math.Floor(log);
                    Assert.Equal(
                        Math.Pow(2, whole) * (1 + log - whole),
                        MultiplierFamilies.Parse("mitchell")[0].Product(a, b),
                        9
                    );
                },
                iter: 2000
            );

        static double Log(int n)
        {
            var k = BitOperations.Log2((uint)n);
            return k + ((double)n / (1 << k)) - 1;
        }
    }

    [Theory]
    [InlineData("truncated:3")]
    [InlineData("compensated:6")]
    [InlineData("broken-array:2,5")]
    [InlineData("drum:3")]
    [InlineData("mitchell")]
    public void A_signed_member_multiplies_magnitudes_and_sets_the_sign(string family)
    {
        var member = MultiplierFamilies.Parse(family)[0];
        var table = Table(family, signed: true);
        Assert.True(table.Signed);
        for (var i = 0; i < 65536; i++)
        {
            var (a, b) = ((int)(sbyte)(i >> 8), (int)(sbyte)i);
            Assert.Equal(((a < 0) != (b < 0) ? -1 : 1) * member.Product(Math.Abs(a), Math.Abs(b)), table.Products[i]);
        }
    }
}
