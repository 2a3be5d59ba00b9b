using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace QosNets.Cli.Tests;

/// <summary>docs/api holds what users may build on, a file a package, so that no change of it goes unseen.</summary>
public sealed class PublicApiTests
{
    private const string Variable = "QOSNETS_WRITE_API";

    /// <summary>All that a package brings; those that nobody uses by themselves have no public type.</summary>
    private static readonly string[] Packages =
    [
        "QosNets",
        "QosNets.Data",
        "QosNets.Onnx",
        "QosNets.Reporting",
        "QosNets.Server",
        "QosNets.Sweeps",
        "QosNets.Training",
    ];

    public static TheoryData<string> Names => [.. Packages];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_public_interface_is_that_of_its_file(string package)
    {
        var path = Path.Combine(Folder(), "../../docs/api", package + ".txt");
        var now = string.Concat(PublicApi.Of(Assembly.Load(package)).Select(line => line + "\n"));
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, now);
        }
        var before = File.Exists(path) ? File.ReadAllText(path) : "";
        string[] gone = [.. before.Split('\n').Except(now.Split('\n'))];
        string[] added = [.. now.Split('\n').Except(before.Split('\n'))];
        Assert.True(
            before == now,
            $"""
            docs/api/{package}.txt is not the public interface of {package}; where the change is meant, write it anew:
            {Variable}=1 dotnet test -c Release tests/QosNets.Cli.Tests --filter-class {typeof(PublicApiTests).FullName}
            gone: {string.Join("\n      ", gone)}
            new:  {string.Join("\n      ", added)}
            """
        );
    }

    [Fact]
    public void Few_types_are_public() =>
        Assert.InRange(Packages.Sum(package => Assembly.Load(package).GetExportedTypes().Length), 40, 65);

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
