namespace QosNets.Selection;

/// <summary>Finds good sets by greedy choice and swaps. The proof begins with the best of them.</summary>
internal sealed class IncumbentSearch(SearchInstance instance)
{
    /// <summary>A set that no single swap or addition improves, started greedily from <paramref name="start"/>.</summary>
    public int[] Search(IEnumerable<int> start)
    {
        var set = new List<int>(instance.Forced.Union(start).Take(instance.Limit));
        while (set.Count < instance.Limit && AddBest(set)) { }
        while (SwapBest(set)) { }
        return [.. set];
    }

    private bool AddBest(List<int> set)
    {
        var (best, pick) = (Penalised(set), -1);
        for (var j = 0; j < instance.Count; j++)
        {
            if (set.Contains(j))
                continue;
            set.Add(j);
            var value = Penalised(set);
            set.RemoveAt(set.Count - 1);
            if (value < best)
                (best, pick) = (value, j);
        }
        if (pick >= 0)
            set.Add(pick);
        return pick >= 0;
    }

    private bool SwapBest(List<int> set)
    {
        var (best, position, pick) = (Penalised(set) - SearchInstance.Tolerance, -1, -1);
        for (var i = 0; i < set.Count; i++)
        {
            var old = set[i];
            if (Array.IndexOf(instance.Forced, old) >= 0)
                continue;
            for (var j = 0; j < instance.Count; j++)
            {
                if (set.Contains(j))
                    continue;
                set[i] = j;
                var value = Penalised(set);
                set[i] = old;
                if (value < best)
                    (best, position, pick) = (value, i, j);
            }
        }
        if (position < 0)
            return false;
        set[position] = pick;
        return true;
    }

    // An unserved row weighs more than any excess, and an excess more than any power.
    private double Penalised(List<int> set)
    {
        if (set.Count == 0)
            return double.PositiveInfinity;
        var (objective, _, excess) = instance.Evaluate(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(set));
        return objective + 1e6 * excess;
    }
}
