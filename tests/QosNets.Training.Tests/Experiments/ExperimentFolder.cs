using QosNets.Training.Experiments;
using Xunit;

namespace QosNets.Training.Tests.Experiments;

/// <summary>A folder with one experiment file, gone after the test.</summary>
internal sealed class ExperimentFolder : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("qosnets-test-").FullName;

    public string File => Path.Combine(Folder, "x.toml");

    public Experiment Read(string toml, params string[] overrides)
    {
        System.IO.File.WriteAllText(File, toml);
        return ExperimentFile.Read(File, overrides);
    }

    /// <summary>The message of the error, without the folder's name.</summary>
    public string ErrorOf(string toml, params string[] overrides) =>
        Assert.Throws<ExperimentException>(() => Read(toml, overrides)).Message.Replace(Folder + Path.DirectorySeparatorChar, "");

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
