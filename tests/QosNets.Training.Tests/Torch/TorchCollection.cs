using System.Runtime.CompilerServices;
using QosNets.Training.Torch;
using Xunit;

namespace QosNets.Training.Tests.Torch;

/// <summary>
/// libtorch and the kernels have one number of threads for the whole process, so these tests run one after another.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchCollection
{
    public const string Name = "torch";

#pragma warning disable CA2255 // Some tests call TorchSharp before anything of QosNets.Training, which would load it.
    [ModuleInitializer]
    internal static void Load() => TorchLoader.Ensure();
#pragma warning restore CA2255
}
