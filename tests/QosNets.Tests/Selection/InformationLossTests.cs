using CsCheck;
using QosNets.Multipliers;
using QosNets.Selection;
using Xunit;

namespace QosNets.Tests.Selection;

public class InformationLossTests
{
    private static readonly byte[] All = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

    private static TruthTable Table(Func<int, int, int> product) =>
        new([.. Enumerable.Range(0, TruthTable.Length).Select(i => product(i >> 8, i & 255))], signed: false);

    [Theory]
    [InlineData("constant", true)]
    [InlineData("activation alone", true)]
    [InlineData("weight alone", true)]
    [InlineData("their sum", true)]
    [InlineData("exact", false)]
    [InlineData("one product", false)]
    [InlineData("top bits", false)]
    public void A_sum_of_functions_of_the_operands_is_no_product(string kind, bool lost)
    {
        var table = kind switch
        {
            "constant" => Table((_, _) => 1234),
            "activation alone" => Table((a, _) => 200 * a),
            "weight alone" => Table((_, w) => w * w),
            "their sum" => Table((a, w) => a * a / 2 + 100 * w),
            "exact" => TruthTable.Exact(signed: false),
            "one product" => Table((a, w) => a == 17 && w == 200 ? 1 : 0),
            _ => Table((a, w) => (a >> 7) * (w >> 7) << 14),
        };
        Assert.Equal(lost, InformationLoss.IsLost(table, All, All));
    }

    [Theory]
    [InlineData(0, 128, true)]
    [InlineData(100, 156, false)]
    public void Only_operands_that_occur_count(int first, int count, bool lost)
    {
        // It reads the highest bit of each operand alone, and weights of one half do not differ there.
        var table = Table((a, w) => (a >> 7) * (w >> 7) << 14);
        Assert.Equal(lost, InformationLoss.IsLost(table, All, All.AsSpan(first, count)));
    }

    [Fact]
    public void A_layer_of_one_weight_value_loses_nothing_since_it_has_nothing() =>
        Assert.False(InformationLoss.IsLost(TruthTable.Exact(signed: false), All, [77]));

    [Fact]
    public void Any_sum_is_lost_and_not_any_more_after_a_change_of_one_entry() =>
        Gen.Select(Gen.Int[0, 30000].Array[256], Gen.Int[0, 30000].Array[256], Gen.Byte, Gen.Byte)
            .Sample(
                (f, h, a, w) =>
                {
                    var sum = Table((x, y) => f[x] + h[y]);
                    var products = sum.Products.ToArray();
                    products[(a << 8) | w]++;
                    return InformationLoss.IsLost(sum, All, All)
                        && !InformationLoss.IsLost(new TruthTable(products, signed: false), All, All);
                },
                iter: 50
            );

    [Fact]
    public void Pairs_without_information_are_chosen_at_no_scale()
    {
        var problem = Instances.Random(5, Instances.Kind.Realistic, multipliers: 6, layers: 4, points: 2, limit: 3);
        var pairs = new bool[4, 6];
        // The cheapest multiplier is the one that every wide scale would take.
        var cheapest = Enumerable.Range(0, 6).MinBy(m => problem.Powers[m]);
        pairs[2, cheapest] = true;
        var choice = ExactSelector.Select(problem.Without(pairs).WithScales([1e9])).Choice;
        Assert.NotEqual(cheapest, choice.Assignment[2]);
        Assert.Equal(cheapest, choice.Assignment[0]);
        Assert.Contains("pairs of 1×6", Assert.Throws<ArgumentException>(() => problem.Without(new bool[1, 6])).Message);
    }
}
