using QosNets.Cli.Commands;
using QosNets.Cli.Shell;
using QosNets.Data;
using QosNets.Multipliers;
using QosNets.Training.Experiments;
using Xunit;

namespace QosNets.Cli.Tests;

public sealed class AddedMultiplierTests : IDisposable
{
    private static readonly Experiment Experiment = new() { Name = "mine", Library = DataFolder.File("evoapprox/mul8u.npz") };

    private readonly string folder = Directory.CreateTempSubdirectory("qosnets-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_table_becomes_one_more_candidate_of_the_library_in_the_runs_folder()
    {
        var file = Table("own.txt", (a, b) => a * b & ~31);
        var added = AddedMultiplier.Read(file, 0.12, Experiment, TextWriter.Null);
        Assert.Equal("own", added.Name);
        Assert.Equal("mine-with-own", added.RunName(Experiment));
        var saved = added.SaveIn(Path.Combine(folder, "run"));
        var (before, after) = (MultiplierLibrary.Load(Experiment.Library), MultiplierLibrary.Load(saved));
        Assert.Equal([.. before.Multipliers.Select(m => m.Name), "own"], after.Multipliers.Select(m => m.Name));
        Assert.Equal(0.12, after.Multipliers[^1].PowerMilliwatt);
        Assert.Equal(before.Exact.Name, after.Exact.Name);
        // The same multiplier again is the same file; another one of its name does not touch it.
        var bytes = File.ReadAllBytes(saved);
        Assert.Equal(saved, AddedMultiplier.Read(file, 0.12, Experiment, TextWriter.Null).SaveIn(Path.Combine(folder, "run")));
        Table("own.txt", (a, b) => a * b & ~63);
        Assert.NotEqual(saved, AddedMultiplier.Read(file, 0.12, Experiment, TextWriter.Null).SaveIn(Path.Combine(folder, "run")));
        Assert.Equal(bytes, File.ReadAllBytes(saved));
    }

    [Fact]
    public void A_table_that_the_library_has_is_that_multiplier_with_a_note()
    {
        using var output = new StringWriter();
        var added = AddedMultiplier.Read(Table("twin.txt", (a, b) => a * b), 0.3, Experiment, output);
        Assert.Equal("mul8u_1JFF", added.Name);
        Assert.Contains("note: twin: it has the products of mul8u_1JFF", output.ToString());
    }

    [Theory]
    [InlineData("no power is said", "power")]
    [InlineData("two multipliers", "it holds 2 multipliers; a run adds one")]
    [InlineData("a name that is taken", "mul8u_2P7 with other products")]
    [InlineData("no file", "no-such-file.npy")]
    public void What_cannot_be_added_is_refused_in_one_line_that_names_the_option(string what, string fault)
    {
        var exact = (int a, int b) => a * b & ~15;
        var file = what switch
        {
            "no file" => Path.Combine(folder, "no-such-file.npy"),
            "a name that is taken" => Table("mul8u_2P7.txt", exact),
            _ => Table("own.txt", exact),
        };
        if (what == "two multipliers")
        {
            Table("other.txt", (a, b) => a * b & ~7);
            file = folder;
        }
        double? power = what is "no power is said" or "two multipliers" ? null : 0.1;
        if (what == "two multipliers")
            File.WriteAllText(Path.Combine(folder, "facts.csv"), "name,power_mw\nown,0.1\nother,0.2\n");
        var error = Assert.ThrowsAny<Exception>(() => AddedMultiplier.Read(file, power, Experiment, TextWriter.Null));
        Assert.IsType<CommandException>(error);
        Assert.StartsWith($"--add {file}: ", error.Message);
        Assert.Contains(fault, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_power_without_a_multiplier_is_refused()
    {
        var (code, _, error) = CommandLine.Run("run", "--power", "0.12");
        Assert.Equal(
            (ExitCode.Failure, "error: --power 0.12 belongs to a multiplier; name its file with --add, or drop it\n"),
            (code, error)
        );
    }

    /// <summary>A truth table as text: 256 rows of 256 products.</summary>
    private string Table(string name, Func<int, int, int> product)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllLines(
            path,
            Enumerable.Range(0, 256).Select(a => string.Join(' ', Enumerable.Range(0, 256).Select(b => product(a, b))))
        );
        return path;
    }
}
