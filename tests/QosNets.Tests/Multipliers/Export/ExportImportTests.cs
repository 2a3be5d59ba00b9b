using CsCheck;
using QosNets.Multipliers;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class ExportImportTests
{
    [Fact]
    public void What_is_exported_imports_as_the_same_multipliers_in_every_format()
    {
        using var folder = new TemporaryFolder();
        var next = 0;
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Int[0, 14], Gen.Enum<ExportFormat>())
            .Sample(
                (signed, estimated, v, format) =>
                {
                    var broken = MultiplierFamilies.Parse($"broken-array:{v % 8},{v}")[0].ToMultiplier(signed) with
                    {
                        PowerMilliwatt = 0.1 + v / 7.0,
                    };
                    var exact = new Multiplier(signed ? "mul8s_right" : "mul8u_right", TruthTable.Exact(signed), 4);
                    Multiplier[] multipliers =
                    [
                        .. new[] { broken, exact }.Select(m =>
                            m with
                            {
                                PowerIsEstimated = estimated,
                                Source = null,
                                AreaSquareMicrometre = estimated ? null : 12.25,
                            }
                        ),
                    ];
                    var to = folder[$"{next++}"];
                    TableExport.Write(multipliers, format, to);
                    var library = MultiplierImport.Read([to], new ImportOptions(null, null, "again")).ToLibrary();
                    Assert.Equal(estimated, library.PowerIsEstimated);
                    Assert.Equal(
                        multipliers.Select(m => m.Name).Order(StringComparer.Ordinal),
                        library.Multipliers.Select(m => m.Name)
                    );
                    foreach (var before in multipliers)
                    {
                        var after = library.Multipliers[library.IndexOf(before.Name)];
                        // A format of products carries no circuit.
                        Assert.Equal(before with { Table = after.Table, Circuit = after.Circuit }, after);
                        Assert.Equal(signed, after.Table.Signed);
                        Assert.True(before.Table.Products.SequenceEqual(after.Table.Products), $"{format} {before.Name}");
                    }
                },
                iter: 15,
                threads: 1
            );
    }
}
