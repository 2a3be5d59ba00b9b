using QosNets.Multipliers;
using Xunit;

namespace QosNets.Tests.Multipliers;

public class ImportFormatsTests
{
    [Fact]
    public void Every_format_stands_in_the_table_once() =>
        Assert.Equal(Enum.GetValues<ImportFormat>(), ImportFormats.All.Select(f => f.Format).Order());

    [Fact]
    public void A_fact_sheet_is_no_model()
    {
        var file = ImportFile.Of("facts.json", "{}"u8.ToArray());
        Assert.Equal(ImportFormat.Facts, file.Format);
        Assert.Throws<LibraryException>(() => ImportFormats.Of(file.Format).Open(file, null));
    }
}
