using CsCheck;
using QosNets.Multipliers;
using QosNets.Tests.Runtime;
using Xunit;

namespace QosNets.Tests.Multipliers;

public class OperandBitsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_exact_multiplier_reads_the_bits_of_its_width(bool signed)
    {
        Assert.Equal(new OperandBits(8, 8), OperandBits.Of(TruthTable.Exact(signed)));
        for (var bits = 2; bits < 8; bits++)
            Assert.Equal(new OperandBits(8, bits), OperandBits.Of(RandomBundles.NarrowExact(bits, signed, 0.1).Table));
    }

    [Fact]
    public void A_constant_reads_nothing() =>
        Assert.Equal(new OperandBits(0, 0), OperandBits.Of(new TruthTable(new int[TruthTable.Length], signed: false)));

    [Fact]
    public void A_table_that_differs_in_one_entry_reads_the_lowest_bit_of_both() =>
        Gen.Select(Gen.Int[0, 8], Gen.Int[0, 8], Gen.Byte, Gen.Byte)
            .Sample(
                (a, w, x, y) =>
                {
                    var products = new int[TruthTable.Length];
                    for (var i = 0; i < products.Length; i++)
                        products[i] = (i >> 8 >> (8 - a) << 8) + ((i & 255) >> (8 - w));
                    var read = OperandBits.Of(new TruthTable(products, signed: false));
                    products[(x << 8) | y]++;
                    return read == new OperandBits(a, w)
                        && OperandBits.Of(new TruthTable(products, signed: false)) == new OperandBits(8, 8);
                },
                iter: 100
            );
}
