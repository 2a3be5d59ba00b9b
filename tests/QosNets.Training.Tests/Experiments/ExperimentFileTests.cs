using QosNets.Training.Experiments;
using Xunit;

namespace QosNets.Training.Tests.Experiments;

public sealed class ExperimentFileTests : IDisposable
{
    private const string Minimal = "target_savings = [0.7, 0.8]\n";
    private readonly ExperimentFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_key_that_is_left_out_has_its_documented_default()
    {
        var read = folder.Read(Minimal);
        var expected = new Experiment { Name = "x", TargetSavings = [0.7, 0.8] };
        Assert.Equal(ExperimentFile.Write(expected), ExperimentFile.Write(read));
    }

    [Fact]
    public void Sections_dotted_keys_and_inline_tables_reach_the_same_key()
    {
        Assert.Equal(7, folder.Read(Minimal + "[retraining]\nepochs = 7\n").Retraining.Epochs);
        Assert.Equal(7, folder.Read(Minimal + "retraining.epochs = 7\n").Retraining.Epochs);
        Assert.Equal(7, folder.Read(Minimal + "retraining = { epochs = 7 }\n").Retraining.Epochs);
    }

    [Fact]
    public void The_same_key_of_two_sections_is_two_keys()
    {
        var read = folder.Read(Minimal + "[baseline]\nepochs = 3\n[retraining]\nepochs = 5\n");
        Assert.Equal((3, 5), (read.Baseline.Epochs, read.Retraining.Epochs));
    }

    [Fact]
    public void Overrides_win_over_the_file_and_the_last_over_the_first()
    {
        var read = folder.Read(Minimal + "n = 3\n", "n=5", "n = 6", "retraining.epochs=2", "correction=false");
        Assert.Equal((6, 2, false), (read.N, read.Retraining.Epochs, read.Correction));
    }

    [Fact]
    public void Words_in_overrides_need_no_quotes_and_may_have_them()
    {
        Assert.Equal("kmeans", folder.Read(Minimal, "selection.selector=kmeans").Selection.Selector);
        Assert.Equal("kmeans", folder.Read(Minimal, "selection.selector=\"kmeans\"").Selection.Selector);
        Assert.Equal(["mul8u_2P7"], folder.Read(Minimal, "selection.include=[\"mul8u_2P7\"]").Selection.Include);
    }

    [Fact]
    public void Overrides_may_turn_target_savings_into_scales()
    {
        var read = folder.Read(Minimal, "target_savings=[]", "scales=[0.3, 1, 2]");
        Assert.Empty(read.TargetSavings);
        Assert.Equal([0.3, 1, 2], read.Scales);
    }

    [Fact]
    public void Paths_in_the_file_are_found_beside_the_file_first()
    {
        var beside = Directory.CreateDirectory(Path.Combine(folder.Folder, "images")).FullName;
        var read = folder.Read(
            Minimal + "data = \"images\"\nlibrary = \"elsewhere.npz\"\n[report]\ncompare = [\"images\", \"other.json\"]\n"
        );
        Assert.Equal(beside, read.Data);
        Assert.Equal(Path.GetFullPath("elsewhere.npz"), read.Library);
        Assert.Equal([beside, Path.GetFullPath("other.json")], read.Report.Compare);
    }

    [Fact]
    public void Paths_in_overrides_are_relative_to_the_current_directory_only()
    {
        Directory.CreateDirectory(Path.Combine(folder.Folder, "images"));
        Assert.Equal(Path.GetFullPath("images"), folder.Read(Minimal, "data=images").Data);
    }

    [Fact]
    public void A_missing_file_is_an_error_that_names_it()
    {
        var error = Assert.Throws<ExperimentException>(() => ExperimentFile.Read("nowhere/x.toml", []));
        Assert.StartsWith("nowhere/x.toml: there is no such file", error.Message);
    }
}
