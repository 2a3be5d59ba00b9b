using QosNets.Data;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Data;

public sealed class DataFolderTests
{
    [Fact]
    public void All_files_of_the_repository_are_as_listed()
    {
        var states = DataCheck.Run(DataFolder.Find());
        Assert.All(states, state => Assert.True(state.Ok, state.Message));
        Assert.Contains(states, state => state.File == "evoapprox/mul8u.npz");
        Assert.Contains(states, state => state.File == "fashion-mnist/train-images-idx3-ubyte.gz");
    }

    [Fact]
    public void Changed_and_missing_files_are_found()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a"], "abc");
        File.WriteAllText(folder["b"], "abd");
        const string Abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        File.WriteAllText(folder["SHA256SUMS"], $"{Abc}  a\n{Abc}  b\n{Abc}  sub/c\n");
        Assert.Equal([("a", true), ("b", false), ("sub/c", false)], DataCheck.Run(folder.Path).Select(s => (s.File, s.Ok)));
        foreach (var wrong in new[] { "", "abc  a\n", $"{Abc}  ../a\n", $"{Abc}  /a\n", $"{Abc} a\n" })
        {
            File.WriteAllText(folder["SHA256SUMS"], wrong);
            Assert.Throws<DataException>(() => DataCheck.Run(folder.Path));
        }
        File.Delete(folder["SHA256SUMS"]);
        Assert.Throws<DataException>(() => DataCheck.Run(folder.Path));
    }

    [Fact]
    public void The_folder_is_found_above_and_by_name_and_its_absence_is_explained()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["data"]);
        Directory.CreateDirectory(folder["a/b"]);
        var missing = Assert.Throws<DataException>(() => DataFolder.Find(null, folder["a/b"])).Message;
        Assert.Contains("QOSNETS_DATA", missing, StringComparison.Ordinal);
        File.WriteAllText(folder["data/SHA256SUMS"], "");
        Assert.Equal(folder["data"], DataFolder.Find(null, folder["a/b"]));
        Assert.Equal(folder["data"], DataFolder.Find("", "/", folder["a/b"]));
        Assert.Equal(folder["data"], DataFolder.Find(folder["data"], "/"));
        Assert.Throws<DataException>(() => DataFolder.Find(folder["a"], folder["a/b"]));
    }
}
