using QosNets.Multipliers;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class NativeTableTests
{
    private static NativeTable Random(int a, int b, bool signed, int seed)
    {
        var random = new Random(seed);
        var widths = new OperandWidths(a, b);
        var half = 1 << (a + b - 1);
        return new NativeTable(
            [.. Enumerable.Range(0, widths.Pairs).Select(_ => signed ? random.Next(-half, half) : random.Next(2 * half))],
            widths,
            signed
        );
    }

    [Fact]
    public void A_narrow_table_stands_for_the_high_bits_of_8_bit_operands_and_comes_back()
    {
        foreach (var signed in new[] { false, true })
        {
            for (var a = 1; a <= 8; a++)
            {
                for (var b = 1; b <= 8; b++)
                {
                    var native = Random(a, b, signed, 10 * a + b);
                    var wide = native.ToTruthTable();
                    foreach (var (x, y) in new[] { (0, 0), (255, 255), (200, 77), (13, 128) })
                    {
                        var product = native.Products[(x >> (8 - a)) << b | y >> (8 - b)];
                        Assert.Equal(product << (16 - a - b), wide[(byte)x, (byte)y]);
                    }
                    var back = NativeTable.Of(wide, new OperandWidths(a, b));
                    Assert.True(back.Products.SequenceEqual(native.Products));
                    Assert.Equal(native.Digest, back.Digest);
                    Assert.True(native.Transposed().Transposed().Products.SequenceEqual(native.Products));
                }
            }
        }
    }

    [Fact]
    public void A_table_that_uses_lower_bits_is_that_of_no_narrower_multiplier()
    {
        Assert.Throws<ArgumentException>(() => NativeTable.Of(TruthTable.Exact(false), new OperandWidths(8, 7)));
        Assert.Throws<ArgumentException>(() => new NativeTable([0, 0, 0, 9], new OperandWidths(1, 1), false));
        Assert.Throws<ArgumentException>(() => new NativeTable([0, 0, 0], new OperandWidths(1, 1), false));
        Assert.Throws<ArgumentException>(() => new NativeTable(new int[512], new OperandWidths(9, 0), false));
        var error = Assert.Throws<LibraryException>(() =>
            new MultiplierLibrary(
                "l",
                [
                    new("exact", TruthTable.Exact(false), 1),
                    new("n", TruthTable.Exact(false), 1) { Widths = new OperandWidths(8, 4) },
                ]
            )
        );
        Assert.Contains("n: the table is not that of a 8x4 multiplier", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_digest_is_that_of_the_products_as_16_bit_numbers_and_errors_are_those_of_own_operands()
    {
        var exact = new NativeTable([0, 0, 0, 1], new OperandWidths(1, 1), false);
        Assert.True(exact.IsExact);
        Assert.Equal(0, ErrorMetrics.Compute(exact).MeanAbsoluteError);
        // printf '\0\0\0\0\0\0\1\0' | sha256sum
        Assert.Equal("30e06038fb18a7cf", exact.Digest);
        Assert.NotEqual(0, ErrorMetrics.Compute(exact.ToTruthTable()).MeanAbsoluteError);
    }
}
