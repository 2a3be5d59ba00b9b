using QosNets.Archives;
using QosNets.Multipliers;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class EstimateTests
{
    [Fact]
    public void Every_family_gives_a_library_of_estimates_that_is_saved_and_loaded_as_such()
    {
        using var folder = new TemporaryFolder();
        foreach (var signed in new[] { false, true })
        {
            var library = MultiplierFamilies.Library(
                "all",
                ["truncated:1-14", "compensated:1-14", "broken-array:0-7,0-14", "drum:2-7", "mitchell"],
                signed
            );
            Assert.Equal(1 + 14 + 14 + 8 * 15 + 6 + 1, library.Multipliers.Count);
            Assert.Equal(
                (signed, true, signed ? "mul8s_exact" : "mul8u_exact"),
                (library.Signed, library.PowerIsEstimated, library.Exact.Name)
            );
            library.Save(folder["l.npz"]);
            var loaded = MultiplierLibrary.Load(folder["l.npz"]);
            Assert.True(loaded.PowerIsEstimated);
            Assert.Equal(
                library.Multipliers.Select(m => (m.Name, m.PowerMilliwatt, m.Source)),
                loaded.Multipliers.Select(m => (m.Name, m.PowerMilliwatt, m.Source))
            );
        }
    }

    [Fact]
    public void A_library_never_mixes_estimated_powers_with_others()
    {
        var estimated = MultiplierFamilies.Parse("mitchell")[0].ToMultiplier(signed: false);
        var synthesised = new Multiplier("exact", TruthTable.Exact(false), 0.4);
        var error = Assert.Throws<LibraryException>(() => new MultiplierLibrary("mixed", [synthesised, estimated]));
        Assert.Equal(
            "library mixed: the power of mul8u_mitchell is an estimate from counted gates, that of exact no estimate; make "
                + "one library of each kind",
            error.Message
        );
        Assert.Throws<LibraryException>(() => new MultiplierLibrary("mixed", [estimated, synthesised]));
    }

    [Fact]
    public void Programs_that_know_no_estimates_refuse_a_library_of_them_and_read_all_others()
    {
        using var folder = new TemporaryFolder();
        MultiplierFamilies.Library("l", ["mitchell"], signed: false).Save(folder["estimates.npz"]);
        var error = Assert.Throws<ArchiveException>(() => ArchiveReader.Open(folder["estimates.npz"], "multiplier-library", 1));
        Assert.Contains("format version is 4", error.Message, StringComparison.Ordinal);
        new MultiplierLibrary("l", [new("exact", TruthTable.Exact(false), 0.4)]).Save(folder["other.npz"]);
        Assert.Equal(1, ArchiveReader.Open(folder["other.npz"], "multiplier-library", 1).Version);
    }

    [Fact]
    public void Units_weigh_gates_by_the_unit_gate_model()
    {
        Assert.Equal(7 + 3 + 1 + 2 + 3, new GateCount(1, 1, 1, 1, 1).Units);
        Assert.Equal(new GateCount(3, 5, 7, 9, 11), 2 * new GateCount(1, 2, 3, 4, 5) + new GateCount(1, 1, 1, 1, 1));
        Assert.Equal(0.016, new GateCount(1, 1, 1, 1, 1).NominalMilliwatt);
    }

    [Fact]
    public void A_signed_exact_array_costs_two_half_adders_more_and_other_members_their_negations()
    {
        Assert.Equal(0.430, Power("exact", true), 12);
        Assert.Equal(Power("drum:3", false) + 0.162, Power("drum:3", true), 12);

        static double Power(string family, bool signed) =>
            MultiplierFamilies.Parse(family)[0].ToMultiplier(signed).PowerMilliwatt;
    }

    [Theory]
    [InlineData("drumm", "there is no such family")]
    [InlineData("drum:1", "k is 1; it must be 2..7")]
    [InlineData("drum:2-8", "k is 8; it must be 2..7")]
    [InlineData("truncated:15", "k is 15; it must be 1..14")]
    [InlineData("broken-array:8,1", "horizontal break level is 8; it must be 0..7")]
    [InlineData("broken-array:1", "1 parameters, it takes 2")]
    [InlineData("drum:", "\"\" is no number and no range")]
    [InlineData("drum:-3", "\"-3\" is no number and no range")]
    [InlineData("drum:5-3", "the range 5-3 is empty")]
    [InlineData("drum:99999999999", "is no number and no range")]
    [InlineData("mitchell:3", "mitchell has no parameter")]
    public void A_family_that_is_none_is_refused_with_the_place_and_the_limit(string text, string reason) =>
        Assert.Contains(
            reason,
            Assert.Throws<LibraryException>(() => MultiplierFamilies.Parse(text)).Message,
            StringComparison.Ordinal
        );
}
