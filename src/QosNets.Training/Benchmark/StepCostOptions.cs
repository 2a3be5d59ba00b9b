using QosNets.Data;
using QosNets.Multipliers;
using QosNets.Networks;

namespace QosNets.Training.Benchmark;

/// <summary>An operating point whose training is timed.</summary>
/// <param name="Name">Unique among the points.</param>
/// <param name="Assignment">Index of each layer's multiplier in <see cref="StepCostOptions.Library"/>, in layer order.</param>
internal sealed record TimedPoint(string Name, IReadOnlyList<int> Assignment);

/// <summary>What <see cref="StepCost"/> measures.</summary>
internal sealed record StepCostOptions
{
    /// <summary>The network; its parameters are random.</summary>
    public required Network Network { get; init; }

    /// <summary>The multipliers.</summary>
    public required MultiplierLibrary Library { get; init; }

    /// <summary>The operating points that are trained together, 1 and up.</summary>
    public required IReadOnlyList<TimedPoint> Points { get; init; }

    /// <summary>Training images of the network's input shape, at least <see cref="Batch"/>; null for random ones.</summary>
    public ImageSet? Images { get; init; }

    /// <summary>Whether inexact multipliers subtract the activation-side correction.</summary>
    public bool Correction { get; init; } = true;

    /// <summary>Images of one step, 1 and up.</summary>
    public int Batch { get; init; } = 128;

    /// <summary>Threads of libtorch and of the kernels, or 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>Timed steps of each kind, 1 and up.</summary>
    public int Rounds { get; init; } = 9;

    /// <summary>Steps of each kind before the first timed one: caches, memory and compilation settle.</summary>
    public int WarmUp { get; init; } = 3;
}
