namespace QosNets.Multipliers;

/// <summary>
/// The assignments and procedures of a module and of the instances in it, which hold all at once whatever their order: each is
/// built when the bits that it reads are.
/// </summary>
internal sealed class VerilogOrder(SourceText source)
{
    // An expression of many wide operands is work even where it folds to nothing.
    private const long MaximumWork = 4_000_000;

    private readonly List<Item> items = [];
    private long work;

    /// <summary>Marks bits as assigned.</summary>
    /// <exception cref="LibraryException">One is assigned already, or is an input.</exception>
    public void Drive(IReadOnlyList<VerilogPart> targets)
    {
        foreach (var target in targets)
        {
            if (target.Bits.ContainsAnyExcept(VerilogNet.Undriven))
                throw source.Fault(
                    target.Offset,
                    $"a bit of {SourceText.Printable(target.Net.Name)} is assigned twice, or is an input"
                );
            target.Bits.Fill(VerilogNet.Driven);
        }
    }

    /// <summary>Adds an assignment of bits that are marked already.</summary>
    /// <param name="targets">The bits that it sets, highest first.</param>
    /// <param name="value">Their value.</param>
    /// <param name="reads">The bits that the value reads.</param>
    /// <param name="nodes">Operands and operators of the value.</param>
    public void Add(IReadOnlyList<VerilogPart> targets, VerilogExpression value, IReadOnlyList<VerilogPart> reads, int nodes)
    {
        Count((long)nodes * Math.Max(value.Width, targets.Sum(t => t.Width)), targets[0].Offset);
        items.Add(new Item(targets, reads, run => Set(targets, value, run)));
    }

    /// <summary>Adds a procedure, and marks the bits that it assigns.</summary>
    /// <param name="assigned">The bits, some more than once.</param>
    /// <param name="body">Its statements.</param>
    /// <param name="reads">The bits that they read.</param>
    /// <param name="nodes">Operands and operators of the statements.</param>
    /// <param name="offset">Where the procedure stands.</param>
    public void Add(
        IReadOnlyList<VerilogPart> assigned,
        VerilogStatement body,
        IReadOnlyList<VerilogPart> reads,
        int nodes,
        int offset
    )
    {
        var own = assigned.Select(t => t.Net).ToHashSet();
        var targets = new List<VerilogPart>();
        foreach (var part in assigned)
        {
            for (var bit = part.First; bit < part.First + part.Width; bit++)
                targets.Add(new VerilogPart(part.Net, bit, 1, part.Offset));
        }
        targets = [.. targets.DistinctBy(t => (t.Net, t.First))];
        Drive(targets);
        Count(nodes + targets.Count, offset);
        // What a procedure assigns and reads again is its own business.
        var outside = reads.Where(r => !own.Contains(r.Net)).ToList();
        items.Add(new Item(targets, outside, run => Set(targets, own, body, run)));
    }

    /// <summary>Sets the bits of all assigned nets.</summary>
    /// <exception cref="LibraryException">A bit that is read is never assigned, or depends on itself.</exception>
    public void Build(VerilogRun run)
    {
        var waiting = new Dictionary<(VerilogNet Net, int Bit), List<Item>>();
        var ready = new Queue<Item>();
        foreach (var item in items)
        {
            foreach (var read in item.Reads)
                Await(item, read, waiting);
            if (item.Missing == 0)
                ready.Enqueue(item);
        }
        var built = 0;
        for (; ready.TryDequeue(out var item); built++)
        {
            item.Set(run);
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
            var stuck = items.First(i => i.Missing > 0 && i.Targets.Count > 0).Targets[0];
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

    private void Count(long amount, int offset)
    {
        work += amount;
        if (work > MaximumWork)
            throw source.Fault(offset, "the assignments have too many bits in all; an 8×8-bit multiplier has thousands");
    }

    private static void Set(IReadOnlyList<VerilogPart> targets, VerilogExpression expression, VerilogRun run)
    {
        var width = targets.Sum(t => t.Width);
        var value = expression.Build(run, Math.Max(width, expression.Width)).AsSpan(0, width);
        foreach (var target in targets)
        {
            // The first target of a concatenation takes the highest bits.
            value[^target.Width..].CopyTo(target.Bits);
            value = value[..^target.Width];
        }
        run.Spend(width, targets[0].Offset);
    }

    private void Set(List<VerilogPart> targets, HashSet<VerilogNet> own, VerilogStatement body, VerilogRun run)
    {
        var values = run.With(own, () => body.Run(run));
        foreach (var target in targets)
        {
            target.Bits[0] = values[target.Net][target.First];
            if (target.Bits[0] < 0)
                throw source.Fault(
                    target.Offset,
                    $"{SourceText.Printable(target.Net.Name)} has no value for some operands here; a multiplier keeps no state: "
                        + $"assign it in every branch"
                );
        }
    }

    private sealed class Item(IReadOnlyList<VerilogPart> targets, IReadOnlyList<VerilogPart> reads, Action<VerilogRun> set)
    {
        public IReadOnlyList<VerilogPart> Targets => targets;

        public IReadOnlyList<VerilogPart> Reads => reads;

        public Action<VerilogRun> Set => set;

        public int Missing { get; set; }
    }
}
