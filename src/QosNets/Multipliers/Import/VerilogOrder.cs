namespace QosNets.Multipliers;

/// <summary>
/// The assignments of a module, which hold all at once whatever their order: each is built when the bits that it reads are.
/// </summary>
internal sealed class VerilogOrder(SourceText source)
{
    // An expression of many wide operands is work even where it folds to nothing.
    private const long MaximumWork = 4_000_000;

    private readonly List<Item> items = [];

    /// <summary>Adds an assignment.</summary>
    /// <param name="targets">The bits that it sets, highest first.</param>
    /// <param name="value">Their value.</param>
    /// <param name="reads">The bits that the value reads.</param>
    /// <param name="nodes">Operands and operators of the value.</param>
    public void Add(IReadOnlyList<VerilogPart> targets, VerilogExpression value, IReadOnlyList<VerilogPart> reads, int nodes) =>
        items.Add(new Item(targets, value, reads, nodes));

    /// <summary>Sets the bits of all assigned nets.</summary>
    /// <exception cref="LibraryException">A bit that is read is never assigned, or depends on itself.</exception>
    public void Build(Circuit circuit)
    {
        var waiting = new Dictionary<(VerilogNet Net, int Bit), List<Item>>();
        var ready = new Queue<Item>();
        var work = 0L;
        foreach (var item in items)
        {
            work += (long)item.Nodes * Math.Max(item.Value.Width, item.Targets.Sum(t => t.Width));
            if (work > MaximumWork)
                throw source.Fault(
                    item.Targets[0].Offset,
                    "the assignments have too many bits in all; an 8×8-bit multiplier has thousands"
                );
            foreach (var read in item.Reads)
                Await(item, read, waiting);
            if (item.Missing == 0)
                ready.Enqueue(item);
        }
        var built = 0;
        for (; ready.TryDequeue(out var item); built++)
        {
            Set(item, circuit);
            foreach (var target in item.Targets)
            {
                for (var bit = target.First; bit < target.First + target.Width; bit++)
                {
                    if (!waiting.TryGetValue((target.Net, bit), out var readers))
                        continue;
                    foreach (var reader in readers)
                    {
                        if (--reader.Missing == 0)
                            ready.Enqueue(reader);
                    }
                }
            }
        }
        if (built < items.Count)
        {
            var stuck = items.First(i => i.Missing > 0).Targets[0];
            throw source.Fault(
                stuck.Offset,
                $"{SourceText.Printable(stuck.Net.Name)} depends on itself; a multiplier has no loops"
            );
        }
    }

    private void Await(Item item, VerilogPart read, Dictionary<(VerilogNet Net, int Bit), List<Item>> waiting)
    {
        for (var bit = read.First; bit < read.First + read.Width; bit++)
        {
            if (read.Net.Bits[bit] == VerilogNet.Undriven)
                throw source.Fault(
                    read.Offset,
                    $"bit {bit + read.Net.Low} of {SourceText.Printable(read.Net.Name)} is read but never assigned"
                );
            if (read.Net.Bits[bit] != VerilogNet.Driven)
                continue;
            if (!waiting.TryGetValue((read.Net, bit), out var readers))
                waiting.Add((read.Net, bit), readers = []);
            readers.Add(item);
            item.Missing++;
        }
    }

    private void Set(Item item, Circuit circuit)
    {
        var width = item.Targets.Sum(t => t.Width);
        var value = item.Value.Build(circuit, Math.Max(width, item.Value.Width)).AsSpan(0, width);
        foreach (var target in item.Targets)
        {
            // The first target of a concatenation takes the highest bits.
            value[^target.Width..].CopyTo(target.Bits);
            value = value[..^target.Width];
        }
        if (circuit.Overflows)
            throw source.Fault(item.Targets[0].Offset, Circuit.OverflowReason);
    }

    private sealed class Item(
        IReadOnlyList<VerilogPart> targets,
        VerilogExpression value,
        IReadOnlyList<VerilogPart> reads,
        int nodes
    )
    {
        public IReadOnlyList<VerilogPart> Targets => targets;

        public VerilogExpression Value => value;

        public IReadOnlyList<VerilogPart> Reads => reads;

        public int Nodes => nodes;

        public int Missing { get; set; }
    }
}
