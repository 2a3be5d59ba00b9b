using CsCheck;
using QosNets.Data;
using QosNets.Multipliers;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class TableStructureTests
{
    private static MultiplierLibrary Library(bool signed) =>
        MultiplierLibrary.Load(Path.Combine(DataFolder.Find(), "evoapprox", signed ? "mul8s.npz" : "mul8u.npz"));

    // Found independently, with rational arithmetic, for the kernels of this project.
    private const string UnsignedRanks =
        "1JFF 1; 1446 2; Y48 2; 17C8 3; 17QU 3; 13QR 4; JQQ 4; 125K 5; 18DU 5; LM7 5; 2P7 7; GS2 8; 7C1 9; 150Q 10; CK5 10; "
        + "1AGV 10; "
        + "2AC 11; 14VP 12; QJD 12; KEM 16; JV3 16; FTA 17; 17KS 18; RCG 26; 1CMB 50; 2HH 50; QKX 52; NGR 53; DM1 81; 19DB "
        + "90; ZFB 112; "
        + "YX7 128; 185Q 150; L40 193; 12N4 229";

    private const string SignedRanks =
        "1KR3 1; 1KR8 1; 1KTY 1; 1KV8 1; 1L1G 1; 1L2D 1; 1L2H 1; 1KR6 3; 1KVA 3; 1KRC 4; 1KVB 4; 1KVL 4; 1KX2 5";

    [Theory]
    [InlineData(false, UnsignedRanks)]
    [InlineData(true, SignedRanks)]
    public void Ranks_of_the_shipped_tables_are_the_known_ones(bool signed, string ranks)
    {
        var library = Library(signed);
        var expected = ranks
            .Split("; ")
            .Select(r => r.Split(' '))
            .ToDictionary(r => (signed ? "mul8s_" : "mul8u_") + r[0], r => r[1]);
        var found = library
            .Multipliers.Where(m => expected.ContainsKey(m.Name))
            .ToDictionary(m => m.Name, m => $"{TableStructure.Of(m.Table).TableRank}");
        Assert.Equal(expected.OrderBy(e => e.Key), found.OrderBy(f => f.Key));
        Assert.True(expected.Count >= library.Multipliers.Count - 1);
    }

    [Fact]
    public void A_sum_of_independent_outer_products_has_their_number_as_its_rank()
    {
        Gen.Select(Gen.Int[0, 40], Gen.Int[0, 1000])
            .Sample(
                (rank, seed) =>
                {
                    var random = new Random(seed);
                    var matrix = new int[65536];
                    var exact = TruthTable.Exact(true).Products;
                    for (var r = 0; r < rank; r++)
                    {
                        // Row r of each factor is the first to reach entry r, so the factors are independent.
                        var left = Enumerable
                            .Range(0, 256)
                            .Select(i =>
                                i < r ? 0
                                : i == r ? 1
                                : random.Next(-2, 3)
                            )
                            .ToArray();
                        var right = Enumerable
                            .Range(0, 256)
                            .Select(i =>
                                i < r ? 0
                                : i == r ? 3
                                : random.Next(-2, 3)
                            )
                            .ToArray();
                        for (var i = 0; i < 65536; i++)
                            matrix[i] += left[i >> 8] * right[i & 255];
                    }
                    Assert.Equal(rank, TableStructure.Of(new TruthTable(matrix, signed: true)).TableRank);
                    for (var i = 0; i < 65536; i++)
                        matrix[i] += exact[i];
                    Assert.Equal(rank, TableStructure.Of(new TruthTable(matrix, signed: true)).ErrorRank);
                },
                iter: 6
            );
    }

    [Fact]
    public void A_rank_is_not_lowered_by_multiples_of_small_primes()
    {
        var matrix = new int[65536];
        for (var i = 0; i < 256; i++)
            matrix[257 * i] = 30030;
        Assert.Equal(256, TableStructure.Of(new TruthTable(matrix, signed: true)).TableRank);
    }

    [Fact]
    public void The_exact_multiplier_has_rank_1_and_no_idle_bit()
    {
        foreach (var signed in new[] { false, true })
        {
            var s = TableStructure.Of(TruthTable.Exact(signed));
            Assert.Equal(
                (1, 0, 256, 256, 1, true),
                (s.TableRank, s.ErrorRank, s.DistinctRows, s.DistinctColumns, s.DistinctErrorRows, s.Symmetric)
            );
            Assert.Empty(s.IdleActivationBits);
            Assert.Empty(s.IdleWeightBits);
            Assert.Empty(s.ConstantProductBits);
            Assert.Equal((0, 0), (s.LeastError, s.GreatestError));
        }
    }

    [Fact]
    public void Bits_that_do_not_matter_are_told_by_operand()
    {
        // Products of a without bits 0 and 2 with b without bit 7.
        var products = Enumerable.Range(0, 65536).Select(i => ((i >> 8) & 0b1111_1010) * (i & 0x7F)).ToArray();
        var s = TableStructure.Of(new TruthTable(products, signed: false));
        Assert.Equal([0, 2], s.IdleActivationBits);
        Assert.Equal([7], s.IdleWeightBits);
        Assert.Equal([0, 15], s.ConstantProductBits);
        Assert.Equal((64, 128, false, 1, 2), (s.DistinctRows, s.DistinctColumns, s.Symmetric, s.TableRank, s.ErrorRank));
        Assert.Equal((-255 * 255 + 250 * 127, 0), (s.LeastError, s.GreatestError));
    }
}
