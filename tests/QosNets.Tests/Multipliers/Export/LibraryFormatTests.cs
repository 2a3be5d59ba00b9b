using System.Globalization;
using QosNets.Data;
using QosNets.Multipliers;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Multipliers;

public sealed class LibraryFormatTests
{
    [Theory]
    [InlineData("mul8u.npz")]
    [InlineData("mul8s.npz")]
    public void The_Python_example_of_the_documentation_reads_the_shipped_libraries(string file)
    {
        var path = DataFolder.File("evoapprox/" + file);
        var document = File.ReadAllText(Path.Combine(DataFolder.Find(), "..", "docs", "library-format.md"));
        var program = document.Split("```python\n")[1].Split("```")[0];
        var lines = NumPy.Run(program, path).Split('\n').Select(l => l.Trim().Split(' ')).ToList();
        var library = MultiplierLibrary.Load(path);
        Assert.Equal(library.Multipliers.Select(m => m.Name), lines.Select(l => l[0]));
        Assert.All(
            library.Multipliers.Zip(lines),
            p =>
                Assert.Equal(
                    ErrorMetrics.Compute(p.First.Table).MeanAbsoluteError,
                    double.Parse(p.Second[2], CultureInfo.InvariantCulture),
                    1e-9
                )
        );
    }
}
