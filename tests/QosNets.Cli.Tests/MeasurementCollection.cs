using Xunit;

namespace QosNets.Cli.Tests;

/// <summary>Measurements set the number of threads of the whole process, so these tests run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasurementCollection
{
    public const string Name = "measurements";
}
