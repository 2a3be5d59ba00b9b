using Xunit;

namespace QosNets.Onnx.Tests;

/// <summary>Tests that compute with libtorch run one after the other: its threads are one setting of the process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchCollection
{
    public const string Name = "libtorch";
}
