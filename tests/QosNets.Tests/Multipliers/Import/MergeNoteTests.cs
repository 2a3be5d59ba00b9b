using QosNets.Multipliers;
using Xunit;

namespace QosNets.Tests.Multipliers;

/// <summary>Equal products at unequal power: the lower one holds, and a note says what it replaces.</summary>
public sealed class MergeNoteTests
{
    private static readonly TruthTable Exact = TruthTable.Exact(signed: false);

    [Theory]
    [InlineData(0.5, "exact has the lower power, 0.3 mW; 0.5 mW is dropped", false)]
    [InlineData(0.1, "exact has the lower power, 0.1 mW; 0.3 mW is dropped. It is the exact multiplier", true)]
    public void A_note_names_both_powers_and_what_the_exact_ones_means(double power, string text, bool changesSavings)
    {
        var library = new MultiplierLibrary("l", [new Multiplier("exact", Exact, 0.3) { AreaSquareMicrometre = 7 }]);
        var notes = new List<ImportNote>();
        var merged = MultiplierMerge.Into(library, [new Multiplier("mine", Exact, power)], notes);
        Assert.Equal(Math.Min(power, 0.3), merged.Exact.PowerMilliwatt);
        Assert.Equal(7, merged.Exact.AreaSquareMicrometre);
        Assert.Contains(notes, n => n.ToString().Contains(text, StringComparison.Ordinal));
        Assert.Equal(changesSavings, notes.Any(n => n.ToString().Contains("every saving", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_same_power_needs_no_word()
    {
        var notes = new List<ImportNote>();
        MultiplierMerge.Merge([new Multiplier("exact", Exact, 0.3), new Multiplier("exact", Exact, 0.3)], notes);
        Assert.Empty(notes);
    }
}
