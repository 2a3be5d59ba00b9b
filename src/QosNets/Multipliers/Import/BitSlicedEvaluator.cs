using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace QosNets.Multipliers;

/// <summary>
/// Evaluates a circuit for all 65,536 operand pairs, 1,024 pairs at once: bit i of a word belongs to pair i of 64, so one
/// machine operation evaluates a gate for every pair of a vector.
/// </summary>
internal static class BitSlicedEvaluator
{
    private const int Words = TruthTable.Length / 64;
    private const int BlockWords = 16;
    private const int BlockVectors = BlockWords / 4;

    // Bit i of word w is bit k of the number 64·w + i; for k below 6 it does not depend on w.
    private static readonly ulong[] LowBits =
    [
        0xAAAAAAAAAAAAAAAA,
        0xCCCCCCCCCCCCCCCC,
        0xF0F0F0F0F0F0F0F0,
        0xFF00FF00FF00FF00,
        0xFFFF0000FFFF0000,
        0xFFFFFFFF00000000,
    ];

    /// <summary>The planes of the outputs: bit i of word w of a plane is that output for pair 64·w + i = 256·a + b.</summary>
    public static ulong[][] Evaluate(Circuit circuit, ReadOnlySpan<int> outputs)
    {
        var (gates, slots) = Live(circuit, outputs);
        var values = new Vector256<ulong>[(1 + Circuit.Inputs + gates.Count) * BlockVectors];
        var planes = new ulong[outputs.Length][];
        for (var i = 0; i < planes.Length; i++)
            planes[i] = new ulong[Words];
        for (var word = 0; word < Words; word += BlockWords)
        {
            SetInputs(MemoryMarshal.Cast<Vector256<ulong>, ulong>(values.AsSpan()), word);
            Run(values, gates);
            for (var i = 0; i < planes.Length; i++)
            {
                var slot = slots[outputs[i] >> 1];
                var invert = 0UL - (ulong)(outputs[i] & 1);
                var block = MemoryMarshal.Cast<Vector256<ulong>, ulong>(values.AsSpan(slot * BlockVectors, BlockVectors));
                for (var k = 0; k < BlockWords; k++)
                    planes[i][word + k] = block[k] ^ invert;
            }
        }
        return planes;
    }

    private static void SetInputs(Span<ulong> values, int word)
    {
        for (var bit = 0; bit < Circuit.Inputs; bit++)
        {
            for (var k = 0; k < BlockWords; k++)
                values[(1 + bit) * BlockWords + k] = bit < 6 ? LowBits[bit] : 0UL - (ulong)(((word + k) >> (bit - 6)) & 1);
        }
    }

    private static void Run(Vector256<ulong>[] values, List<Circuit.Gate> gates)
    {
        var target = (1 + Circuit.Inputs) * BlockVectors;
        foreach (var gate in CollectionsMarshal.AsSpan(gates))
        {
            var left = values.AsSpan((gate.Left >> 1) * BlockVectors, BlockVectors);
            var right = values.AsSpan((gate.Right >> 1) * BlockVectors, BlockVectors);
            var result = values.AsSpan(target, BlockVectors);
            if (gate.Exclusive)
            {
                for (var i = 0; i < BlockVectors; i++)
                    result[i] = left[i] ^ right[i];
            }
            else
            {
                var invertLeft = Vector256.Create(0UL - (ulong)(gate.Left & 1));
                var invertRight = Vector256.Create(0UL - (ulong)(gate.Right & 1));
                for (var i = 0; i < BlockVectors; i++)
                    result[i] = (left[i] ^ invertLeft) & (right[i] ^ invertRight);
            }
            target += BlockVectors;
        }
    }

    // The gates that reach an output, renumbered without gaps: carries beyond the last bit and unused variables cost nothing.
    private static (List<Circuit.Gate> Gates, int[] Slots) Live(Circuit circuit, ReadOnlySpan<int> outputs)
    {
        const int First = 1 + Circuit.Inputs;
        var all = circuit.Gates;
        var live = new bool[First + all.Count];
        foreach (var output in outputs)
            live[output >> 1] = true;
        for (var i = all.Count - 1; i >= 0; i--)
        {
            if (live[First + i])
                live[all[i].Left >> 1] = live[all[i].Right >> 1] = true;
        }
        var slots = new int[live.Length];
        for (var i = 0; i < First; i++)
            slots[i] = i;
        var gates = new List<Circuit.Gate>();
        for (var i = 0; i < all.Count; i++)
        {
            if (!live[First + i])
                continue;
            slots[First + i] = First + gates.Count;
            gates.Add(all[i] with { Left = Renumber(all[i].Left), Right = Renumber(all[i].Right) });
        }
        return (gates, slots);

        int Renumber(int literal) => 2 * slots[literal >> 1] | (literal & 1);
    }
}
