using QosNets.Approximation;
using QosNets.Data;
using QosNets.Kernels;
using QosNets.Multipliers;
using QosNets.Selection;
using QosNets.Tests.Archives;
using QosNets.Tests.Selection;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class ShippedLibraryTests
{
    [Theory]
    [InlineData("mul8u.npz", nameof(ExportFormat.Raw16))]
    [InlineData("mul8u.npz", nameof(ExportFormat.Npy))]
    [InlineData("mul8u.npz", nameof(ExportFormat.Csv))]
    [InlineData("mul8u.npz", nameof(ExportFormat.C))]
    [InlineData("mul8u.npz", nameof(ExportFormat.CSharp))]
    [InlineData("mul8s.npz", nameof(ExportFormat.Raw16))]
    [InlineData("mul8s.npz", nameof(ExportFormat.Npy))]
    [InlineData("mul8s.npz", nameof(ExportFormat.Csv))]
    [InlineData("mul8s.npz", nameof(ExportFormat.C))]
    [InlineData("mul8s.npz", nameof(ExportFormat.CSharp))]
    public void A_shipped_library_that_left_as_a_format_and_came_back_has_the_same_tables_and_is_chosen_from_alike(
        string file,
        string formatName
    )
    {
        var format = Enum.Parse<ExportFormat>(formatName);
        using var folder = new TemporaryFolder();
        var library = MultiplierLibrary.Load(DataFolder.File("evoapprox/" + file));
        TableExport.Write(library.Multipliers, format, folder["tables"]);
        // As the import command does it: through a library file, which is what a run reads.
        MultiplierImport
            .Read([folder["tables"]], new ImportOptions(null, null, library.Name))
            .ToLibrary()
            .Save(folder["again.npz"]);
        var again = MultiplierLibrary.Load(folder["again.npz"]);

        Assert.Empty(LibraryComparison.Compare(library, again));
        Assert.Equal(
            (library.Signed, library.PowerIsEstimated, library.Exact.Name),
            (again.Signed, again.PowerIsEstimated, again.Exact.Name)
        );
        Assert.Equal(Chosen(library), Chosen(again));
    }

    // Names of the multipliers of three layers at two points.
    private static List<string> Chosen(MultiplierLibrary library)
    {
        LayerProfile[] layers =
        [
            .. Enumerable
                .Range(1, 3)
                .Select(seed => Profiles.Random(seed, new ConvolutionGeometry(4, 8, 8, 8, 3, 3, 1, 1, 1), 24, library.Signed)),
        ];
        var problem = SelectionProblem.Build(
            ErrorPrediction.Predict(layers, library.Multipliers, corrected: true),
            [.. layers.Select(l => l.Tolerance)],
            [3, 2, 1],
            PowerModel.RelativePowers(library.Multipliers, library.Exact),
            [0.2, 1],
            3,
            exact: library.ExactIndex
        );
        var choice = ExactSelector.Select(problem).Choice;
        List<string> names =
        [
            .. Enumerable.Range(0, 2).SelectMany(p => choice.OfPoint(problem, p)).Select(m => library.Multipliers[m].Name),
        ];
        // One multiplier everywhere would prove little.
        Assert.NotEqual(1, names.Distinct().Count());
        return names;
    }
}
