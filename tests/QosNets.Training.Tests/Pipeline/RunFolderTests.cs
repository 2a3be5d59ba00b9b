using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Runs;
using Xunit;

namespace QosNets.Training.Tests.Pipeline;

public sealed class RunFolderTests : IDisposable
{
    private static readonly Experiment Mine = new()
    {
        Name = "mine",
        N = 4,
        TargetSavings = [0.5],
    };

    private readonly string folder = Directory.CreateTempSubdirectory("qosnets-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);

    private string Refusal() => Assert.Throws<RunException>(() => RunFolder.Check(folder, Mine)).Message;

    [Fact]
    public void A_folder_without_results_and_one_with_those_of_the_same_experiment_are_taken()
    {
        RunFolder.Check(Path.Combine(folder, "new"), Mine);
        // An unfinished run leaves stages only.
        Directory.CreateDirectory(Path.Combine(folder, "baseline"));
        RunFolder.Check(folder, Mine);
        Write("experiment.toml", ExperimentFile.Write(Mine));
        Write("results.json", "{}");
        Write("mine.qosnet", "");
        RunFolder.Check(folder, Mine);
    }

    [Fact]
    public void Results_of_another_experiment_are_refused_with_what_differs()
    {
        Write("report.html", "");
        Write("experiment.toml", ExperimentFile.Write(Mine with { N = 3 }));
        Assert.Equal(
            $"{folder}: it holds the results of another experiment (n = 3 there, 4 here); name another folder with --out, or "
                + $"replace "
                + "what is there with --overwrite",
            Refusal()
        );
        Write("experiment.toml", ExperimentFile.Write(Mine with { N = 3, Seed = 9, Validation = 77 }));
        Assert.Contains("and 2 more)", Refusal());
    }

    [Theory]
    [InlineData("results.json")]
    [InlineData("report.html")]
    [InlineData("mine.qosnet")]
    public void Results_of_nobody_knows_what_are_refused(string file)
    {
        Write(file, "mine since long ago");
        Assert.Contains($"it holds {file} and no experiment.toml that says what it is of", Refusal());
        Write("experiment.toml", "n = [");
        Assert.Contains($"it holds {file} of an experiment that cannot be read", Refusal());
        Assert.Equal("mine since long ago", File.ReadAllText(Path.Combine(folder, file)));
    }

    [Fact]
    public void An_experiment_that_was_written_before_a_key_existed_is_the_one_with_its_default()
    {
        Write("results.json", "{}");
        Write("experiment.toml", "name = \"mine\"\nn = 4\ntarget_savings = [0.5]\n");
        RunFolder.Check(folder, Mine);
    }
}
