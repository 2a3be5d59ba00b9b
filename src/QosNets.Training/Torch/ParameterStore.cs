using QosNets.Archives;
using QosNets.Networks;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>
/// Named float32 tensors of a network: the shared ones by their name, those of an operating point as <c>POINT/NAME</c>.
/// Everything that trains is here, so that optimiser, checkpoints and bundles cannot miss a part of it.
/// </summary>
internal sealed class ParameterStore : ITrainingState, IDisposable
{
    private const string TrainedPrefix = "parameters";
    private const string StatisticPrefix = "statistics";

    private readonly SortedDictionary<string, Tensor> tensors = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => tensors.Keys;

    /// <summary>A tensor by its name in the store.</summary>
    public Tensor this[string name] =>
        tensors.TryGetValue(name, out var found) ? found : throw new InvalidOperationException($"there is no parameter {name}");

    /// <summary>Adds a tensor of the given values; statistics do not train.</summary>
    public void Add(string name, ReadOnlySpan<float> values, IReadOnlyList<int> shape, bool trains)
    {
        var made = tensor(values.ToArray(), [.. shape.Select(s => (long)s)], requires_grad: trains);
        made.DetachFromDisposeScope();
        if (tensors.Remove(name, out var old))
            old.Dispose();
        tensors[name] = made;
    }

    /// <summary>A copy of the tensor's values.</summary>
    public float[] Values(string name) => [.. TensorSpans.Floats(tensors[name])];

    /// <summary>Copies values into an existing tensor.</summary>
    public void Set(string name, ReadOnlySpan<float> values) => values.CopyTo(TensorSpans.Floats(tensors[name]));

    /// <summary>New parameters of a network, He-normal weights (He et al. 2015, fan out), from a seed.</summary>
    public static ParameterStore Initialize(Network network, ulong seed)
    {
        var store = new ParameterStore();
        using var scope = NewDisposeScope();
        using var generator = new Generator(seed & long.MaxValue);
        foreach (var p in NetworkParameters.Of(network))
        {
            var values = p.Role switch
            {
                ParameterRole.Weight => HeNormal(network, p, generator),
                ParameterRole.Scale or ParameterRole.Variance => Filled(p.Length, 1),
                ParameterRole.Bias or ParameterRole.Offset or ParameterRole.Mean => new float[p.Length],
                _ => throw new NetworkException($"{p.Name}: no first value is known for a parameter that is a {p.Role}"),
            };
            store.Add(p.Name, values, p.Shape, trains: !p.IsStatistic);
        }
        return store;
    }

    /// <summary>
    /// Makes the point's own parameters out of the shared ones; layers without batch normalisation get scale 1.
    /// </summary>
    public void AddPoint(Network network, string point)
    {
        foreach (var p in NetworkParameters.OfPoint(network))
        {
            var values = p.Role switch
            {
                _ when p.Owners == ParameterOwners.Both => Values(p.Name),
                ParameterRole.LayerScale => Filled(p.Length, 1),
                ParameterRole.Bias => new float[p.Length],
                _ => throw new NetworkException($"{p.Name}: no first value is known for a point's parameter that is a {p.Role}"),
            };
            Add($"{point}/{p.Name}", values, p.Shape, trains: !p.IsStatistic);
        }
    }

    /// <summary>Removes a point's own parameters.</summary>
    public void RemovePoint(string point)
    {
        foreach (var name in tensors.Keys.Where(n => n.StartsWith(point + "/", StringComparison.Ordinal)).ToList())
        {
            tensors[name].Dispose();
            tensors.Remove(name);
        }
    }

    /// <summary>A store with copies of all tensors.</summary>
    public ParameterStore Clone()
    {
        var copy = new ParameterStore();
        foreach (var (name, t) in tensors)
            copy.Add(name, TensorSpans.Floats(t), [.. t.shape.Select(s => (int)s)], t.requires_grad);
        return copy;
    }

    /// <inheritdoc/>
    public void Save(ArchiveWriter archive)
    {
        foreach (var (name, t) in tensors)
            archive.AddArray<float>($"{Prefix(t)}/{name}", TensorSpans.Floats(t), [.. t.shape.Select(s => (int)s)]);
    }

    /// <inheritdoc/>
    public void Load(ArchiveReader archive)
    {
        foreach (var entry in archive.Names)
        {
            foreach (var prefix in (string[])[TrainedPrefix, StatisticPrefix])
            {
                if (!entry.StartsWith(prefix + "/", StringComparison.Ordinal))
                    continue;
                var name = entry[(prefix.Length + 1)..];
                var values = archive.ReadArray<float>(entry, out var shape);
                if (tensors.ContainsKey(name))
                    Set(name, values);
                else
                    Add(name, values, shape, trains: prefix == TrainedPrefix);
            }
        }
    }

    private static string Prefix(Tensor t) => t.requires_grad ? TrainedPrefix : StatisticPrefix;

    public void Dispose()
    {
        foreach (var t in tensors.Values)
            t.Dispose();
    }

    private static float[] HeNormal(Network network, Parameter p, Generator generator)
    {
        var layer = network.Layers.First(l => l.Name == p.Node).Geometry;
        // A layer on 1×1 images sums over features, and its fan out says nothing of that sum: it begins by its fan in.
        var fan = layer is { InHeight: 1, InWidth: 1, KernelHeight: 1, KernelWidth: 1 }
            ? layer.FanIn
            : layer.OutChannels / layer.Groups * layer.KernelHeight * layer.KernelWidth;
        using var values = randn([p.Length], generator: generator) * Math.Sqrt(2.0 / fan);
        return [.. TensorSpans.Floats(values)];
    }

    private static float[] Filled(int length, float value)
    {
        var values = new float[length];
        Array.Fill(values, value);
        return values;
    }
}
