using QosNets.Archives;
using Xunit;

namespace QosNets.Tests.Archives;

public sealed class AtomicFileTests
{
    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.Write(folder["x"], [1, 2, 3]);
        var error = Assert.Throws<IOException>(() =>
            AtomicFile.Write(
                folder["x"],
                stream =>
                {
                    stream.WriteByte(9);
                    throw new IOException(
                        $"No space left on device : '{Assert.Single(Directory.GetFiles(folder.Path, "*.tmp"))}'"
                    );
                }
            )
        );
        Assert.Equal(
            $"cannot write {folder["x"]}: No space left on device; free some space or choose another folder",
            error.Message
        );
        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder["x"]));
        Assert.Equal([folder["x"]], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_file_is_replaced_and_its_folder_made()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a", "b", "x");
        AtomicFile.Write(path, [1]);
        AtomicFile.Write(path, [2, 3]);
        Assert.Equal([2, 3], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void A_folder_that_is_a_file_gives_one_line()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");
        var error = Assert.Throws<IOException>(() => AtomicFile.Write(Path.Combine(folder["file"], "x"), [1]));
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_device_is_not_replaced_by_a_file()
    {
        var error = Assert.Throws<IOException>(() => AtomicFile.Write("/dev/null", [1]));
        Assert.Contains("a device would be replaced", error.Message, StringComparison.Ordinal);
    }
}
