using Xunit;

namespace QosNets.Tests.Architecture;

public class FolderOrderTests
{
    private static readonly string[] Order = ["Low", "Middle", "High", FolderOrder.Root];

    public static TheoryData<string> Projects => [.. FolderOrder.Of.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_build_on_each_other_in_one_order(string project) =>
        Assert.Empty(ProjectSources.Read(Repository.Root, project).Violations(FolderOrder.Of[project]));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_folder_has_its_place_in_the_order(string project) =>
        Assert.Equal(FolderOrder.Of[project].Order(), ProjectSources.Read(Repository.Root, project).Folders.Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_order_of_a_project_turned_round_is_not_one(string project) =>
        Assert.NotEmpty(ProjectSources.Read(Repository.Root, project).Violations([.. FolderOrder.Of[project].Reverse()]));

    [Fact]
    public void A_project_without_an_order_has_no_folders()
    {
        var projects = Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(p => Path.GetFileName(p));
        Assert.All(
            projects.Except(FolderOrder.Of.Keys),
            p => Assert.Equal([FolderOrder.Root], ProjectSources.Read(Repository.Root, p).Folders)
        );
    }

    [Theory]
    [InlineData("QosNets", "Folders of `QosNets`")]
    [InlineData("QosNets.Training", "\n`QosNets.Training`:\n")]
    public void The_architecture_lists_folders_in_their_order(string project, string before)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "ARCHITECTURE.md"));
        var table = text[text.IndexOf(before, StringComparison.Ordinal)..];
        var rows = table.Split('\n').SkipWhile(l => !l.StartsWith("| `", StringComparison.Ordinal));
        Assert.Equal(
            FolderOrder.Of[project].Where(f => f != FolderOrder.Root),
            rows.TakeWhile(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Split('`')[1])
        );
    }

    [Theory]
    [InlineData("using Some.Project.High;\nnamespace Some.Project.Middle;")]
    [InlineData("using static Some.Project.High.Tower;\nnamespace Some.Project.Middle;")]
    [InlineData("using T = Some.Project.High.Tower;\nnamespace Some.Project.Middle;")]
    [InlineData("using Many = System.Collections.Generic.List<Some.Project.High.Tower>;\nnamespace Some.Project.Middle;")]
    [InlineData("namespace Some.Project.Middle;\nclass A { High.Tower t; }")]
    [InlineData("namespace Some.Project.Middle;\nclass A { object t = new Project.High.Tower(); }")]
    [InlineData("namespace Some.Project.Middle;\nclass A { object t = $\"{1}\" + new Some.Project.High.Tower(); }")]
    [InlineData("namespace Some.Project.Middle;\nclass A : global::Some.Project.High.Tower { }")]
    public void A_folder_that_uses_a_later_one_is_reported(string text) =>
        Assert.Equal(["Some.Project/Middle/A.cs uses High, which comes after Middle"], Violations("Middle/A.cs", text));

    [Theory]
    [InlineData("using Some.Project.Low;\nnamespace Some.Project.Middle;\nclass A { Low.Floor f; }")]
    [InlineData(
        "using Other.High;\nnamespace Some.Project.Middle;\nclass A { object t = other.High.Tower; int n = High.Count; }"
    )]
    [InlineData("namespace Some.Project.Middle;\n// High.Tower is only mentioned.\nclass A { string s = \"High.Tower\"; }")]
    public void A_folder_that_uses_itself_and_earlier_ones_is_not_reported(string text) =>
        Assert.Empty(Violations("Middle/A.cs", text));

    [Fact]
    public void The_root_of_a_project_has_its_place_in_the_order_too()
    {
        Assert.Equal(
            ["Some.Project/Middle/A.cs uses ., which comes after Middle"],
            Violations("Middle/A.cs", "namespace Some.Project.Middle;\nclass A : Roof;")
        );
        Assert.Empty(Violations("B.cs", "using Some.Project.High;\nnamespace Some.Project;\nclass B : Tower;"));
    }

    private static string[] Violations(string file, string text)
    {
        var files = new Dictionary<string, string>
        {
            ["Low/Floor.cs"] = "namespace Some.Project.Low;\nclass Floor;",
            ["High/Tower.cs"] = "namespace Some.Project.High;\nclass Tower;",
            ["Roof.cs"] = "namespace Some.Project;\nclass Roof;",
            [file] = text,
        };
        return [.. new ProjectSources("Some.Project", files).Violations(Order)];
    }
}
