using QosNets.Kernels;
using Xunit;

namespace QosNets.Tests.Kernels;

public class PreparedTableTests
{
    [Fact]
    public void Range_and_width_are_those_of_the_entries()
    {
        foreach (var name in Tables.Names)
        {
            var table = Tables.Get(name);
            var prepared = PreparedTable.Create(table);
            Assert.Equal((table.Min(), table.Max()), (prepared.Minimum, prepared.Maximum));
            Assert.Equal(table.Max() - table.Min() > 65535, prepared.IsWide);
        }
    }

    [Fact]
    public void Updating_replaces_narrow_by_wide_and_back()
    {
        var prepared = PreparedTable.Create(Tables.Get("exact"));
        foreach (var name in (string[])["whole range", "random signed", "range 65536", "zero", "exact"])
        {
            var table = Tables.Get(name);
            prepared.Update(table);
            var x = Reference.Bytes(1, 70 * 20);
            var w = Reference.Bytes(2, 3 * 20);
            var r = new int[70 * 3];
            TableGemm.Multiply(prepared, x, w, r, 70, 3, 20);
            Assert.Equal(Reference.Multiply(table, x, w, 70, 3, 20), r);
        }
    }

    [Fact]
    public void Every_entry_comes_back_as_it_was()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        foreach (var name in (string[])["random signed", "whole range"])
        {
            var r = new int[65536];
            TableGemm.Multiply(PreparedTable.Create(Tables.Get(name)), all, all, r, 256, 256, 1);
            Assert.Equal(Tables.Get(name), r);
        }
    }

    [Theory]
    [InlineData((1 << 24) + 1)]
    [InlineData(-(1 << 24) - 1)]
    [InlineData(int.MinValue)]
    public void Entries_beyond_two_to_the_24_are_refused(int entry)
    {
        var table = new int[65536];
        table[4711] = entry;
        Assert.Contains(
            $"{entry}",
            Assert.Throws<ArgumentOutOfRangeException>(() => PreparedTable.Create(table)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_table_of_another_size_is_refused() =>
        Assert.Contains(
            "65535",
            Assert.Throws<ArgumentException>(() => PreparedTable.Create(new int[65535])).Message,
            StringComparison.Ordinal
        );
}
