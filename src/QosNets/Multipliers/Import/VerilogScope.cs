namespace QosNets.Multipliers;

/// <summary>Names of an instance of a module, or of a block in it: nets, numbers that are known while it is read,
/// functions.</summary>
internal sealed class VerilogScope(VerilogScope? parent)
{
    private readonly Dictionary<string, VerilogNet> nets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> functions = new(StringComparer.Ordinal);

    /// <summary>Functions that have been read, by where they stand.</summary>
    public Dictionary<int, VerilogFunction> Read { get; } = parent?.Read ?? [];

    public VerilogNet? Net(string name) => nets.GetValueOrDefault(name) ?? parent?.Net(name);

    /// <summary>The net of this scope itself.</summary>
    public VerilogNet? OwnNet(string name) => nets.GetValueOrDefault(name);

    public long? Number(string name) => numbers.TryGetValue(name, out var number) ? number : parent?.Number(name);

    public int? Function(string name) => functions.TryGetValue(name, out var offset) ? offset : parent?.Function(name);

    public bool Add(VerilogNet net) => nets.TryAdd(net.Name, net);

    public void Set(string name, long number) => numbers[name] = number;

    public void AddFunction(string name, int offset) => functions.TryAdd(name, offset);
}
