using System.Security.Cryptography;
using QosNets.Cli.Commands;
using QosNets.Cli.Shell;
using Xunit;

namespace QosNets.Cli.Tests;

public sealed class DataCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("qosnets-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Intact_files_pass_and_a_changed_one_fails()
    {
        File.WriteAllText(Path.Combine(folder, "a.bin"), "abc");
        File.WriteAllText(Path.Combine(folder, "SHA256SUMS"), $"{Convert.ToHexStringLower(SHA256.HashData("abc"u8))}  a.bin\n");
        var output = new StringWriter();
        Assert.Equal(ExitCode.Success, DataCommand.Check(folder, output));
        Assert.Contains("a.bin", output.ToString());

        File.WriteAllText(Path.Combine(folder, "a.bin"), "abd");
        output = new StringWriter();
        Assert.Equal(ExitCode.Failure, DataCommand.Check(folder, output));
        Assert.Contains("BAD", output.ToString());
        Assert.Contains("1 of 1 files are not intact", output.ToString());
    }

    [Fact]
    public void A_file_of_the_repository_is_found_from_the_first_start_that_has_it_above()
    {
        var deep = Directory.CreateDirectory(Path.Combine(folder, "a", "b")).FullName;
        var elsewhere = Directory.CreateDirectory(Path.Combine(folder, "c")).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "a", "experiments"));
        var file = Path.Combine(folder, "a", "experiments", "x.toml");
        File.WriteAllText(file, "");
        Assert.Equal(file, Repository.Find("experiments/x.toml", elsewhere, deep));
        Assert.Null(Repository.Find("experiments/no-such-file-anywhere.toml", elsewhere, deep));
    }
}
